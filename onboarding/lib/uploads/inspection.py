"""From what a browser sent to what may be kept; everything else is refused."""

import json
import logging
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from onboarding.lib.uploads.kinds import Kind, kind_of, refuse_wrong_name
from onboarding.lib.uploads.limits import MEGA, Limits
from onboarding.lib.uploads.refusals import Reason, RefusedUploadError

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[3]
_INSPECTOR = "onboarding.lib.uploads.inspector"
# What Python needs to start; passwords and keys of ours stay here.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")


@dataclass(frozen=True, slots=True)
class Inspected:
    """A harmless file: what is kept of it, what it is, and how many pages it has."""

    kind: Kind
    content: bytes
    pages: int


def glance(content: bytes, name: str, limits: Limits) -> Kind:
    """What the file is. Raises RefusedUploadError for what can be seen at a glance."""
    if not content:
        raise RefusedUploadError(Reason.EMPTY)
    if len(content) > limits.size:
        raise RefusedUploadError(Reason.TOO_LARGE, limit=limits.size // MEGA)
    kind = kind_of(content)
    refuse_wrong_name(name, kind)
    return kind


def inspect(content: bytes, kind: Kind, limits: Limits) -> Inspected:
    """Read the file in a process of its own. Raises RefusedUploadError.

    Pictures come back written anew; PDFs as they were.
    """
    task = json.dumps({"kind": kind, "limits": asdict(limits)}).encode()
    try:
        done = subprocess.run(  # noqa: S603 -- our own module, no words from outside
            [sys.executable, "-m", _INSPECTOR],
            input=task + b"\n" + content,
            capture_output=True,
            timeout=limits.seconds,
            cwd=_ROOT,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RefusedUploadError(Reason.TOO_MUCH_WORK) from None
    line, _, kept = done.stdout.partition(b"\n")
    if done.returncode or not line:
        logger.warning("The inspector of uploads ended with %s", done.returncode)
        raise RefusedUploadError(Reason.TOO_MUCH_WORK)
    answer = json.loads(line)
    if "refused" in answer:
        raise RefusedUploadError(Reason(answer["refused"]), **answer.get("facts", {}))
    return Inspected(kind, kept, answer["pages"])
