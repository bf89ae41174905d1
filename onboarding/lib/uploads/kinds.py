"""What a file is, by its first bytes; and whether its name says the same."""

import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePath

from django.core.exceptions import ValidationError

from onboarding.lib.private_numbers import refuse_private_numbers
from onboarding.lib.uploads.refusals import Reason, RefusedUploadError


class Kind(StrEnum):
    """What we take. Papers are scanned or photographed, so these three are enough."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"


MEDIA_TYPES = {
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
}
ENDINGS = {
    Kind.PDF: (".pdf",),
    Kind.JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    Kind.PNG: (".png",),
}
WORDS = {Kind.PDF: "PDF", Kind.JPEG: "JPEG picture", Kind.PNG: "PNG picture"}

_OURS = (
    (b"%PDF-", Kind.PDF),
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind.PNG),
)
# What people send by mistake gets a sentence of its own.
_OTHERS = (
    (b"MZ", Reason.PROGRAM),
    (b"\x7fELF", Reason.PROGRAM),
    (b"#!", Reason.PROGRAM),
    (b"\xcf\xfa\xed\xfe", Reason.PROGRAM),
    (b"\xca\xfe\xba\xbe", Reason.PROGRAM),
    (b"\x4c\x00\x00\x00\x01\x14\x02\x00", Reason.PROGRAM),  # a Windows shortcut
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Reason.OFFICE),  # .doc, .xls, .msi
    (b"{\\rtf", Reason.OFFICE),
    (b"Rar!", Reason.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", Reason.ARCHIVE),
    (b"\x1f\x8b", Reason.ARCHIVE),
    (b"BZh", Reason.ARCHIVE),
    (b"\xfd7zXZ", Reason.ARCHIVE),
    (b"GIF8", Reason.OTHER_PICTURE),
    (b"BM", Reason.OTHER_PICTURE),
    (b"II*\x00", Reason.OTHER_PICTURE),
    (b"MM\x00*", Reason.OTHER_PICTURE),
)
_IN_OFFICE_ZIP = re.compile(
    rb"word/|xl/|ppt/|\[Content_Types\]\.xml|mimetypeapplication/v"
)
_MARKUP = re.compile(
    rb"<\s*(?:!doctype|html|head|body|script|svg|\?xml|iframe|math)|<\?php",
    re.IGNORECASE,
)
_START = 1024
_SAYS_VISA_PAPER = re.compile(
    r"(?<![a-z])(?:pass(?:e)?port|pasaporte|visa|ds[ _-]?2019|i[ _-]?94|i[ _-]?797|"
    r"i[ _-]?20|ead|green[ _-]?card|ssn|social[ _-]?security)(?![a-z])",
    re.IGNORECASE,
)


def kind_of(content: bytes) -> Kind:
    """What `content` is. Raises RefusedUploadError if it is nothing that we take."""
    for start, kind in _OURS:
        if content.startswith(start):
            return kind
    raise RefusedUploadError(_other(content))


def refuse_wrong_name(name: str, kind: Kind) -> None:
    """Raise RefusedUploadError if `name` is private or says another kind.

    Django has taken the folders and the signs that nobody sees out of it.
    """
    if _SAYS_VISA_PAPER.search(name):
        raise RefusedUploadError(Reason.NAMES_A_VISA_PAPER)
    try:
        refuse_private_numbers(name.replace("_", " "))
    except ValidationError:
        raise RefusedUploadError(Reason.NUMBER_IN_NAME) from None
    ending = PurePath(name).suffix.lower()
    if ending and ending not in ENDINGS[kind]:
        raise RefusedUploadError(Reason.WRONG_NAME, ending=ending, kind=WORDS[kind])


def _other(content: bytes) -> Reason:
    """Which sentence fits a file that we do not take."""
    for start, reason in _OTHERS:
        if content.startswith(start):
            return reason
    return next((why for why, fits in _GUESSES if fits(content)), Reason.UNKNOWN)


def _is_markup(content: bytes) -> bool:
    return bool(_MARKUP.search(content[:_START].replace(b"\0", b"")))


_GUESSES: tuple[tuple[Reason, Callable[[bytes], bool]], ...] = (
    (
        Reason.OFFICE,
        lambda it: it.startswith(b"PK") and bool(_IN_OFFICE_ZIP.search(it)),
    ),
    (Reason.ARCHIVE, lambda it: it.startswith(b"PK") or it[257:262] == b"ustar"),
    (
        Reason.HEIC,
        lambda it: it[4:8] == b"ftyp" and it[8:11] in {b"hei", b"hev", b"mif"},
    ),
    (
        Reason.OTHER_PICTURE,
        lambda it: it[8:12] == b"WEBP" or it[4:12] == b"ftypavif",
    ),
    (Reason.WEB_PAGE, _is_markup),
    # A PDF that begins with something else is two files in one.
    (Reason.SECOND_FILE, lambda it: b"%PDF-" in it[:_START]),
)
