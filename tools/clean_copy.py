"""What the README promises, kept on a clean copy of the last commit.

`make demo` has to serve pages and deliver letters by itself and to stop without a
trace; `make test` has to be green; the commands in the documentation have to run.
Run by `make ci`; needs nothing that is not on a fresh machine.
"""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LETTERS = 10
START_SECONDS = 300  # making .venv and installing, on a slow line
LETTER_SECONDS = 120
STOP_SECONDS = 30


def main() -> None:
    """Run the three promises; the first broken one ends the run with its sentence."""
    with tempfile.TemporaryDirectory(prefix="acclimate-copy-") as folder:
        copy = Path(folder) / "acclimate"
        unpack_last_commit(copy)
        demo_works(copy)
        run(copy, "make", "test")
        run(copy, "make", "documented")


def unpack_last_commit(copy: Path) -> None:
    """Write the files of HEAD to `copy`: what was forgotten in a commit is missing."""
    git = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT)]
    if subprocess.check_output([*git, "status", "--porcelain"]):
        say("There are changes that are not committed; the copy does not have them.")
    archive = subprocess.check_output([*git, "archive", "HEAD"])
    copy.mkdir()
    subprocess.run(["tar", "-x", "-C", str(copy)], input=archive, check=True)


def demo_works(copy: Path) -> None:
    """Start `make demo`, wait for its letters, interrupt it, look for survivors."""
    port = free_port()
    say(f"make demo on port {port}")
    said = copy / "demo.log"
    with said.open("w") as log:
        demo = subprocess.Popen(
            ["make", "demo"],
            cwd=copy,
            env=bare_environment() | {"PORT": str(port)},
            start_new_session=True,
            stdout=log,
        )
    try:
        address = f"http://localhost:{port}"
        wait("a page", START_SECONDS, lambda: page(f"{address}/accounts/login/"), demo)
        sign_in_as_told(said.read_text(), address)
        wait("letters", LETTER_SECONDS, lambda: has_letters(address), demo)
    finally:
        os.killpg(demo.pid, signal.SIGINT)
        demo.wait(STOP_SECONDS)
    left = processes_in(copy)
    if left:
        sys.exit(f"make demo left processes behind after Ctrl-C: {left}")
    say("make demo stopped without a trace")


def sign_in_as_told(said: str, address: str) -> None:
    """Sign in with what the demo prints, as somebody who has read nothing else."""
    account = re.search(r"resident@\S+", said)
    password = re.search(r"Password of all of them: (\S+)", said)
    if address not in said or not account or not password:
        sys.exit(f"make demo does not say where and how to sign in:\n{said}")
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    login = f"{address}/accounts/login/"
    form = browser.open(login, timeout=10).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    fields = {
        "csrfmiddlewaretoken": token[1] if token else "",
        "login": account[0],
        "password": password[1],
    }
    posted = urllib.request.Request(
        login, urllib.parse.urlencode(fields).encode(), {"Referer": login}
    )
    home = browser.open(posted, timeout=30).read().decode()
    if "<h1>Hello, " not in home:
        sys.exit("make demo: the account and the password that it prints do not work.")
    say("make demo: signed in as it says")


def has_letters(address: str) -> bool:
    """Whether the mailbox lists enough letters."""
    letters = re.findall(r'href="/mailbox/[^"]+"', page(f"{address}/mailbox/"))
    return len(letters) >= LETTERS


def page(address: str) -> str:
    """The text at `address`, or nothing as long as nobody answers there."""
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def wait(
    what: str, seconds: float, ready: Callable[[], object], demo: subprocess.Popen
) -> None:
    """Return once `ready`; end the run when the demo does or after `seconds`."""
    start = time.monotonic()
    while not ready():
        if demo.poll() is not None:
            sys.exit(f"make demo ended with {demo.returncode} before there was {what}.")
        if time.monotonic() - start > seconds:
            sys.exit(f"make demo: no {what} after {seconds:g} seconds.")
        time.sleep(1)
    say(f"make demo: {what} after {time.monotonic() - start:.0f} s")


def processes_in(copy: Path) -> list[str]:
    """The command lines of running processes that work in `copy` (Linux alone)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if Path(os.readlink(process / "cwd")).is_relative_to(copy):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue  # ended meanwhile, or somebody else's
    return found


def run(copy: Path, *command: str) -> None:
    """Run `command` in `copy` and end the run where it fails."""
    say(" ".join(command))
    done = subprocess.run(command, cwd=copy, env=bare_environment(), check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode} on the clean copy.")


def bare_environment() -> dict[str, str]:
    """This environment without the folder's own .venv, make's flags and settings."""
    venv = str(ROOT / ".venv" / "bin")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS"))
        and name not in {"DEBUG", "DATA_DIR", "DEMO_PASSWORD"}
    }
    folders = [part for part in kept["PATH"].split(os.pathsep) if part != venv]
    return kept | {"PATH": os.pathsep.join(folders)}


def free_port() -> int:
    """A TCP port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(sentence: str) -> None:
    """Tell the reader of the log where we are."""
    print(f"== {sentence}", flush=True)


if __name__ == "__main__":
    main()
