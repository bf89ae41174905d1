"""Paper: a Typst document and its data become a tagged PDF with the fonts inside."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import typst


def pdf_of(document: Path, data: Mapping[str, Any], *, now: datetime) -> bytes:
    """`document` (a .typ file) with `data`, as a PDF that screen readers can read.

    The document gets the data as JSON and nothing else, so no text of a person is ever
    read as markup. It may read files beside it, and nothing outside its folder.
    """
    made: bytes = typst.compile(
        document,
        root=document.parent,
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=int(now.timestamp()),
    )
    return made
