"""A process of its own in which a strange file is read: `python -m …inspector`.

It gets the file on its standard input and answers on its standard output. It is
given no secrets, little time and little memory, and it cannot write a file; if the file
breaks it, nothing else breaks.
"""

import json
import resource
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from onboarding.lib.uploads.kinds import Kind
from onboarding.lib.uploads.limits import Limits
from onboarding.lib.uploads.pdfs import pages_of
from onboarding.lib.uploads.pictures import written_anew
from onboarding.lib.uploads.refusals import Reason, RefusedUploadError


@dataclass(frozen=True, slots=True)
class _Found:
    """What is to be kept, and how many pages it has."""

    content: bytes
    pages: int


def main() -> None:
    """Read one file, answer in one line of JSON, then the content to be kept."""
    task = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**task["limits"])
    _limit_this_process(limits)
    answer: dict[str, Any]
    content = b""
    try:
        found = _inspect(sys.stdin.buffer.read(), Kind(task["kind"]), limits)
    except RefusedUploadError as refused:
        answer = {"refused": refused.reason, "facts": refused.facts}
    except (MemoryError, RecursionError):
        answer = {"refused": Reason.TOO_MUCH_WORK}
    except Exception:  # noqa: BLE001 -- a file can raise anything from a decoder
        answer = {"refused": Reason.DAMAGED}
    else:
        answer, content = {"pages": found.pages}, found.content
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)


def _inspect(content: bytes, kind: Kind, limits: Limits) -> _Found:
    if kind == Kind.PDF:
        return _Found(content, pages_of(content, limits))
    return _Found(written_anew(content, kind, limits), 1)


def _limit_this_process(limits: Limits) -> None:
    memory = limits.megabytes * 1024 * 1024
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        # Not every system has each of them; the parent's clock holds everywhere.
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
