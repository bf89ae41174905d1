"""Links and forms of a page, as a browser without JavaScript finds them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

# What a form sends on its own: not these.
_SILENT = {"submit", "button", "image", "reset"}


@dataclass
class Form:
    """A form: what it would send untouched, by name, and which names take files."""

    action: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    def add(self, name, value):
        """One more value of a field."""
        self.values.setdefault(name, [])
        if value is not None:
            self.values[name].append(value)


class Page(HTMLParser):
    """The links and forms of some HTML; buttons with a name count as fields."""

    def __init__(self, html):
        super().__init__()
        self.links, self.forms = [], []
        self._select = None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note a link, a form, or a part of the last form."""
        given = dict(attrs)
        if tag == "a" and "download" not in given:
            self.links.append((given.get("href") or "").partition("#")[0])
        elif tag == "form":
            method = (given.get("method") or "get").lower()
            self.forms.append(Form(given.get("action") or "", method))
        elif tag == "option":
            if self._select and "selected" in given:
                self.forms[-1].add(self._select, given.get("value") or "")
        elif self.forms and tag in {"input", "select", "textarea", "button"}:
            self._select = given.get("name") if tag == "select" else None
            if given.get("name"):
                self._note(tag, given.get("type"), given)

    def _note(self, tag, kind, given):
        form, name = self.forms[-1], given["name"]
        if kind == "file":
            form.files.add(name)
        elif kind in {"checkbox", "radio"}:
            form.add(name, given.get("value", "on") if "checked" in given else None)
        elif tag in {"select", "button"} or kind in _SILENT:
            form.add(name, None)
        else:
            # What stands in a larger text is left out: it is replaced anyway.
            form.add(name, given.get("value") or "")
