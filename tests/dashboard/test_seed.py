"""seed_demo makes what people try things out with, and only there."""

import pytest
from django.contrib.auth import authenticate

from onboarding.accounts.models import User
from onboarding.checklists.models import Edition, Event
from onboarding.residents.models import Cohort, Institution, Membership, Resident
from tests.commands import run

pytestmark = pytest.mark.django_db

PASSWORD = "a-long-password"


@pytest.fixture(autouse=True)
def in_debug(settings):
    """As `make demo` runs."""
    settings.DEBUG = True
    settings.DEMO_PASSWORD = PASSWORD


def test_without_residents_there_are_programs_staff_and_pack():
    answer = run("seed_demo", "--residents", 0)

    assert answer.code == 0, answer.said
    roles = Membership.objects.values_list("user__email", "role", "program__slug")
    assert set(roles) == {
        ("coordinator@riverside.example", "coordinator", "im-riverside"),
        ("director@riverside.example", "program_director", "im-riverside"),
        ("faculty@riverside.example", "faculty", "im-riverside"),
        ("mentor@riverside.example", "peer_mentor", "im-riverside"),
        ("gme@riverside.example", "gme_office", None),
        ("coordinator@lakeside.example", "coordinator", "fm-lakeside"),
        ("faculty@lakeside.example", "faculty", "fm-lakeside"),
    }
    assert Institution.objects.count() == 2
    assert Edition.objects.get().pack.slug == "us-img"
    assert not Resident.objects.exists()
    # An import into any year makes its own cohort, starting on July 1.
    assert not Cohort.objects.exists()


@pytest.mark.thorough
@pytest.mark.sqlite  # as in test_demo.py
def test_residents_can_come_later_once_and_everybody_signs_in():
    run("seed_demo", "--residents", 0)

    run("seed_demo", "--residents", 1)
    before = list(User.objects.values()), Event.objects.count()
    again = run("seed_demo", "--residents", 5)

    assert "kept" in again.out
    assert (list(User.objects.values()), Event.objects.count()) == before
    new = Resident.objects.filter(cohort__year=Cohort.objects.latest("year").year)
    emails = new.values_list("user__email", flat=True)
    assert set(emails) == {"resident@riverside.example", "resident@lakeside.example"}
    assert set(new.values_list("category", flat=True)) == {"j1", "h1b"}
    for user in User.objects.all():
        assert authenticate(email=user.email, password=PASSWORD) == user
    assert User.objects.get(is_superuser=True).email == "admin@acclimate.example"
    assert not User.objects.filter(residencies__isnull=False, is_staff=True).exists()


def test_without_a_password_one_is_made_up_and_printed(settings):
    settings.DEMO_PASSWORD = ""

    answer = run("seed_demo", "--residents", 0)

    password = answer.out.split()[-1]
    assert authenticate(email="admin@acclimate.example", password=password)


def test_without_debug_it_is_refused_and_nothing_is_written(settings):
    settings.DEBUG = False

    answer = run("seed_demo")

    assert answer.code == 1
    assert not User.objects.exists()


def test_a_number_below_zero_is_wrong_usage():
    assert run("seed_demo", "--residents=-1").code != 0
