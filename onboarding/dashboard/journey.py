"""The journey: sections with their progress, their lines in groups, and happenings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from onboarding.checklists.models import Section
from onboarding.checklists.presenting.lines import Line, most_pressing
from onboarding.checklists.presenting.phrases import HAPPENINGS
from onboarding.checklists.words import State
from onboarding.residents.anchors import Anchor

_NOW = "Yours to do now"
_CHECKED = "Being checked"
_LATER = "Yours to do later"
_PROGRAM = "Your program does this"
_DONE = "Done"
_GONE = "Does not apply any more"
# The groups of a section in their order, each with what it means.
_GROUPS: Mapping[str, str] = {
    _NOW: "",
    _CHECKED: "You did your part. Somebody looks at it now.",
    _LATER: "",
    _PROGRAM: "Nothing to do for you; you can see how it goes.",
    _DONE: "",
    _GONE: "Your situation changed, so nobody needs to do these.",
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one section is. Lines that wait for a happening do not count."""

    slug: str
    title: str
    lines: Sequence[Line]

    @property
    def total(self) -> int:
        """How many items count."""
        return len(self.lines)

    @property
    def done(self) -> int:
        """How many of them are done or waived."""
        return sum(line.is_finished for line in self.lines)

    @property
    def late(self) -> int:
        """How many of them are overdue for the resident to do."""
        return sum(line.is_late and line.is_for_resident for line in self.lines)


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading, and the sentence that explains them."""

    title: str
    about: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that may happen, and the items that it would bring."""

    anchor: Anchor
    lines: Sequence[Line]

    @property
    def title(self) -> str:
        """The heading: `If your address changes`."""
        return HAPPENINGS[self.anchor][0]

    @property
    def button(self) -> str:
        """What the resident says by pressing: `My address changes`."""
        return HAPPENINGS[self.anchor][1]


def sections_of(lines: Sequence[Line]) -> list[Progress]:
    """The progress of each section, in the order of `lines`.

    What comes back only later is not counted: nobody owes it yet.
    """
    titles = {_section(line).slug: _section(line).title for line in lines}
    counted: dict[str, list[Line]] = {slug: [] for slug in titles}
    for line in lines:
        if line.state == State.NOT_APPLICABLE or line.is_ahead:
            continue
        if line.happening is None:
            counted[_section(line).slug].append(line)
    return [Progress(slug, titles[slug], part) for slug, part in counted.items()]


def happenings_of(lines: Sequence[Line]) -> list[Happening]:
    """The happenings that `lines` wait for, in the order of their anchors."""
    found: dict[Anchor, list[Line]] = {}
    for line in lines:
        if line.happening is not None and line.state != State.NOT_APPLICABLE:
            found.setdefault(line.happening, []).append(line)
    return [Happening(anchor, found[anchor]) for anchor in Anchor if anchor in found]


def groups_of(lines: Sequence[Line]) -> list[Group]:
    """The lines of one section by who can act and when; every line is in one group."""
    found: dict[str, list[Line]] = {title: [] for title in _GROUPS}
    for line in lines:
        found[_heading(line)].append(line)
    found[_NOW] = most_pressing(found[_NOW])
    return [Group(t, _GROUPS[t], part) for t, part in found.items() if part]


def _heading(line: Line) -> str:
    if line.is_for_resident:
        return _NOW
    if line.state == State.NOT_APPLICABLE:
        return _GONE
    if line.is_finished:
        return _DONE
    if line.is_by_program:
        return _PROGRAM
    return _CHECKED if line.state == State.SUBMITTED else _LATER


def _section(line: Line) -> Section:
    return line.item.definition.section
