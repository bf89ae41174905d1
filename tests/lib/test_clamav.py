"""The client of ClamAV, against a real daemon and against one that misbehaves."""

import shutil
import socket
import socketserver
import subprocess
import threading
import time

import pytest

from onboarding.lib.clamav import ScannerAwayError, is_infected

# The test file that every scanner knows; in two parts, or scanners find this one.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EIC" + rb"AR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(scope="session")
def clamd(tmp_path_factory):
    """A real clamd with one signature of our own; its socket's address."""
    program = shutil.which("clamd") or shutil.which("/usr/sbin/clamd")
    if program is None:
        pytest.skip("no clamd on this machine (apt install clamav-daemon)")
    folder = tmp_path_factory.mktemp("clamav")
    (folder / "ours.ndb").write_text(f"Eicar-Test:0:*:{EICAR.hex()}\n")
    sock = folder / "clamd.sock"
    config = folder / "clamd.conf"
    config.write_text(
        f"LocalSocket {sock}\nDatabaseDirectory {folder}\nForeground yes\n"
        f"LogFile {folder}/log\nStreamMaxLength 1M\nMaxThreads 2\n"
    )
    with subprocess.Popen([program, "--config-file", config]) as process:
        end = time.monotonic() + 60
        while not sock.exists() and time.monotonic() < end:
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.1)
        yield f"unix://{sock}"
        process.terminate()


@pytest.mark.slow
@pytest.mark.sqlite
def test_real_daemon_finds_the_test_virus_and_lets_others_pass(clamd):
    assert is_infected(EICAR, clamd, seconds=30)
    assert is_infected(b"before " + EICAR + b" after", clamd, seconds=30)
    assert not is_infected(b"a contract", clamd, seconds=30)
    assert not is_infected(bytes(500_000), clamd, seconds=30)


@pytest.mark.slow
@pytest.mark.sqlite
def test_file_that_is_too_large_for_the_daemon_is_not_taken_for_clean(clamd):
    with pytest.raises(ScannerAwayError):
        is_infected(bytes(3_000_000), clamd, seconds=30)


class _Daemon(socketserver.BaseRequestHandler):
    """Reads what INSTREAM sends and says what the test wants said."""

    def handle(self):
        stream = self.request.makefile("rb")
        assert stream.read(10) == b"zINSTREAM\0"
        received = b""
        while size := int.from_bytes(stream.read(4), "big"):
            received += stream.read(size)
        self.server.received.append(received)
        time.sleep(self.server.delay)
        self.request.sendall(self.server.answer)


@pytest.fixture
def daemon():
    """Start a daemon that says `answer`, perhaps late; returns its address."""
    servers = []

    def start(answer, delay=0.0):
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Daemon)
        server.daemon_threads = True
        server.answer, server.delay, server.received = answer, delay, []
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"tcp://127.0.0.1:{server.server_address[1]}"

    start.servers = servers
    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_content_arrives_whole_in_pieces(daemon):
    content = bytes(range(256)) * 1000

    assert not is_infected(content, daemon(b"stream: OK\0"), seconds=10)
    assert daemon.servers[0].received == [content]


def test_what_is_found_is_found(daemon):
    assert is_infected(b"x", daemon(b"stream: Win.Test FOUND\0"), seconds=10)


@pytest.mark.parametrize(
    "answer",
    [
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: Can't allocate memory ERROR\0",
        b"stream: O",
        b"",
        b"\xff\xff\0",
    ],
)
def test_anything_but_a_clear_answer_is_no_answer(daemon, answer):
    with pytest.raises(ScannerAwayError):
        is_infected(b"x", daemon(answer), seconds=10)


def test_daemon_that_does_not_answer_in_time_is_away(daemon):
    with pytest.raises(ScannerAwayError):
        is_infected(b"x", daemon(b"stream: OK\0", delay=2), seconds=0.2)


def test_nobody_at_the_address_is_away(tmp_path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    for address in (f"tcp://127.0.0.1:{port}", f"unix://{tmp_path}/none.sock"):
        with pytest.raises(ScannerAwayError):
            is_infected(b"x", address, seconds=1)
