"""The resident's home and the pages of its sections."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from onboarding.checklists.facts import facts_of
from onboarding.checklists.models import Evidence, Item
from onboarding.checklists.presenting.lines import lines_of
from onboarding.dashboard.home import Home
from onboarding.milestones.actions import ask, withdraw
from tests import factories
from tests.checklists.pages import text

HOME = "/"
SECTION = "/sections/match/"


def make_item(resident, slug, *, due_in=30, definition=None, **fields):
    made = factories.make_definition(slug, **(definition or {}))
    due_on = None if due_in is None else today(resident) + timedelta(days=due_in)
    return factories.make_item(resident, definition=made, due_on=due_on, **fields)


def today(resident):
    return facts_of(resident).today(timezone.now())


def next_things(response):
    return [line.item.slug for line in response.context["home"].next_things]


# -- Who sees it -----------------------------------------------------------------------


@pytest.mark.parametrize("page", [HOME, SECTION])
def test_pages_of_the_journey_without_signing_in_lead_to_sign_in(client, page):
    assert client.get(page).url == f"/accounts/login/?next={page}"


@pytest.mark.parametrize("page", [HOME, SECTION])
def test_pages_of_the_journey_only_read(resident_client, page):
    assert resident_client.post(page).status_code == 405


def test_section_of_somebody_else_is_not_found(stranger_client, resident):
    make_item(resident, "sign")

    assert stranger_client.get(SECTION).status_code == 404


def test_home_without_a_program_says_what_to_do(client, db):
    client.force_login(factories.make_user("new@riverside.example"))

    page = text(client.get(HOME))

    assert "no program has added you yet" in page
    assert "new@riverside.example" in page


def test_home_of_a_resident_who_left_is_empty(resident_client, resident):
    make_item(resident, "sign")
    resident.withdrawn_at = timezone.now()
    resident.save()

    assert "no program has added you yet" in text(resident_client.get(HOME))


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("page", "queries"), [(HOME, 8), (SECTION, 6)])
def test_pages_of_the_journey_ask_the_same_queries_whatever_the_plan(
    resident_client, resident, django_assert_num_queries, page, queries, count
):
    for number in range(count):
        item = make_item(resident, f"item-{number}", state="returned")
        Evidence.objects.create(
            item=item,
            given_by=resident.user,
            given_at=timezone.now(),
            verdict="returned",
            reason="Page 2 is missing.",
        )

    with django_assert_num_queries(queries):
        resident_client.get(page)


# -- What comes next -------------------------------------------------------------------


def test_next_things_are_overdue_by_law_then_overdue_then_by_date(
    resident_client, resident
):
    make_item(resident, "later", due_in=9)
    make_item(resident, "sooner", due_in=2)
    make_item(resident, "late", due_in=-20)
    make_item(resident, "late-by-law", due_in=-3, definition={"deadline": "legal"})

    response = resident_client.get(HOME)

    assert next_things(response) == ["late-by-law", "late", "sooner"]
    assert "Also due by" not in text(response)


def test_next_things_are_only_what_the_resident_can_do_today(resident_client, resident):
    make_item(resident, "of-staff", definition={"owner": "coordinator"})
    make_item(resident, "in-check", state="submitted")
    make_item(resident, "no-date", due_in=None, waiting_for="visa_interview")
    make_item(resident, "blocked", waiting_for="mine")
    tomorrow = today(resident) + timedelta(days=1)
    make_item(resident, "too-early", not_before_on=tomorrow)
    make_item(resident, "mine")

    assert next_things(resident_client.get(HOME)) == ["mine"]


def test_next_thing_says_when_and_why_now(resident_client, resident):
    make_item(resident, "sign", due_in=5)
    make_item(resident, "blocked", waiting_for="sign")

    page = text(resident_client.get(HOME))

    assert ", in 5 days" in page
    assert "14 days after Match Day. 1 other item waits for it." in page


def test_everything_due_this_week_is_on_the_page(resident_client, resident):
    for number in range(6):
        make_item(resident, f"item-{number}", due_in=number)
    make_item(resident, "next-week", due_in=7)

    home = resident_client.get(HOME).context["home"]

    assert [line.item.slug for line in home.also_this_week] == [
        "item-3",
        "item-4",
        "item-5",
    ]


def test_item_sent_back_shows_its_newest_reason(resident_client, resident):
    item = make_item(resident, "sign", state="returned")
    for days_ago, reason in [(1, "Page 2 is missing."), (9, "Wrong form.")]:
        Evidence.objects.create(
            item=item,
            given_by=resident.user,
            given_at=timezone.now(),
            reviewed_by=resident.user,
            reviewed_at=timezone.now() - timedelta(days=days_ago),
            verdict="returned",
            reason=reason,
        )

    page = text(resident_client.get(HOME))

    assert "Page 2 is missing." in page
    assert "Wrong form." not in page


def test_item_in_check_names_who_has_it(resident_client, resident):
    make_item(resident, "sign", state="submitted", definition={"verifier": "faculty"})

    assert "A faculty member checks it" in text(resident_client.get(HOME))


def test_home_with_nothing_to_do_says_the_next_step(resident_client, resident):
    make_item(resident, "no-date", due_in=None, waiting_for="visa_interview")

    page = text(resident_client.get(HOME))

    assert "Nothing waits for you today." in page


# -- The journey -----------------------------------------------------------------------


def test_journey_counts_done_and_waived_of_what_applies(resident_client, resident):
    day = date(2027, 5, 1)
    make_item(resident, "done", state="done", completed_on=day)
    make_item(resident, "waived", state="waived")
    make_item(resident, "gone", state="not_applicable")
    make_item(resident, "open")
    make_item(resident, "if-moved", due_in=None, waiting_for="address_change")

    assert "2 of 3 done" in text(resident_client.get(HOME))


def test_happening_stands_apart_with_what_follows_from_it(resident_client, resident):
    make_item(resident, "if-moved", due_in=None, waiting_for="address_change")
    make_item(resident, "after-that", due_in=None, waiting_for="if-moved")

    response = resident_client.get(SECTION)

    (happening,) = response.context["happenings"]
    assert [line.item.slug for line in happening.lines] == ["if-moved", "after-that"]
    assert response.context["groups"] == []
    assert "/dates/address_change/" in text(response)


def test_section_groups_items_by_who_acts(resident_client, resident):
    make_item(resident, "mine")
    make_item(resident, "in-check", state="submitted")
    make_item(resident, "blocked", waiting_for="mine")
    make_item(resident, "of-staff", definition={"owner": "gme_office"})
    make_item(resident, "done", state="done", completed_on=date(2027, 5, 1))

    response = resident_client.get(SECTION)

    assert [
        (group.title, [line.item.slug for line in group.lines])
        for group in response.context["groups"]
    ] == [
        ("Yours to do now", ["mine"]),
        ("Being checked", ["in-check"]),
        ("Yours to do later", ["blocked"]),
        ("Your program does this", ["of-staff"]),
        ("Done", ["done"]),
    ]
    assert "First: Mine" in text(response)


def test_item_without_a_date_links_to_the_date_it_waits_for(resident_client, resident):
    make_item(resident, "no-date", due_in=None, waiting_for="visa_interview")

    page = text(resident_client.get(SECTION))

    assert '<a href="/dates/#visa_interview">Visa interview</a>' in page


def test_items_that_wait_for_each_other_in_a_circle_end_nowhere(resident):
    items = [
        Item(slug="a", waiting_for="b", definition=factories.make_definition("a")),
        Item(slug="b", waiting_for="a", definition=factories.make_definition("b")),
    ]

    assert [line.happening for line in lines_of(items, date(2027, 5, 4))] == [None] * 2


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2027, 5, 4), "Orientation starts in 44 days, on Thu, June 17."),
        (date(2027, 6, 17), "The program starts in 14 days, on Thu, July 1."),
        (date(2027, 7, 1), "Month 1 of the program."),
        (date(2027, 9, 30), "Month 3 of the program."),
        (date(2028, 7, 1), "Year 2, month 1 of the program."),
    ],
)
def test_stage_says_where_they_are_in_the_journey(resident, day, words):
    assert Home(resident, facts_of(resident), day, []).stage == words


# -- Their own view --------------------------------------------------------------------


def ask_own_view(resident, *, due_in=9):
    director = factories.make_staff(resident.cohort.program, "program_director")
    asked, _ = ask(
        resident,
        of=resident.user,
        occasion="month_6",
        due_on=today(resident) + timedelta(days=due_in),
        by=director,
        now=timezone.now(),
    )
    return asked


def test_home_leads_to_the_view_of_themselves_that_was_asked_for(
    resident_client, resident
):
    factories.make_framework()
    assert "How you see yourself" not in text(resident_client.get(HOME))
    asked = ask_own_view(resident)

    page = text(resident_client.get(HOME))

    assert "Your program asks for your own view, at 6 months. By " in page
    address = f"/assessment-requests/{asked.pk}/answer/"
    assert f'action="{address}"' in page
    form = resident_client.post(address, follow=True)
    assert form.status_code == 200
    assert resident.assessments.get().request == asked


def test_home_asks_kindly_after_the_day(resident_client, resident):
    ask_own_view(resident, due_in=-1)

    assert "it still helps" in text(resident_client.get(HOME))


def test_home_is_quiet_once_the_view_is_given_or_not_asked_for(
    resident_client, resident
):
    asked = ask_own_view(resident)
    factories.make_assessment(
        resident, source="self", assessor=resident.user, request=asked
    )
    asked_once_more = ask_own_view(resident, due_in=20)
    withdraw(asked_once_more, now=timezone.now())

    assert "How you see yourself" not in text(resident_client.get(HOME))
