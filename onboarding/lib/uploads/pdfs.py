"""PDFs: every object is looked at, and all their text.

Runs in the inspector's process (inspector.py), never in that of the web server: a
library that reads PDFs can be led into endless loops.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from pypdf import PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    StreamObject,
)

from onboarding.lib.private_numbers import refuse_private_numbers
from onboarding.lib.uploads.limits import MEGA, Limits
from onboarding.lib.uploads.refusals import Reason, RefusedUploadError
from onboarding.lib.uploads.second_files import refuse_second_file_in_pdf

# A scanned page has a dozen objects, a page of a word processor perhaps a hundred.
_OBJECTS = 50_000
_DEPTH = 60

_KEYS = {
    "/JS": Reason.ACTIVE,
    "/JavaScript": Reason.ACTIVE,
    "/XFA": Reason.ADOBE_FORM,
    "/EF": Reason.ATTACHMENTS,
    "/EmbeddedFiles": Reason.ATTACHMENTS,
    "/Collection": Reason.ATTACHMENTS,
    "/RichMediaContent": Reason.ATTACHMENTS,
}
# What an action does, what an annotation is, what a stream holds.
_VALUES = {
    ("/S", "/JavaScript"): Reason.ACTIVE,
    ("/S", "/Launch"): Reason.ACTIVE,
    ("/S", "/SubmitForm"): Reason.ACTIVE,
    ("/S", "/ImportData"): Reason.ACTIVE,
    ("/S", "/GoToE"): Reason.ACTIVE,
    ("/S", "/GoToR"): Reason.ACTIVE,
    ("/S", "/Rendition"): Reason.ACTIVE,
    ("/S", "/Movie"): Reason.ACTIVE,
    ("/S", "/RichMediaExecute"): Reason.ACTIVE,
    ("/Type", "/EmbeddedFile"): Reason.ATTACHMENTS,
    ("/Subtype", "/FileAttachment"): Reason.ATTACHMENTS,
    ("/Subtype", "/RichMedia"): Reason.ATTACHMENTS,
    ("/Subtype", "/Movie"): Reason.ATTACHMENTS,
    ("/Subtype", "/Sound"): Reason.ATTACHMENTS,
    ("/Subtype", "/3D"): Reason.ATTACHMENTS,
}
# Written in plain, also in a part that no table of contents leads to; `/Java#53cript`
# is the same word.
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_RAW = {
    b"/JavaScript": Reason.ACTIVE,
    b"/Launch": Reason.ACTIVE,
    b"/EmbeddedFile": Reason.ATTACHMENTS,
}
# Filters whose work pypdf does itself, up to a limit: what does not end is a bomb.
_INFLATED = {
    "/FlateDecode",
    "/LZWDecode",
    "/RunLengthDecode",
    "/ASCIIHexDecode",
    "/ASCII85Decode",
}
# What annotations, form boxes and the description of the file say.
_TEXTS = ("/Contents", "/V", "/DV", "/TU", "/Title", "/Author", "/Subject", "/Keywords")


def pages_of(content: bytes, limits: Limits) -> int:
    """How many pages it has. Raises RefusedUploadError for what we do not take."""
    refuse_second_file_in_pdf(content)
    _refuse_plain_words(content)
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted:
        raise RefusedUploadError(Reason.LOCKED)
    try:
        texts = [*_look_at_all_objects(reader, limits)]
        count = len(reader.pages)
        if count > limits.pages:
            raise RefusedUploadError(Reason.TOO_MANY_PAGES, limit=limits.pages)
        texts += [page.extract_text() for page in reader.pages]
    except LimitReachedError:
        raise RefusedUploadError(Reason.TOO_MUCH_WORK) from None
    if not count:
        raise RefusedUploadError(Reason.DAMAGED)
    _refuse_private_texts(texts)
    return count


def _refuse_plain_words(content: bytes) -> None:
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), content)
    for word, reason in _RAW.items():
        if word in plain:
            raise RefusedUploadError(reason)


def _refuse_private_texts(texts: list[str]) -> None:
    try:
        for text in texts:
            refuse_private_numbers(text)
    except ValidationError:
        raise RefusedUploadError(Reason.NUMBER_IN_TEXT) from None


def _look_at_all_objects(reader: PdfReader, limits: Limits) -> Iterator[str]:
    """The texts beside the pages; raises RefusedUploadError for active objects.

    Every object in the tables, whether a page leads to it or not: programs that show
    PDFs do not agree on what counts.
    """
    places = [
        (number, generation)
        for generation, numbers in reader.xref.items()
        for number in numbers
    ]
    places += [(number, 0) for number in reader.xref_objStm]
    if len(places) > _OBJECTS:
        raise RefusedUploadError(Reason.TOO_MUCH_WORK)
    yield from _look(reader.trailer, limits, _DEPTH)
    for number, generation in places:
        found = reader.get_object(IndirectObject(number, generation, reader))
        yield from _look(found, limits, _DEPTH)


def _look(found: Any, limits: Limits, depth: int) -> Iterator[str]:  # noqa: ANN401 -- whatever the file has there
    """Look at one object and what is written inside it; references lead elsewhere."""
    if not depth:
        raise RefusedUploadError(Reason.TOO_MUCH_WORK)
    if isinstance(found, DictionaryObject):
        _refuse_active(found)
        _refuse_large(found, limits)
        yield from (
            str(found[key]) for key in _TEXTS if isinstance(_at(found, key), str)
        )
        inside = list(found.values())
    elif isinstance(found, ArrayObject):
        inside = list(found)
    else:
        return
    for each in inside:
        yield from _look(each, limits, depth - 1)


def _refuse_active(found: DictionaryObject) -> None:
    for key, reason in _KEYS.items():
        if key in found:
            raise RefusedUploadError(reason)
    for (key, value), reason in _VALUES.items():
        if _at(found, key) == value:
            raise RefusedUploadError(reason)


def _refuse_large(found: DictionaryObject, limits: Limits) -> None:
    """Pictures by their measures, other streams by what they become."""
    if _at(found, "/Subtype") == "/Image":
        if (
            int(_at(found, "/Width") or 0) * int(_at(found, "/Height") or 0)
            > limits.pixels
        ):
            raise RefusedUploadError(
                Reason.TOO_MANY_PIXELS, limit=limits.pixels // MEGA
            )
    elif isinstance(found, StreamObject):
        filters = _at(found, "/Filter") or []
        names = filters if isinstance(filters, ArrayObject) else [filters]
        if _INFLATED.issuperset(map(str, names)):
            found.get_data()


def _at(found: DictionaryObject, key: str) -> Any:  # noqa: ANN401 -- whatever the file has there
    """The value of `key`, where it stands or where a reference leads; or None."""
    return found[key] if key in found else None  # noqa: SIM401 -- get() follows nothing
