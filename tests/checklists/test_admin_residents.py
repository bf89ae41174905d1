"""Residents and cohorts in the admin: what is saved there moves the plans."""

from datetime import date

import pytest
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.checklists import enrollment
from onboarding.checklists.admin.resident_form import ResidentForm, SwitchField
from onboarding.checklists.models import Item
from onboarding.residents.anchors import SwitchName
from onboarding.residents.models import Resident
from tests.factories import (
    NOW,
    make_definition,
    make_edition,
    make_resident,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db

LIST = reverse("admin:residents_resident_changelist")
ADD = reverse("admin:residents_resident_add")


@pytest.fixture
def edition(db):
    """Three items: for everybody, after the arrival, and for H-1B only."""
    edition = make_edition()
    make_definition("sign-contract", edition=edition)
    make_definition(
        "report-arrival",
        edition=edition,
        rules={"due": {"anchor": "arrival_in_us", "days": 3}},
    )
    make_definition(
        "file-petition",
        edition=edition,
        rules={
            "applies_to": {"category": ["h1b"]},
            "due": {"anchor": "match_day", "days": 1},
        },
    )
    make_definition(
        "buy-warm-clothes",
        edition=edition,
        rules={
            "applies_to": {"new_to_us": True},
            "due": {"anchor": "match_day", "days": 30},
        },
    )
    return edition


@pytest.fixture
def enrolled(edition, resident):
    """The resident with the plan that follows."""
    enrollment.enroll([resident], by=None, now=NOW)
    return resident


def change(resident):
    return reverse("admin:residents_resident_change", args=[resident.pk])


def filled_in(cohort, **fields):
    """What a browser posts for a resident without key dates and credentials."""
    form = {
        "given_name": "Aoife",
        "family_name": "O'Brien",
        "email": "aoife@home.example",
        "cohort": cohort.pk,
        "pgy": "1",
        "time_zone": "Asia/Karachi",
        "category": "j1",
    }
    for prefix in ("key_dates", "credentials"):
        form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return form | fields


def slugs(resident):
    return set(
        Item.objects.filter(resident=resident)
        .exclude(state="not_applicable")
        .values_list("slug", flat=True)
    )


def said(answer):
    return " ".join(str(message) for message in answer.context["messages"])


def test_form_of_a_resident_asks_for_every_switch():
    asked = {
        name
        for name, field in ResidentForm.base_fields.items()
        if isinstance(field, SwitchField)
    }

    assert asked == set(SwitchName.values)


def test_resident_added_in_the_admin_gets_an_account_and_a_plan(
    edition, cohort, coordinator_client
):
    answer = coordinator_client.post(
        ADD, filled_in(cohort, email="New@Home.Example", new_to_us="yes"), follow=True
    )

    resident = Resident.objects.get(user__email="new@home.example")
    assert not resident.user.has_usable_password()
    assert slugs(resident) == {"sign-contract", "report-arrival", "buy-warm-clothes"}
    assert "Plan made: 3 items." in said(answer)


def test_resident_added_with_a_known_address_keeps_that_account(
    edition, cohort, coordinator_client
):
    known = make_user("aoife@home.example")

    coordinator_client.post(ADD, filled_in(cohort, email="AOIFE@home.example"))

    assert Resident.objects.get().user == known
    assert User.objects.filter(email__iexact="aoife@home.example").count() == 1


def test_resident_added_twice_is_refused_with_a_sentence(
    edition, cohort, coordinator_client
):
    coordinator_client.post(ADD, filled_in(cohort))

    answer = coordinator_client.post(ADD, filled_in(cohort))

    assert "This person is in the cohort already." in answer.content.decode()
    assert Resident.objects.count() == 1


def test_resident_is_not_added_while_no_pack_is_loaded(cohort, coordinator_client):
    answer = coordinator_client.post(ADD, filled_in(cohort))

    assert "No pack is loaded" in answer.content.decode()
    assert not User.objects.filter(email="aoife@home.example").exists()


def test_resident_is_not_added_to_a_cohort_of_others(edition, cohort, stranger_client):
    stranger_client.post(ADD, filled_in(cohort))

    assert not Resident.objects.exists()


def test_social_security_number_is_refused_in_the_admin(
    edition, cohort, coordinator_client
):
    form = filled_in(cohort, preferred_name="123-45-6789")

    answer = coordinator_client.post(ADD, form)

    assert "looks like a Social Security number" in answer.content.decode()
    assert not Resident.objects.exists()


def test_key_date_saved_in_the_admin_moves_the_plan_and_says_by_whom(
    enrolled, coordinator, coordinator_client
):
    form = filled_in(enrolled.cohort, email=enrolled.user.email) | {
        "key_dates-TOTAL_FORMS": "1",
        "key_dates-0-resident": enrolled.pk,
        "key_dates-0-anchor": "arrival_in_us",
        "key_dates-0-on": "2027-06-10",
    }

    answer = coordinator_client.post(change(enrolled), form, follow=True)

    item = enrolled.items.get(slug="report-arrival")
    assert item.due_on == date(2027, 6, 11)
    assert enrolled.key_dates.get().set_by == coordinator
    assert "1 item moved." in said(answer)


def test_category_saved_in_the_admin_changes_the_plan(enrolled, coordinator_client):
    form = filled_in(enrolled.cohort, email=enrolled.user.email, category="h1b")

    answer = coordinator_client.post(change(enrolled), form, follow=True)

    assert "file-petition" in slugs(enrolled)
    assert "1 item added." in said(answer)


def test_switch_cleared_in_the_admin_retires_its_items(enrolled, coordinator_client):
    on = filled_in(enrolled.cohort, email=enrolled.user.email, new_to_us="yes")
    coordinator_client.post(change(enrolled), on)
    assert "buy-warm-clothes" in slugs(enrolled)

    coordinator_client.post(change(enrolled), on | {"new_to_us": ""})

    assert "buy-warm-clothes" not in slugs(enrolled)
    assert not enrolled.switches.exists()


def test_page_of_a_resident_saved_unchanged_moves_nothing(enrolled, coordinator_client):
    before = list(enrolled.items.order_by("pk").values())
    form = filled_in(enrolled.cohort, email=enrolled.user.email)

    coordinator_client.post(change(enrolled), form)

    assert list(enrolled.items.order_by("pk").values()) == before
    assert enrolled.events.filter(kind="replanned").count() == 0


def test_address_of_an_account_in_use_cannot_be_changed_by_a_coordinator(
    enrolled, coordinator_client
):
    User.objects.filter(pk=enrolled.user.pk).update(last_login=NOW)
    form = filled_in(enrolled.cohort, email="eve@elsewhere.example")

    coordinator_client.post(change(enrolled), form)

    enrolled.user.refresh_from_db()
    assert enrolled.user.email != "eve@elsewhere.example"


def test_typing_error_in_an_address_nobody_has_used_can_be_mended(
    enrolled, coordinator_client
):
    form = filled_in(enrolled.cohort, email="right@home.example")

    coordinator_client.post(change(enrolled), form)

    enrolled.user.refresh_from_db()
    assert enrolled.user.email == "right@home.example"


def test_mentors_on_offer_are_those_of_the_program(
    enrolled, coordinator_client, stranger
):
    faculty = make_staff(enrolled.cohort.program, "faculty")

    answer = coordinator_client.get(change(enrolled))

    offered = answer.context["adminform"].form.fields["faculty_mentor"].queryset
    assert list(offered) == [faculty]


def test_dates_of_a_cohort_saved_in_the_admin_move_all_its_plans(
    enrolled, coordinator_client
):
    colleague = make_resident(enrolled.cohort)
    enrollment.enroll([colleague], by=None, now=NOW)

    answer = coordinator_client.post(
        reverse("admin:residents_cohort_change", args=[enrolled.cohort.pk]),
        {
            "program": enrolled.cohort.program.pk,
            "year": 2027,
            "match_day": "2027-03-26",
            "orientation_start": "2027-06-17",
            "program_start": "2027-07-01",
        },
        follow=True,
    )

    due = Item.objects.filter(slug="sign-contract").values_list("due_on", flat=True)
    assert set(due) == {date(2027, 4, 9)}
    assert "2 items moved for 2 residents." in said(answer)
