"""complete_item does what the pages do."""

import pytest

from onboarding.checklists.models import Evidence, Item
from tests import factories
from tests.commands import run

pytestmark = pytest.mark.django_db

AT = "2027-05-04T15:00:00+00:00"


@pytest.fixture
def complete(resident):
    """Complete an item of the resident at AT."""

    def complete(slug, *options, email=resident.user.email):
        return run("complete_item", email, slug, "--at", AT, "--json", *options)

    return complete


@pytest.fixture
def checked(resident):
    """An item that the coordinator checks, proven by a date."""
    definition = factories.make_definition(
        "report-arrival", verifier="coordinator", evidence="date"
    )
    return factories.make_item(resident, definition=definition)


def test_the_resident_finishes_an_item(resident, complete):
    item = factories.make_item(resident, "sign-contract")

    answer = complete("sign-contract", "--on", "2027-05-01")

    assert answer.json == {"slug": "sign-contract", "from": "due_soon", "to": "done"}
    item.refresh_from_db()
    assert item.completed_on.isoformat() == "2027-05-01"
    assert item.settled_by == resident.user


def test_an_item_with_a_verifier_is_submitted_and_then_approved(
    checked, complete, coordinator
):
    sent = complete("report-arrival", "--on", "2027-05-03")
    approved = complete("report-arrival", "--by", coordinator.email)

    assert (sent.json["from"], sent.json["to"]) == ("due_soon", "submitted")
    assert (approved.json["from"], approved.json["to"]) == ("submitted", "done")
    assert Evidence.objects.get().verdict == "approved"


def test_a_second_time_changes_nothing(checked, complete):
    complete("report-arrival", "--on", "2027-05-03")

    answer = complete("report-arrival", "--on", "2027-05-03")

    assert (answer.code, answer.json["from"]) == (0, "submitted")
    assert answer.json["to"] == "submitted"
    assert Evidence.objects.count() == 1


def test_without_the_proof_that_the_page_asks_for_it_is_refused(checked, complete):
    answer = complete("report-arrival")

    assert (answer.code, answer.json) == (1, None)
    assert "Give the date" in answer.said
    checked.refresh_from_db()
    assert checked.state == "open"


@pytest.mark.parametrize("value", ["123-45-6789", "123456789"])
def test_a_private_number_is_refused(resident, complete, value):
    definition = factories.make_definition("get-id", evidence="number")
    factories.make_item(resident, definition=definition)

    answer = complete("get-id", "--value", value)

    assert answer.code == 1
    assert "Social Security number" in answer.said
    assert not Evidence.objects.exists()


def test_a_number_is_kept_as_it_was_given(resident, complete):
    definition = factories.make_definition("get-id", evidence="number")
    factories.make_item(resident, definition=definition)

    complete("get-id", "--value", "00123")

    assert Evidence.objects.get().value == "00123"


def test_too_early_is_refused_with_the_day(resident, complete):
    factories.make_item(
        resident, "vote", not_before_on=factories.NOW.date().replace(day=9)
    )

    answer = complete("vote")

    assert answer.code == 1
    assert "May 9, 2027" in answer.said


def test_a_repeated_item_is_finished_from_the_first_open_occurrence(resident, complete):
    definition = factories.make_definition("renew")
    for occurrence in (1, 2):
        factories.make_item(resident, definition=definition, occurrence=occurrence)

    complete("renew")
    complete("renew")

    assert Item.objects.filter(state="done").count() == 2


def test_a_stranger_sees_no_such_item(resident, complete, stranger):
    factories.make_item(resident, "sign-contract")

    answer = complete("sign-contract", "--by", stranger.email)

    assert answer.code == 1
    assert "no item" in answer.said


@pytest.mark.parametrize(
    ("slug", "options"),
    [("no-such-item", ()), ("sign-contract", ("--by", "nobody@mail.example"))],
)
def test_what_is_not_there_is_refused(resident, complete, slug, options):
    factories.make_item(resident, "sign-contract")

    assert complete(slug, *options).code == 1


def test_an_unknown_resident_is_refused(complete):
    assert complete("sign-contract", email="nobody@mail.example").code == 1


def test_a_person_with_two_residencies_is_refused_until_the_cohort_is_named(
    resident, complete
):
    other = factories.make_cohort(factories.make_program("fm-lakeside"))
    second = factories.make_resident(other)
    second.user = resident.user
    second.save()
    factories.make_item(second, "sign-contract")

    refused = complete("sign-contract")
    answer = complete("sign-contract", "--cohort", "fm-lakeside/2027")

    assert refused.code == 1
    assert "fm-lakeside/2027" in refused.said
    assert answer.json["to"] == "done"


def test_a_clock_without_an_offset_is_wrong_usage(resident):
    answer = run("complete_item", resident.user.email, "x", "--at", "2027-05-04T15:00")

    assert answer.code != 0
    assert "offset" in answer.said
