"""The board says who is blocked, by whom, and what it will cost."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onboarding.checklists.definitions import forget
from onboarding.dashboard.cohort_boards import boards_of
from onboarding.residents.models import Membership
from tests.factories import (
    NOW,
    TODAY,
    make_cohort,
    make_definition,
    make_item,
    make_program,
    make_resident,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db

HOME = reverse("dashboard:home")
YESTERDAY = TODAY - timedelta(days=1)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def board_of(cohort, user):
    (board,) = boards_of([cohort], user, NOW)
    return board


def legal(slug, **fields):
    return make_definition(slug, deadline="legal", **fields)


def test_board_counts_what_is_late_soon_done_and_undated(resident, coordinator):
    make_item(resident, definition=legal("register"), due_on=YESTERDAY)
    make_item(resident, due_on=YESTERDAY)
    make_item(resident, due_on=TODAY)
    make_item(resident, due_on=TODAY + timedelta(days=14))
    make_item(resident, due_on=TODAY + timedelta(days=15))
    make_item(resident, state="done", completed_on=TODAY, due_on=YESTERDAY)
    make_item(resident, state="returned", due_on=YESTERDAY)
    make_item(resident, due_on=None, waiting_for="arrival_in_us")

    total = board_of(resident.cohort, coordinator).total

    assert (total.all, total.done) == (8, 1)
    assert (total.late, total.late_legal) == (3, 1)
    assert (total.soon, total.returned, total.undated) == (2, 1, 1)


def test_board_leaves_out_what_does_not_apply_or_has_not_happened(
    resident, coordinator
):
    make_item(resident, state="not_applicable")
    make_item(resident, due_on=None, waiting_for="address_change")

    assert board_of(resident.cohort, coordinator).total.all == 0


def test_board_counts_days_where_each_resident_is(cohort, coordinator):
    # 15:00 UTC on May 4: on Kiritimati it is May 5 already.
    for zone in ("Pacific/Kiritimati", "America/New_York"):
        make_item(make_resident(cohort, time_zone=zone), due_on=TODAY)

    people = board_of(cohort, coordinator).people

    assert [person.total.late for person in people] == [1, 0]


def test_board_puts_the_greatest_harm_first(cohort, coordinator):
    calm = make_resident(cohort, family_name="Calm")
    late = make_resident(cohort, family_name="Late")
    unlawful = make_resident(cohort, family_name="Unlawful")
    make_item(calm, due_on=date(2027, 12, 1))
    for _ in range(3):
        make_item(late, due_on=YESTERDAY)
    make_item(unlawful, definition=legal("register"), due_on=YESTERDAY)

    people = board_of(cohort, coordinator).people

    names = [person.name.partition(",")[0] for person in people]
    assert names == ["Unlawful", "Late", "Calm"]


def test_board_says_by_whom_a_resident_is_held_up(resident, coordinator):
    checked = make_definition("show-papers", verifier="gme_office")
    make_item(resident, definition=checked, state="submitted")
    make_item(resident, definition=make_definition("a", owner="coordinator"))
    make_item(resident, due_on=TODAY)
    make_item(resident, state="returned", due_on=TODAY)
    make_item(resident, waiting_for="a", due_on=TODAY)
    make_item(resident, not_before_on=TODAY + timedelta(days=1))
    make_item(resident, due_on=date(2027, 12, 1))

    board = board_of(resident.cohort, coordinator)

    (person,) = board.people
    assert person.waits_for == "Resident 2, Coordinator 1, GME office 1"
    assert board.waiting_for_you == 1


def test_board_says_for_how_long_a_resident_is_held_up(resident, coordinator):
    ago = [NOW - timedelta(days=days) for days in (3, 12, 40)]
    make_item(resident, state="submitted", waits_since=ago[0])
    make_item(resident, due_on=TODAY, waits_since=ago[1])
    # Nobody is waited for: done, too early, or for something else first.
    make_item(resident, state="done", completed_on=TODAY, waits_since=ago[2])
    make_item(resident, not_before_on=TODAY + timedelta(days=1), waits_since=ago[2])
    make_item(resident, waiting_for="a", due_on=TODAY, waits_since=ago[2])

    (person,) = board_of(resident.cohort, coordinator).people

    assert person.waited == "12 days"


def test_board_puts_who_waits_longest_first_if_all_else_is_equal(cohort, coordinator):
    for name, days in (("Adams", 2), ("Baker", 9), ("Clark", 0)):
        person = make_resident(cohort, family_name=name)
        since = NOW - timedelta(days=days)
        make_item(person, due_on=TODAY + timedelta(days=5), waits_since=since)

    people = board_of(cohort, coordinator).people

    assert [person.name[:5] for person in people] == ["Baker", "Adams", "Clark"]


def test_board_keeps_sections_in_the_order_of_the_pack(resident, coordinator):
    for section in ("match", "arrival", "first-year"):
        make_definition(f"in-{section}", section=section)
    make_item(resident, definition=make_definition("b", section="arrival"))
    make_item(resident, definition=make_definition("c", section="match"))

    board = board_of(resident.cohort, coordinator)

    assert list(board.sections.values()) == ["Match", "Arrival"]
    assert {slug: t.all for slug, t in board.people[0].tallies.items()} == {
        "match": 1,
        "arrival": 1,
    }


def test_board_leaves_out_who_has_left(cohort, coordinator):
    make_resident(cohort, withdrawn_at=NOW)

    assert board_of(cohort, coordinator).people == []


def test_board_links_each_cell_to_the_items_behind_it(resident, coordinator_client):
    make_item(resident, "open-a-bank-account")
    link = f"?resident={resident.pk}&section=match"

    page = coordinator_client.get(HOME).content.decode()
    items = coordinator_client.get(reverse("admin:checklists_item_changelist") + link)

    assert link.replace("&", "&amp;") in page
    assert [item.slug for item in items.context["cl"].result_list] == [
        "open-a-bank-account"
    ]


def test_board_shows_nobody_of_another_program(resident, stranger_client):
    make_cohort(make_program())
    make_item(resident)

    page = stranger_client.get(HOME).content.decode()

    assert "O&#x27;Brien" not in page
    assert "im-riverside" not in page


def test_board_of_one_cohort_is_not_found_by_strangers(
    cohort, coordinator_client, stranger_client
):
    make_cohort(cohort.program, year=2028)
    address = f"{HOME}?cohort=im-riverside/2027"

    answer = coordinator_client.get(address)

    assert [board.cohort for board in answer.context["boards"]] == [cohort]
    assert stranger_client.get(address).status_code == 404


def test_board_covers_all_programs_of_an_institution_for_its_office(cohort):
    sibling = make_cohort(make_program(institution=cohort.program.institution))
    office = make_user(is_staff=True)
    Membership.objects.create(
        user=office, institution=cohort.program.institution, role="gme_office"
    )

    answer = signed_in(office).get(HOME)

    assert {board.cohort for board in answer.context["boards"]} == {cohort, sibling}


def test_director_sees_counts_but_no_private_item(resident):
    private = make_definition("apply-for-visa", is_sensitive=True)
    make_item(resident, definition=private, due_on=date(2020, 5, 1))
    director = make_staff(resident.cohort.program, "program_director")

    answer = signed_in(director).get(HOME)

    assert answer.context["boards"][0].total.late == 1
    assert "Apply for visa" not in answer.content.decode()
    assert "Private items are between" in answer.content.decode()


def test_director_cannot_tell_the_category_from_the_columns(resident):
    visa = make_definition("apply-for-visa", section="sponsor", is_sensitive=True)
    own = make_definition(
        "sign-letter", section="support", owner="program_director", is_sensitive=True
    )
    for definition in (visa, own):
        make_item(resident, definition=definition, due_on=YESTERDAY)
    director = make_staff(resident.cohort.program, "program_director")

    board = board_of(resident.cohort, director)

    assert list(board.sections.values()) == ["Support", "Private items"]
    ((_, cells),) = board.rows
    assert cells[-1] == ' <span class="late">▲ 1 overdue</span>'


def test_board_without_a_cohort_says_what_to_do():
    answer = signed_in(make_user(is_staff=True, is_superuser=True)).get(HOME)

    assert "There is no cohort yet." in answer.content.decode()


def test_board_shows_the_worst_and_leads_to_the_rest(
    cohort, coordinator_client, monkeypatch
):
    monkeypatch.setattr("onboarding.dashboard.cohort_boards.MAX_ROWS", 2)
    for _ in range(3):
        make_resident(cohort)

    answer = coordinator_client.get(HOME)

    assert len(answer.context["boards"][0].shown) == 2
    assert "1 more, all with less trouble" in answer.content.decode()


def test_board_needs_as_many_queries_for_30_residents_as_for_one(
    resident, coordinator_client, django_assert_num_queries
):
    definition = make_definition("open-a-bank-account")
    make_item(resident, definition=definition)
    with django_assert_num_queries(12, exact=False) as one:
        coordinator_client.get(HOME)
    for zone in ["Asia/Karachi", "Pacific/Honolulu", ""] * 10:
        make_item(make_resident(resident.cohort, time_zone=zone), definition=definition)
    # As in a process that has not read the edition yet.
    forget()

    with django_assert_num_queries(len(one)):
        answer = coordinator_client.get(HOME)

    assert len(answer.context["boards"][0].people) == 31
