"""What all our commands share: their exit codes and how they read arguments.

0 = done, 1 = refused and nothing was written, 2 = wrong usage (interfaces §2).
"""

import argparse
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError, OutputWrapper

from onboarding.lib.written_days import parse_day


def refusal(sentence: str) -> CommandError:
    """To be raised where nothing was written: exit code 1."""
    return CommandError(sentence)


def wrong_usage(sentence: str) -> CommandError:
    """To be raised for arguments that make no sense: exit code 2."""
    return CommandError(sentence, returncode=2)


def day(text: str) -> date:
    """An argument that names a day, in any form that can be read in one way only."""
    try:
        return parse_day(text)
    except ValidationError as problem:
        raise argparse.ArgumentTypeError(problem.messages[0]) from None


def moment(text: str) -> datetime:
    """An argument that names a moment: ISO 8601 with an offset."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.utcoffset() is None:
        raise argparse.ArgumentTypeError(
            "Write the moment with its offset: 2027-05-04T15:00:00+00:00."
        )
    return found


def print_json(stdout: OutputWrapper, answer: Mapping[str, Any]) -> None:
    """Print `answer` as the one line of JSON that `--json` promises."""
    stdout.write(json.dumps(answer, ensure_ascii=False))
