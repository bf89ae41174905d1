"""Residents and cohorts in the admin: what is saved there moves the plans."""

from datetime import date

import pytest
from django.urls import reverse

from onboarding.accounts.models import User
from onboarding.checklists import enrollment
from onboarding.checklists.admin.resident_form import ResidentForm
from onboarding.checklists.forms import SwitchField
from onboarding.checklists.models import Item
from onboarding.residents.anchors import SwitchName
from onboarding.residents.models import Cohort, Resident
from tests.factories import (
    NOW,
    make_cohort,
    make_definition,
    make_edition,
    make_item,
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


def test_page_of_a_resident_shows_dates_with_the_way_to_change_each(
    enrolled, coordinator_client
):
    page = coordinator_client.get(change(enrolled)).content.decode()

    assert f"/residents/{enrolled.pk}/dates/arrival_in_us/" in page
    assert f"/residents/{enrolled.pk}/facts/" in page
    # Nothing is saved here without a look ahead.
    assert 'name="category"' not in page
    assert 'name="key_dates-' not in page


def test_director_sees_no_dates_of_a_resident(enrolled, cohort, client):
    client.force_login(make_staff(cohort.program, "program_director"))

    page = client.get(change(enrolled)).content.decode()

    assert "arrival_in_us" not in page


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


def test_page_of_a_cohort_leads_to_its_dates_and_changes_none(
    enrolled, coordinator_client
):
    page = reverse("admin:residents_cohort_change", args=[enrolled.cohort.pk])
    form = {"program": enrolled.cohort.program.pk, "year": 2027}

    shown = coordinator_client.get(page).content.decode()
    coordinator_client.post(page, form | {"match_day": "2027-03-26"})

    assert f"/cohorts/{enrolled.cohort.pk}/dates/" in shown
    enrolled.cohort.refresh_from_db()
    assert enrolled.cohort.match_day == date(2027, 3, 19)


@pytest.mark.parametrize("count", [1, 30])
def test_sheet_takes_ten_queries_however_much_is_in_the_plan(
    enrolled, coordinator_client, count, django_assert_num_queries
):
    start = date(2027, 5, 1)
    days = {"arrival_in_us": start, "visa_interview": start}
    enrollment.set_key_dates(enrolled, days, by=None, now=NOW)
    for _ in range(count):
        make_item(enrolled)
        make_cohort(enrolled.cohort.program, year=2028 + Cohort.objects.count())
    coordinator_client.get(change(enrolled))

    with django_assert_num_queries(10):
        answer = coordinator_client.get(change(enrolled))

    assert answer.status_code == 200
