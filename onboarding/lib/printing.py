"""Paper: a Typst document and its data become a tagged PDF with the fonts inside."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst

# Stands for a character that no font inside has: a tagged PDF must not hold it, and one
# smiling face in a comment must not keep a committee from its packet.
BOX = "□"
_STANDARD: Final = "ua-1"
# Every letter of the Latin blocks is there.
_LATIN = "\u024f"


def pdf_of(document: Path, data: Mapping[str, Any], *, now: datetime) -> bytes:
    """`document` (a .typ file) with `data`, as a PDF that screen readers can read.

    The document gets the data as JSON and nothing else, so no text of a person is ever
    read as markup. It may read files beside it, and nothing outside its folder. Where a
    BOX stands in it for something else, `has_boxes` is true.
    """
    try:
        return _printed(document, data, now, _has_glyph)
    except typst.TypstError:
        # A mark has a glyph of its own, and yet not above every letter.
        return _printed(document, data, now, _is_latin)


def _printed(
    document: Path,
    data: Mapping[str, Any],
    now: datetime,
    can_show: Callable[[str], bool],
) -> bytes:
    shown = _shown(data, can_show)
    shown |= {"has_boxes": shown != data}
    made: bytes = typst.compile(
        document,
        root=document.parent,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(shown, ensure_ascii=False)},
        pdf_standards=_STANDARD,
        timestamp=int(now.timestamp()),
    )
    return made


def _shown(value: Any, can_show: Callable[[str], bool]) -> Any:  # noqa: ANN401 -- as JSON
    """`value` with a BOX for each character that cannot be shown."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value
        return "".join(char if can_show(char) else BOX for char in value)
    if isinstance(value, Mapping):
        return {key: _shown(each, can_show) for key, each in value.items()}
    if isinstance(value, list):
        return [_shown(each, can_show) for each in value]
    return value


def _is_latin(char: str) -> bool:
    """Whether it is one of the letters that are there for sure."""
    return char <= _LATIN and char.isprintable()


@lru_cache(maxsize=8192)
def _has_glyph(char: str) -> bool:
    """Whether a font inside can draw it; only Typst knows its fonts."""
    if _is_latin(char):
        return True
    alone = b'#set document(title: "x")\n#set text(lang: "en")\n#sys.inputs.char'
    try:
        typst.compile(
            alone,
            ignore_system_fonts=True,
            sys_inputs={"char": char},
            pdf_standards=_STANDARD,
        )
    except typst.TypstError:
        return False
    return True
