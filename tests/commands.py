"""Running our commands as an operator does: exit code, JSON and what is said."""

import io
import json
from dataclasses import dataclass

from django.core.management import CommandError, call_command


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    code: int
    json: dict | None
    out: str
    said: str


def run(name, *arguments, **options):
    """Run `name` in this process; a refusal is an answer, not an exception."""
    out, err = io.StringIO(), io.StringIO()
    code, refusal = 0, ""
    try:
        call_command(name, *map(str, arguments), stdout=out, stderr=err, **options)
    except CommandError as refused:
        code, refusal = refused.returncode, str(refused)
    lines = out.getvalue().splitlines()
    answer = json.loads(lines[-1]) if lines and "--json" in arguments else None
    return Answer(code, answer, out.getvalue(), err.getvalue() + refusal)
