"""The command `run_reminders`: one complete pass, at any moment one wants."""

import json
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command

from onboarding.reminders.models import Heartbeat
from tests.reminders.scenes import at, make_due_item


def _run(capsys, *arguments):
    call_command("run_reminders", *arguments)
    return capsys.readouterr()


@pytest.mark.django_db
def test_run_reminders_prints_what_it_did_as_one_json_object(resident, capsys):
    make_due_item(resident)

    said = _run(capsys, "--at", "2027-05-04T08:00:00+05:00", "--json").out

    assert json.loads(said) == {
        "at": "2027-05-04T08:00:00+05:00",
        "planned": 1,
        "letters_sent": 1,
        "letters_retrying": 0,
        "letters_failed": 0,
        "letters_cancelled": 0,
    }


@pytest.mark.django_db
def test_run_reminders_again_sends_nothing_again(resident, capsys):
    make_due_item(resident)
    moment = at(4).isoformat()
    _run(capsys, "--at", moment)

    answer = json.loads(_run(capsys, "--at", moment, "--json").out)

    assert (answer["planned"], answer["letters_sent"]) == (0, 0)


@pytest.mark.django_db
def test_run_reminders_speaks_to_people_on_stderr(capsys):
    said = _run(capsys, "--at", at(4).isoformat())

    assert said.out == ""
    assert said.err.startswith("Reminders planned: 0. Letters sent: 0,")


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [[], ["--at", "2027-05-04T08:00:00Z"]])
def test_heart_beats_by_the_real_clock_only(arguments, capsys):
    _run(capsys, *arguments)

    assert Heartbeat.objects.exists() is (not arguments)


@pytest.mark.parametrize("moment", ["tomorrow", "2027-05-04", "2027-05-04T08:00:00"])
def test_run_reminders_with_a_moment_without_offset_is_wrong_usage(moment):
    with pytest.raises(CommandError, match="with its offset"):
        call_command("run_reminders", "--at", moment)


@pytest.mark.slow
def test_run_reminders_with_wrong_usage_ends_with_two():
    done = subprocess.run(
        [sys.executable, "manage.py", "run_reminders", "--at", "noon"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "with its offset" in done.stderr
