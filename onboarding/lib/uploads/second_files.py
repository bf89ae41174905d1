"""Files that are two files: one for the checker and another one for the victim."""

import re

from onboarding.lib.uploads.refusals import Reason, RefusedUploadError

# Where archives keep their table of contents: at the end, so that anything may stand
# in front of it.
_ZIP_END = b"PK\x05\x06"
_ZIP_REACH = 66_000
_HIDDEN = re.compile(
    rb"PK\x03\x04|PK\x05\x06|%PDF-|Rar!\x1a|7z\xbc\xaf\x27\x1c|MZ.{60,300}PE\0\0"
    rb"|<\s*(?:html|script|svg|iframe)|<\?php",
    re.IGNORECASE | re.DOTALL,
)
_PDF_END = b"%%EOF"
_START = 1024
# Scanners and web servers leave blanks and a few bytes behind the end.
_TAIL = 1024


def refuse_second_file_in_pdf(content: bytes) -> None:
    """Raise RefusedUploadError if something else hides in a PDF, or its end is away."""
    end = content.rfind(_PDF_END)
    if end < 0 or len(content) - end > len(_PDF_END) + _TAIL:
        at_end = content[end + len(_PDF_END) :] if end >= 0 else b""
        hidden = _HIDDEN.search(at_end) or _ZIP_END in content[-_ZIP_REACH:]
        raise RefusedUploadError(Reason.SECOND_FILE if hidden else Reason.DAMAGED)
    if _ZIP_END in content[-_ZIP_REACH:] or _HIDDEN.search(content[5:_START]):
        raise RefusedUploadError(Reason.SECOND_FILE)
    if _HIDDEN.search(content, end + len(_PDF_END)):
        raise RefusedUploadError(Reason.SECOND_FILE)


def refuse_second_file_in_picture(content: bytes, end: int) -> None:
    """Raise RefusedUploadError if another file begins behind the `end` of a picture."""
    if _HIDDEN.search(content, end) or _ZIP_END in content[-_ZIP_REACH:]:
        raise RefusedUploadError(Reason.SECOND_FILE)


def end_of_png(content: bytes) -> int:
    """Where the last chunk of a PNG ends. Raises RefusedUploadError if it has none."""
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        name = content[at + 4 : at + 8]
        at += 12 + length
        if name == b"IEND" and at <= len(content):
            return at
    raise RefusedUploadError(Reason.DAMAGED)


def end_of_jpeg(content: bytes) -> int:
    """Where a JPEG ends. Raises RefusedUploadError if it never does.

    Inside the picture 0xFF is always followed by 0, by a restart mark, or by the next
    segment; so the end mark cannot be found by a mere search of the metadata, which may
    carry a whole small JPEG.
    """
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        mark = content[at + 1]
        if mark == 0xD9:
            return at + 2
        if mark == 0xFF:
            at += 1
            continue
        at += 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if mark == 0xDA:
            at = _next_mark(content, at)
    if content[at : at + 2] == b"\xff\xd9":
        return at + 2
    raise RefusedUploadError(Reason.DAMAGED)


def _next_mark(content: bytes, at: int) -> int:
    """Where the entropy-coded part that begins at `at` ends."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
            return at
        at += 2
