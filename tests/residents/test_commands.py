"""Programs are made on the command line, or in the admin."""

import pytest

from onboarding.residents.models import Institution, Program
from tests.commands import run

pytestmark = pytest.mark.django_db

ARGUMENTS = {
    "--institution": "Riverside University Hospital",
    "--name": "Internal Medicine",
    "--specialty": "internal-medicine",
    "--state": "OH",
    "--time-zone": "America/New_York",
}


def create(slug="im-riverside", **changed):
    options = ARGUMENTS | {f"--{k.replace('_', '-')}": v for k, v in changed.items()}
    words = [word for pair in options.items() for word in pair]
    return run("create_program", slug, *words, "--json")


def test_create_program_makes_institution_and_program():
    answer = create()

    assert (answer.code, answer.json) == (0, {"program": "im-riverside", "made": True})
    program = Program.objects.get()
    assert program.institution.name == "Riverside University Hospital"
    assert (program.state, program.time_zone) == ("OH", "America/New_York")


def test_create_program_puts_a_second_program_into_the_same_institution():
    create()
    create("fm-riverside")

    assert Institution.objects.get().programs.count() == 2


def test_create_program_changes_nothing_that_is_there():
    create()

    answer = create(institution="Another", name="Other", state="IL")

    assert (answer.code, answer.json["made"]) == (0, False)
    assert Program.objects.get().state == "OH"
    assert Institution.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "Ohio"},
        {"state": "oh"},
        {"time_zone": "Ohio"},
        {"specialty": "internal medicine"},
        {"name": ""},
        {"institution": "x" * 201},
    ],
)
def test_create_program_refuses_nonsense_and_writes_nothing(wrong):
    answer = create(**wrong)

    assert answer.code == 1
    assert next(iter(wrong)).replace("_", " ") in answer.said or "name" in answer.said
    assert not Institution.objects.exists()


def test_create_program_refuses_a_slug_that_is_no_slug():
    assert create("im riverside").code == 1
