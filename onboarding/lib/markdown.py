"""Markdown of packs as HTML that is safe to show."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "code", "br", "blockquote"}
_renderer = MarkdownIt("commonmark", {"html": False})


@lru_cache(maxsize=1024)
def render(text: str) -> SafeString:
    """`text` (CommonMark) as cleaned HTML; links open nothing but http(s) and mail."""
    html = nh3.clean(
        _renderer.render(text),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(html)  # noqa: S308 -- nh3 has just cleaned it
