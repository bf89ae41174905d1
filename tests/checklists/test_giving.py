"""Staff add an item to one resident's plan, and nothing takes it away again."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onboarding.checklists import enrollment, giving, plans
from onboarding.checklists.actions import Proof, RefusedError, complete
from onboarding.checklists.deciding import Decision, decide
from onboarding.checklists.editions.rolling import undo
from onboarding.checklists.giving import OwnText
from onboarding.checklists.models import Event, Item, ItemDefinition, RollOut
from onboarding.checklists.transitions import Transition
from onboarding.checklists.verifying import verify
from onboarding.residents.models import Resident
from tests.checklists.rollouts import give, people
from tests.factories import (
    NOW,
    make_definition,
    make_edition,
    make_event,
    make_resident,
    make_staff,
)

pytestmark = pytest.mark.django_db
WHY = "They also hold a Canadian license."
JUNE = date(2027, 6, 9)
LATER = NOW + timedelta(days=1)


@pytest.fixture
def edition(db):
    """For everybody; for H-1B, and repeated; and what waits for that."""
    edition = make_edition()
    make_definition("sign-contract", edition=edition)
    make_definition(
        "file-petition",
        edition=edition,
        rules={
            "applies_to": {"category": ["h1b"]},
            "due": {"anchor": "arrival_in_us", "days": 7},
            "repeats": {"every_months": 12, "until": "program_end"},
        },
    )
    make_definition(
        "thank-office",
        edition=edition,
        rules={"due": {"anchor": "match_day"}, "requires": ["file-petition"]},
    )
    return edition


@pytest.fixture
def person(edition, resident):
    """The resident, who is J-1, with their plan."""
    enrollment.enroll([resident], by=None, now=NOW)
    return Resident.objects.select_related("cohort__program", "plan").get()


def own_text(person, **fields):
    section = person.plan.edition.sections.get()
    given = {"title": "Bring the corrected form", "guidance": "To **Ana**."} | fields
    return OwnText(section=section, due_on=JUNE, **given)


def states(person):
    found = Item.objects.filter(resident=person, occurrence=1)
    return {item.slug: (item.state, item.due_on, item.waiting_for) for item in found}


def test_an_item_that_the_conditions_did_not_give_is_planned_like_any_other(
    person, coordinator
):
    item = giving.give_item(
        person, "file-petition", reason=WHY, by=coordinator, now=NOW
    )

    assert (item.state, item.waiting_for) == ("open", "arrival_in_us")
    assert states(person)["thank-office"][2] == "file-petition"
    [event] = Event.objects.filter(item=item)
    assert (event.kind, event.reason, event.by) == ("added", WHY, coordinator)
    enrollment.set_key_dates(person, {"arrival_in_us": JUNE}, by=None, now=NOW)
    lines = Item.objects.filter(resident=person, slug="file-petition")
    assert list(lines.values_list("occurrence", "due_on")) == [
        (1, date(2027, 6, 16)),
        (2, date(2028, 6, 16)),
        (3, date(2029, 6, 15)),
        (4, date(2030, 6, 14)),
    ]


def test_an_added_item_stays_whatever_changes(person, coordinator):
    item = giving.give_item(
        person, "file-petition", reason=WHY, by=coordinator, now=NOW
    )

    for category in ("h1b", "lpr", "j1"):
        enrollment.set_facts(person, category=category, by=None, now=NOW)
    for day in (JUNE, None):
        enrollment.set_key_dates(person, {"arrival_in_us": day}, by=None, now=NOW)

    item.refresh_from_db()
    assert item.state == "open"
    assert not any(plans.preview([person]).values())


def test_adding_what_is_there_changes_nothing(person, coordinator):
    for _ in range(2):
        giving.give_item(person, "file-petition", reason=WHY, by=coordinator, now=NOW)
    giving.give_item(person, "sign-contract", reason=WHY, by=coordinator, now=NOW)

    assert Event.objects.filter(kind="added").count() == 1


def test_an_item_that_fell_away_comes_back_as_it_was(person, coordinator):
    enrollment.set_facts(person, category="h1b", by=None, now=NOW)
    enrollment.set_key_dates(person, {"arrival_in_us": JUNE}, by=None, now=NOW)
    first = Item.objects.get(slug="file-petition", occurrence=1)
    make_event(first, "asked")
    enrollment.set_facts(person, category="j1", by=None, now=NOW)

    item = giving.give_item(
        person, "file-petition", reason=WHY, by=coordinator, now=NOW
    )

    assert (item.pk, item.state, item.due_on) == (first.pk, "open", date(2027, 6, 16))


def test_an_item_of_their_own_is_due_on_its_day_and_can_be_done(person, coordinator):
    item = giving.write_item(
        person, own_text(person), reason=WHY, by=coordinator, now=NOW
    )

    assert (item.state, item.due_on, item.title) == (
        "open",
        JUNE,
        "Bring the corrected form",
    )
    days = {"program_start": date(2027, 7, 8)}
    enrollment.set_cohort_dates(person.cohort, days, by=None, now=NOW)
    item = Item.objects.with_story().get(pk=item.pk)
    assert item.due_on == JUNE
    assert complete(item, by=person.user, now=NOW, proof=Proof())
    assert verify().broken == ()


def test_an_item_of_their_own_is_waived_opened_again_and_extended(person, coordinator):
    item = giving.write_item(
        person, own_text(person), reason=WHY, by=coordinator, now=NOW
    )
    later = date(2027, 6, 20)

    for what in ("waive", "reopen", "extend"):
        decision = Decision(Transition(what), reason="So agreed.", until=later)
        fresh = Item.objects.with_story().get(pk=item.pk)
        assert decide([fresh], decision, by=coordinator, now=NOW).done

    item.refresh_from_db()
    assert (item.state, item.due_on) == ("open", later)


def test_an_item_of_their_own_belongs_to_nobody_else(person, coordinator):
    written = own_text(person)
    for _ in range(2):
        giving.write_item(person, written, reason=WHY, by=coordinator, now=NOW)
    other = make_resident(person.cohort)
    enrollment.enroll([other], by=None, now=NOW)
    enrollment.set_facts(other, category="h1b", by=None, now=NOW)

    assert ItemDefinition.every.filter(only_for=person).count() == 1
    assert not ItemDefinition.objects.filter(title=written.title).exists()
    assert not Item.objects.filter(resident=other, definition__only_for=person).exists()


def test_another_edition_and_back_leave_what_was_added(person, coordinator):
    giving.give_item(person, "file-petition", reason=WHY, by=coordinator, now=NOW)
    giving.write_item(person, own_text(person), reason=WHY, by=coordinator, now=NOW)
    before = states(person)
    second = make_edition("2")
    make_definition("sign-contract", edition=second)

    give(second, people([person]), by=coordinator, now=LATER)

    after = states(person)
    assert after["file-petition"][0] == "not_applicable"
    own = next(slug for slug in before if slug.startswith("only-"))
    assert after[own] == before[own]
    undo(RollOut.objects.get(), by=coordinator, now=LATER)
    assert states(person) == before


@pytest.mark.parametrize("role", ["program_director", "faculty", "peer_mentor"])
def test_only_those_who_manage_a_resident_add_items(person, role):
    staff = make_staff(person.cohort.program, role)

    with pytest.raises(RefusedError):
        giving.give_item(person, "file-petition", reason=WHY, by=staff, now=NOW)
    with pytest.raises(RefusedError):
        giving.write_item(person, own_text(person), reason=WHY, by=staff, now=NOW)


def test_what_their_edition_does_not_have_is_refused(person, coordinator):
    make_definition("elsewhere", edition=make_edition("2"))

    with pytest.raises(RefusedError):
        giving.give_item(person, "elsewhere", reason=WHY, by=coordinator, now=NOW)
    section = make_definition("far", edition=make_edition("3")).section
    text = OwnText(section, "Bring it", "To Ana.", JUNE)
    with pytest.raises(RefusedError):
        giving.write_item(person, text, reason=WHY, by=coordinator, now=NOW)


# -- The page --------------------------------------------------------------------------


def page(person):
    return reverse("checklists:add-item", args=[person.pk])


def written(person, **fields):
    form = {
        "write": "Add",
        "write-title": "Bring the corrected form",
        "write-guidance": "To Ana.",
        "write-section": person.plan.edition.sections.get().pk,
        "write-due_on": "2027-12-01",
        "write-owner": "resident",
        "write-evidence": "attestation",
        "write-reason": WHY,
    }
    return form | {f"write-{name}": value for name, value in fields.items()}


def test_page_offers_what_is_not_in_the_plan(person, coordinator_client):
    answer = coordinator_client.get(page(person))

    [(_, *titles)] = [
        (section, *[slug for slug, _ in items])
        for section, items in answer.context["given"].fields["item"].choices[1:]
    ]
    assert titles == ["file-petition"]


def test_page_adds_an_item_of_the_edition(person, coordinator_client):
    form = {"give": "Add", "give-item": "file-petition", "give-reason": WHY}

    answer = coordinator_client.post(page(person), form, follow=True)

    assert "Added: “File petition”." in answer.content.decode()
    item = Item.objects.get(slug="file-petition")
    told = coordinator_client.get(item.get_absolute_url()).content.decode()
    assert WHY in told
    assert "You added it to this plan." in told


def test_page_adds_an_item_of_their_own(person, coordinator_client, resident_client):
    answer = coordinator_client.post(page(person), written(person), follow=True)

    assert "Added: “Bring the corrected form”, due" in answer.content.decode()
    item = Item.objects.get(definition__only_for=person)
    told = resident_client.get(item.get_absolute_url()).content.decode()
    assert "Bring the corrected form" in told
    assert WHY in told
    assert resident_client.get(reverse("dashboard:home")).status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": "Renew your visa"}, "This title says something private."),
        ({"due_on": "2026-01-01"}, "This day is over."),
        ({"guidance": "Your number is 123-45-6789."}, "Social Security number"),
        ({"reason": ""}, "Write why: a sentence is enough."),
    ],
)
def test_page_refuses_with_a_sentence(person, coordinator_client, fields, sentence):
    answer = coordinator_client.post(page(person), written(person, **fields))

    assert sentence in answer.content.decode()
    assert not ItemDefinition.every.filter(only_for=person).exists()


def test_page_is_for_those_who_manage_the_resident(
    person, stranger_client, resident_client
):
    director_client = Client()
    director_client.force_login(make_staff(person.cohort.program, "program_director"))
    for client in (director_client, stranger_client, resident_client):
        assert client.get(page(person)).status_code == 404
        assert client.post(page(person), written(person)).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_page_takes_the_same_queries_for_one_and_for_thirty(
    person, edition, coordinator_client, count, django_assert_num_queries
):
    for index in range(count):
        rules = {
            "applies_to": {"category": ["lpr"]},
            "due": {"anchor": "match_day"},
        }
        make_definition(f"only-lpr-{index}", edition=edition, rules=rules)

    with django_assert_num_queries(8):
        coordinator_client.get(page(person))
