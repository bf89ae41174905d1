"""The kinds of values that pack files hold; each refuses with a sentence."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from onboarding.checklists.packs.problems import did_you_mean, quoted
from onboarding.checklists.rules import PROGRAM_END
from onboarding.checklists.words import Actor, Deadline, EvidenceKind
from onboarding.residents.anchors import Anchor, Category, SwitchName

OWN_SENTENCE = "own_sentence"


@dataclass(frozen=True, slots=True)
class Known:
    """What the files of a pack may refer to; None where the list could not be read."""

    sections: Collection[str] | None = None
    items: Collection[str] | None = None
    competencies: Collection[str] | None = None
    anchors: Collection[str] | None = None
    switches: Collection[str] | None = None
    domains: Collection[str] | None = None


class Strict(BaseModel):
    """Nothing is converted, nothing is ignored."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


def refusal(sentence: str) -> PydanticCustomError:
    """The error that says `sentence`, which follows the quoted key."""
    return PydanticCustomError(OWN_SENTENCE, "{sentence}", {"sentence": sentence})


def one_of(kind: str, words: Iterable[str]) -> AfterValidator:
    """A check that a value is one of `words`."""
    allowed = tuple(words)

    def check(value: str) -> str:
        if value not in allowed:
            nearest = did_you_mean(value, allowed)
            raise refusal(f"has the unknown {kind} {quoted(value)}{nearest}")
        return value

    return AfterValidator(check)


def listed(kind: str, attribute: str, place: str) -> AfterValidator:
    """A check that a value is in that list of Known; `place` is where to add it."""

    def check(value: str, info: ValidationInfo) -> str:
        known = getattr(info.context, attribute)
        if known is not None and value not in known:
            nearest = did_you_mean(value, known)
            raise refusal(
                f"has the unknown {kind} {quoted(value)} (not in {place}){nearest}"
            )
        return value

    return AfterValidator(check)


def _filled(value: str) -> str:
    if not value.strip():
        raise refusal("is empty.")
    return value


def _one_line(value: str) -> str:
    if value != value.strip() or len(value.splitlines()) != 1:
        raise refusal("must be one line, without blanks around it.")
    return value


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    is_web = parts.scheme in {"http", "https"} and parts.hostname
    if not is_web or any(character.isspace() for character in value):
        raise refusal(f"must be a web address (http or https), not {quoted(value)}.")
    return value


def _as_list(value: Any) -> Any:  # noqa: ANN401 -- what the file has, not yet checked
    return [value] if isinstance(value, str) else value


Text = Annotated[str, AfterValidator(_filled)]
Line = Annotated[Text, AfterValidator(_one_line)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
WebAddress = Annotated[str, Field(max_length=500), AfterValidator(_web_address)]

# One word means a list of one.
Words = Annotated[list[Text], BeforeValidator(_as_list), Field(min_length=1)]

KnownAnchor = Annotated[str, one_of("anchor", Anchor.values)]
KnownSwitch = Annotated[str, one_of("switch", SwitchName.values)]
AnchorName = Annotated[KnownAnchor, listed("anchor", "anchors", "pack.yaml")]
UntilName = Annotated[str, one_of("anchor", [*Anchor.values, PROGRAM_END])]
SwitchListed = Annotated[KnownSwitch, listed("switch", "switches", "pack.yaml")]
CategoryName = Annotated[str, one_of("category", Category.values)]
Categories = Annotated[
    list[CategoryName], BeforeValidator(_as_list), Field(min_length=1)
]
ActorName = Annotated[str, one_of("role", Actor.values)]
DeadlineName = Annotated[str, one_of("kind of deadline", Deadline.values)]
EvidenceName = Annotated[str, one_of("kind of evidence", EvidenceKind.values)]
SectionSlug = Annotated[str, listed("section", "sections", "pack.yaml")]
ItemSlug = Annotated[str, listed("item", "items", "items/*.yaml")]
CompetencySlug = Annotated[str, listed("competency", "competencies", "framework.yaml")]
DomainSlug = Annotated[str, listed("domain", "domains", "domains")]
