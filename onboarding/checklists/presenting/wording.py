"""What changed in an item from one edition to another, for somebody who decides."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from onboarding.checklists.editions.differences import Difference, FieldChange
from onboarding.checklists.presenting.phrases import due_rule
from onboarding.checklists.words import Actor, Deadline, EvidenceKind
from onboarding.residents.anchors import Anchor, Category, SwitchName

NAMES: Mapping[str, str] = {
    "section": "Section",
    "title": "Title",
    "guidance": "Guidance",
    "owner": "Who does it",
    "verifier": "Who checks it",
    "applies_to": "Whom it is for",
    "requires": "What comes first",
    "due": "Due",
    "not_before": "Not before",
    "deadline": "Deadline",
    "evidence": "What shows that it is done",
    "repeats": "How often",
    "lead_days": "Usual length in days",
    "is_sensitive": "Private",
    "competencies": "Helps with",
    "sources": "Sources",
}
_NOTHING = "nothing"
# In the database and in a pack file.
_YES_OR_NO = ("is_sensitive", "sensitive")
# A line break within a paragraph: the next line starts no list and no heading.
_WRAP = re.compile(r"(?<!\n)\n(?=[^\s\-*#>\d|`])")
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text: `kept`, or in one of the two editions only."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One thing that an item says otherwise: its name, and the words of both."""

    name: str
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Entry:
    """One item that differs."""

    slug: str
    title: str
    section: str
    wordings: Sequence[Wording]


@dataclass(frozen=True, slots=True)
class Report:
    """All that is different between two editions."""

    added: Sequence[Entry]
    changed: Sequence[Entry]
    removed: Sequence[Entry]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def report_of(found: Mapping[str, Difference]) -> Report:
    """`found` in words, sorted by what happened."""
    every = list(found.values())
    return Report(
        added=[_entry(each) for each in every if each.is_added],
        changed=[_entry(each) for each in every if each.fields],
        removed=[_entry(each) for each in every if each.is_removed],
    )


def said(name: str, value: Any) -> str:  # noqa: ANN401 -- any value of an item
    """What an item says under `name`, for people."""
    if value in (None, "", [], {}, 0, False):
        return "no" if name in _YES_OR_NO else _NOTHING
    words = _SAY.get(name, str)
    return str(words(value))


def _entry(difference: Difference) -> Entry:
    definition = difference.after or difference.before
    return Entry(
        difference.slug,
        difference.title,
        definition.section.title if definition else "",
        [_wording(each) for each in difference.fields],
    )


def _wording(change: FieldChange) -> Wording:
    before, after = said(change.name, change.before), said(change.name, change.after)
    return Wording(NAMES[change.name], compared(before, after))


def compared(before: str, after: str) -> list[Piece]:
    """Two texts as one, word by word: what both have, what was and what is."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("kept", "".join(old[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(Piece("was", "".join(old[i1:i2])))
        if j2 > j1:
            pieces.append(Piece("is", "".join(new[j1:j2])))
    return pieces


def _conditions(conditions: Mapping[str, Any]) -> str:
    return "; ".join(_condition(*each) for each in conditions.items())


def _condition(name: str, wanted: Any) -> str:  # noqa: ANN401 -- a value of a pack
    if isinstance(wanted, bool):
        return f"{SwitchName(name).label}: {'yes' if wanted else 'no'}"
    values = wanted if isinstance(wanted, list) else [wanted]
    words = [Category(v).label if name == "category" else str(v) for v in values]
    return f"{name}: {' or '.join(words)}"


def _repeats(rule: Mapping[str, Any]) -> str:
    until = rule["until"]
    end = Anchor(until).label if until in Anchor.values else "the end of the program"
    return f"every {rule['every_months']} months until {end}"


def _sources(sources: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(
        ", ".join(
            str(part)
            for part in (
                source["name"],
                source.get("year"),
                source.get("url"),
                f"checked on {source['checked_on']}",
                "verified" if source["verified"] else "not verified",
            )
            if part
        )
        for source in sources
    )


_SAY: Mapping[str, Any] = {
    "guidance": lambda value: _WRAP.sub(" ", value).strip(),
    "owner": lambda value: Actor(value).label,
    "verifier": lambda value: Actor(value).label,
    "deadline": lambda value: Deadline(value).label,
    "evidence": lambda value: EvidenceKind(value).label,
    **dict.fromkeys(_YES_OR_NO, lambda value: "yes" if value else "no"),
    "due": lambda value: due_rule(value, {}),
    "not_before": lambda value: due_rule(value, {}),
    "applies_to": _conditions,
    "requires": ", ".join,
    "competencies": ", ".join,
    "repeats": _repeats,
    "sources": _sources,
}
