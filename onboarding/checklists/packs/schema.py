"""The shape of the files of a pack. Values that must agree with each other: checks.py.

`applies_to`, `requires`, `due`, `not_before`, `repeats` and `lead_days` of an item are
what the date engine reads (rules.py).
"""

from datetime import date
from typing import Annotated

from pydantic import ConfigDict, Field, RootModel

from onboarding.checklists.packs import fields

# Ten years, so that no date leaves the calendar.
MOST_DAYS = 3660
MOST_TITLE = 60

Days = Annotated[int, Field(ge=-MOST_DAYS, le=MOST_DAYS)]
BusinessDays = Annotated[int, Field(ge=-366, le=366)]
Months = Annotated[int, Field(ge=1, le=120)]
LeadDays = Annotated[int, Field(ge=1, le=MOST_DAYS)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Title = Annotated[fields.Line, Field(max_length=MOST_TITLE)]
SectionName = Annotated[fields.Slug, Field(max_length=50)]
# Half steps from 1 to 5 (design §7).
Level = Annotated[float, Field(ge=1, le=5, multiple_of=0.5)]


class Source(fields.Strict):
    """Where a fact comes from, when it was last checked, and whether by us."""

    name: fields.Line
    year: Year = 0
    url: fields.WebAddress = ""
    checked_on: date
    verified: bool


Sources = Annotated[list[Source], Field(min_length=1)]


class Conditions(fields.Strict):
    """Whom an item is for: all must hold, a list means any of its values."""

    # The other keys are switches.
    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[fields.SwitchListed, bool] = Field(init=False)

    category: fields.Categories = []
    specialty: fields.Words = []
    state: fields.Words = []


class Window(fields.Strict):
    """A day counted from a key date; the key date itself without a number."""

    anchor: fields.AnchorName
    days: Days = 0
    business_days: BusinessDays = 0


class Due(fields.Strict):
    """A day counted from a key date or from the completion of another item."""

    anchor: fields.AnchorName = ""
    after: fields.ItemSlug = ""
    days: Days = 0
    business_days: BusinessDays = 0


class Repeats(fields.Strict):
    """Again every so many months, until a key date or the end of the program."""

    every_months: Months
    until: fields.UntilName


class ItemEntry(fields.Strict):
    """One item of items/*.yaml, as interfaces §6 describes it."""

    slug: fields.Slug
    section: fields.SectionSlug
    title: Title
    guidance: fields.Text
    owner: fields.ActorName
    verifier: fields.ActorName = ""
    applies_to: Conditions = Conditions()
    requires: list[fields.ItemSlug] = []
    due: Due
    not_before: Window | None = None
    deadline: fields.DeadlineName
    evidence: fields.EvidenceName
    repeats: Repeats | None = None
    lead_days: LeadDays = 0
    sensitive: bool
    competencies: list[fields.CompetencySlug] = []
    sources: Sources


class ItemList(RootModel[list[ItemEntry]]):
    """One file of items/."""

    model_config = ConfigDict(strict=True, frozen=True)


class SectionEntry(fields.Strict):
    """A section: their order is the order of the journey."""

    slug: SectionName
    title: Title


class Manifest(fields.Strict):
    """pack.yaml."""

    slug: SectionName
    edition: Annotated[fields.Line, Field(max_length=40)]
    title: Annotated[fields.Line, Field(max_length=120)]
    language: Annotated[str, Field(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,4})?$")]
    sections: Annotated[list[SectionEntry], Field(min_length=1)]
    anchors: list[fields.KnownAnchor]
    switches: list[fields.KnownSwitch]


class DomainEntry(fields.Strict):
    """A group of competencies."""

    slug: fields.Slug
    title: Title


class Expected(fields.Strict):
    """The level that is expected at each occasion."""

    arrival: Level
    month_6: Level
    month_12: Level


LevelNumber = Annotated[int, Field(ge=1, le=5)]
METHODS = (
    "chart_audit",
    "chart_stimulated_recall",
    "direct_observation",
    "multisource_feedback",
    "osce",
    "quiz",
    "reflection",
    "self_assessment",
)


class CompetencyEntry(fields.Strict):
    """One competency with its five described levels."""

    slug: fields.Slug
    domain: fields.DomainSlug
    title: Title
    definition: fields.Text
    expected: Expected
    methods: Annotated[
        list[Annotated[str, fields.one_of("method", METHODS)]], Field(min_length=1)
    ]
    levels: Annotated[dict[LevelNumber, fields.Text], Field(min_length=5, max_length=5)]
    sources: Sources


class Framework(fields.Strict):
    """framework.yaml."""

    slug: fields.Slug
    title: Title
    label: fields.Text
    domains: Annotated[list[DomainEntry], Field(min_length=1)]
    competencies: Annotated[list[CompetencyEntry], Field(min_length=1)]
