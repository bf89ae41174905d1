"""Asking a ClamAV daemon about a file, over its socket (clamd's INSTREAM command).

https://docs.clamav.net/manual/Usage/ClamdProtocol.html – the daemon gets the content,
never a path: it may run on another machine and needs no right to read our files.
"""

import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


class ScannerAwayError(Exception):
    """Nobody said whether the file is clean: so nobody may take it for clean."""


def is_infected(content: bytes, address: str, *, seconds: float) -> bool:
    """Whether the daemon at `address` finds something harmful in `content`.

    `address` is tcp://host:port or unix:///path. Raises ScannerAwayError if there is no
    clear answer within `seconds`.
    """
    try:
        with _connect(address, seconds) as scanner:
            for part in _stream(content):
                scanner.sendall(part)
            answer = _read_answer(scanner)
    except OSError as problem:
        raise ScannerAwayError(str(problem)) from problem
    if answer.endswith("FOUND"):
        return True
    if answer == "stream: OK":
        return False
    raise ScannerAwayError(answer or "no answer")


def _connect(address: str, seconds: float) -> socket.socket:
    parts = urlsplit(address)
    if parts.scheme == "unix":
        scanner = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        scanner.settimeout(seconds)
        try:
            scanner.connect(parts.path)
        except OSError:
            scanner.close()
            raise
        return scanner
    return socket.create_connection((parts.hostname or "", parts.port or 0), seconds)


def _stream(content: bytes) -> Iterator[bytes]:
    """The command and the content in pieces, each behind its length; none ends it."""
    yield b"zINSTREAM\0"
    for start in range(0, len(content), _CHUNK):
        piece = content[start : start + _CHUNK]
        yield len(piece).to_bytes(4, "big") + piece
    yield bytes(4)


def _read_answer(scanner: socket.socket) -> str:
    answer = b""
    while b"\0" not in answer and len(answer) < _LONGEST_ANSWER:
        part = scanner.recv(_LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()
