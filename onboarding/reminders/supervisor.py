"""A few child processes that live and die together; one that ends alone is replaced."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0
# One that lived this long has not failed at its start.
HEALTHY_AFTER_SECONDS = 30.0
GRACE_SECONDS = 20.0
TICK_SECONDS = 0.2
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None

Say = Callable[[str], None]


class Child:
    """One process, the one that replaces it, and so on."""

    def __init__(self, name: str, command: Sequence[str], say: Say) -> None:
        self._name = name
        self._command = command
        self._say = say
        self._pause = FIRST_PAUSE_SECONDS
        self._process: subprocess.Popen[str] | None = None
        self._began = self._again_at = 0.0

    def start(self, variables: Mapping[str, str]) -> None:
        """Start it and pass on what it says, line by line."""
        self._process = subprocess.Popen(  # noqa: S603 -- our own commands
            self._command,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            # Ctrl-C reaches the supervisor alone, which then stops all in good order.
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 -- calls the C library only
        )
        self._began, self._again_at = time.monotonic(), 0.0
        threading.Thread(target=self._relay, args=[self._process], daemon=True).start()

    def look_after(self, variables: Mapping[str, str]) -> None:
        """Start it again if it has ended, after a pause that grows while it fails."""
        if self._process is None or self._process.poll() is None:
            return
        now = time.monotonic()
        if not self._again_at:
            if now - self._began > HEALTHY_AFTER_SECONDS:
                self._pause = FIRST_PAUSE_SECONDS
            self._again_at = now + self._pause
            self._say(
                f"{self._name} ended ({_ending(self._process.returncode)}); "
                f"starting it again in {self._pause:g} s"
            )
            self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
            self._kill_group()
        elif now >= self._again_at:
            self.start(variables)

    def ask_to_stop(self) -> None:
        """Let it finish what it does."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def stop(self, by: float) -> None:
        """Return when it and all its children are gone, killed after `by`."""
        if self._process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.1, by - time.monotonic()))
        self._kill_group()
        self._process.wait()

    def _relay(self, process: "subprocess.Popen[str]") -> None:
        for line in process.stdout or ():
            self._say(f"{self._name:<6} | {line.rstrip()}")

    def _kill_group(self) -> None:
        """End what it left behind; it leads a process group of its own."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def supervise(
    commands: Mapping[str, Sequence[str]],
    *,
    variables: Mapping[str, str],
    say: Say,
) -> None:
    """Run `commands` until SIGINT or SIGTERM; when this returns all have ended."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    children = [Child(name, command, say) for name, command in commands.items()]
    try:
        for child in children:
            child.start(variables)
        while not stop.wait(TICK_SECONDS):
            for child in children:
                child.look_after(variables)
        say("stopping")
    finally:
        for child in children:
            child.ask_to_stop()
        by = time.monotonic() + GRACE_SECONDS
        for child in children:
            child.stop(by)
    say("everything has stopped")


def _die_with_parent() -> None:
    """On Linux the kernel ends a child whose supervisor was killed."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
