"""The admin shows everybody what is theirs, and answers 404 for the rest."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from onboarding.checklists.models import (
    Edition,
    Event,
    Item,
    ItemDefinition,
    Pack,
    RollOut,
)
from onboarding.residents.models import Cohort, Institution, Program, Resident
from tests.factories import (
    NOW,
    make_cohort,
    make_definition,
    make_event,
    make_item,
    make_resident,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db

SCOPED = [Institution, Program, Cohort, Resident, Item, Event, RollOut]
CONTENT = [Pack, Edition, ItemDefinition]
OURS = [
    model
    for model in apps.get_models()
    if model._meta.app_label in {"residents", "checklists"}
    and admin.site.is_registered(model)
]


def page(model, name, *args):
    return reverse(
        f"admin:{model._meta.label_lower.replace('.', '_')}_{name}", args=args
    )


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def everything(resident):
    """One row of each record, all in the program `im-riverside`."""
    item = make_item(resident, "open-a-bank-account")
    make_event(item)
    RollOut.objects.create(
        program=resident.cohort.program,
        edition=item.definition.section.edition,
        audience="all",
        at=NOW,
    )
    return resident


@pytest.fixture
def root_client(db):
    """A browser in which a superuser is signed in."""
    return signed_in(make_user(is_staff=True, is_superuser=True))


def test_scope_covers_every_record_of_people_in_the_admin():
    assert {*SCOPED, *CONTENT} == set(OURS)


@pytest.mark.parametrize("model", SCOPED)
@pytest.mark.parametrize("name", ["change", "history", "delete"])
def test_admin_page_of_another_program_is_not_found(
    everything, stranger_client, model, name
):
    row = model.objects.earliest("pk")

    answer = stranger_client.get(page(model, name, row.pk))

    assert answer.status_code == 404


@pytest.mark.parametrize("model", SCOPED)
def test_admin_list_has_no_row_of_another_program(everything, stranger_client, model):
    answer = stranger_client.get(page(model, "changelist"))

    pks = [row.pk for row in answer.context["cl"].result_list]
    assert model.objects.exclude(pk__in=pks).exists()
    assert "im-riverside" not in answer.content.decode().lower()


@pytest.mark.parametrize("model", SCOPED)
def test_admin_answers_alike_for_rows_that_do_not_exist(coordinator_client, model):
    answer = coordinator_client.get(page(model, "change", 999_999))

    assert answer.status_code == 404


@pytest.mark.parametrize("model", [*SCOPED, *CONTENT])
@pytest.mark.parametrize("name", ["changelist", "add"])
def test_admin_does_not_exist_for_residents(everything, resident_client, model, name):
    assert resident_client.get(page(model, name)).status_code == 404


def test_admin_index_does_not_exist_for_residents(resident_client):
    assert resident_client.get(reverse("admin:index")).status_code == 404


@pytest.mark.parametrize("model", [*SCOPED, *CONTENT])
def test_admin_asks_anonymous_people_to_sign_in(client, everything, model):
    address = page(model, "change", model.objects.earliest("pk").pk)

    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={address}"


@pytest.mark.parametrize("role", ["faculty", "peer_mentor"])
@pytest.mark.parametrize("model", [*SCOPED, *CONTENT])
def test_admin_has_no_records_for_faculty_and_mentors(everything, role, model):
    mentor = make_staff(everything.cohort.program, role)
    Resident.objects.update(faculty_mentor=mentor, peer_mentor=mentor)

    answer = signed_in(mentor).get(page(model, "changelist"))

    assert answer.status_code == 404


@pytest.mark.parametrize("model", [*SCOPED, *CONTENT])
@pytest.mark.parametrize("role", ["coordinator", "gme_office", "superuser"])
def test_every_admin_page_opens(everything, root_client, model, role):
    client = root_client
    if role != "superuser":
        client = signed_in(make_staff(everything.cohort.program, role))
    may_add = client.get(page(model, "changelist")).context["has_add_permission"]

    answers = [
        client.get(page(model, "changelist")),
        client.get(page(model, "change", model.objects.earliest("pk").pk)),
        *([client.get(page(model, "add"))] if may_add else []),
    ]

    assert [answer.status_code for answer in answers] == [200] * len(answers)


@pytest.mark.parametrize("model", [*SCOPED, *CONTENT])
def test_every_declared_action_exists(rf, everything, root_client, model):
    request = rf.get("/")
    request.user = make_user(is_staff=True, is_superuser=True)
    site_admin = admin.site.get_model_admin(model)

    declared = {getattr(act, "__name__", act) for act in site_admin.actions}
    assert declared <= set(site_admin.get_actions(request))


@pytest.mark.parametrize("model", [*SCOPED, *CONTENT])
def test_nobody_deletes_what_others_depend_on(everything, root_client, model):
    row = model.objects.earliest("pk")

    answer = root_client.post(page(model, "delete", row.pk), {"post": "yes"})

    assert answer.status_code == 404
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (Resident, "category__exact=j1"),
        (Resident, "user__email__startswith=a"),
        (Resident, "cohort__residents__category=j1"),
        (Item, "resident__category=j1"),
    ],
)
def test_admin_list_answers_no_question_that_it_does_not_offer(
    everything, coordinator_client, model, query
):
    answer = coordinator_client.get(f"{page(model, 'changelist')}?{query}")

    assert answer.status_code == 400


def test_admin_list_of_cohorts_offers_only_programs_of_the_user(
    everything, coordinator_client
):
    make_cohort()

    answer = coordinator_client.get(page(Cohort, "add"))

    offered = answer.context["adminform"].form.fields["program"].queryset
    assert [program.slug for program in offered] == ["im-riverside"]


def test_cohort_in_a_program_of_others_is_refused(everything, coordinator_client):
    elsewhere = make_cohort(year=2030).program

    coordinator_client.post(
        page(Cohort, "add"),
        {
            "program": elsewhere.pk,
            "year": 2031,
            "orientation_start": "2031-06-17",
            "program_start": "2031-07-01",
        },
    )

    assert not Cohort.objects.filter(year=2031).exists()


def test_view_on_site_does_not_tell_what_exists(everything, stranger_client):
    item = Item.objects.get()

    answers = [
        stranger_client.get(f"/admin/r/{kind}/{item.pk}/") for kind in range(1, 40)
    ]

    assert {answer.status_code for answer in answers} == {404}


LISTS = [Cohort, Resident, Item, Event]


@pytest.mark.parametrize("model", LISTS)
def test_admin_list_needs_as_many_queries_for_30_rows_as_for_one(
    everything, coordinator_client, model, django_assert_num_queries
):
    address = page(model, "changelist")
    with django_assert_num_queries(100, exact=False) as one:
        coordinator_client.get(address)
    _grow(everything.cohort)

    with django_assert_num_queries(len(one)):
        answer = coordinator_client.get(address)

    assert len(answer.context["cl"].result_list) >= 30


def _grow(cohort):
    definition = make_definition("meet-your-mentor")
    for year in range(2028, 2058):
        make_cohort(cohort.program, year=year)
        resident = make_resident(cohort, time_zone="Africa/Lagos")
        item = make_item(resident, definition=definition)
        make_event(item)
