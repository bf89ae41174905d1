"""The form of one item of a program, in the words of a pack file."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import slugify

from onboarding.checklists.packs.folder import Content
from onboarding.checklists.packs.schema import MOST_TITLE
from onboarding.checklists.words import Actor, Deadline, EvidenceKind
from onboarding.lib.private_numbers import refuse_private_numbers
from onboarding.residents.anchors import Anchor, Category, SwitchName

Entry = Mapping[str, Any]
_WAYS = [
    ("days:-1", "days before"),
    ("days:1", "days after"),
    ("business_days:-1", "working days before"),
    ("business_days:1", "working days after"),
]
_NOBODY = [("", "Nobody")]
_NONE = [("", "–")]
_PROGRAM_END = ("program_end", "The end of the program")
_MOST_MONTHS = 120
_WORDS = re.compile(r"[\s,;]+")


class ItemForm(forms.Form):
    """What an item says. It is checked as a pack is, not by this form."""

    title = forms.CharField(
        help_text=f"One line, {MOST_TITLE} characters at most.",
        validators=[refuse_private_numbers],
    )
    section = forms.ChoiceField()
    guidance = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 12}),
        strip=False,
        help_text="What to do, why, and whom to ask. Markdown.",
        validators=[refuse_private_numbers],
    )
    owner = forms.ChoiceField(label="Who does it", choices=Actor.choices)
    verifier = forms.ChoiceField(
        label="Who checks it", choices=[*_NOBODY, *Actor.choices], required=False
    )
    due_count = forms.IntegerField(label="Due: how many days", min_value=0, initial=0)
    due_way = forms.ChoiceField(label="Before or after", choices=_WAYS)
    due_from = forms.ChoiceField(label="Counted from")
    opens_count = forms.IntegerField(
        label="Not before: how many days",
        min_value=0,
        required=False,
    )
    opens_way = forms.ChoiceField(
        label="Before or after (not before)", choices=_WAYS, required=False
    )
    opens_from = forms.ChoiceField(label="Counted from (not before)", required=False)
    deadline = forms.ChoiceField(choices=Deadline.choices)
    evidence = forms.ChoiceField(
        label="What shows that it is done", choices=EvidenceKind.choices
    )
    lead_days = forms.IntegerField(
        label="How many days it usually takes", min_value=1, required=False
    )
    repeat_months = forms.IntegerField(
        label="Comes back every so many months",
        min_value=1,
        max_value=_MOST_MONTHS,
        required=False,
        help_text="Empty: once. With it, every time has a line of its own.",
    )
    repeat_until = forms.ChoiceField(label="Comes back until", required=False)
    categories = forms.MultipleChoiceField(
        label="Only for",
        choices=Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: for everybody.",
    )
    only_if = forms.MultipleChoiceField(
        label="Only if the answer is yes", required=False
    )
    only_if_not = forms.MultipleChoiceField(
        label="Only if the answer is no", required=False
    )
    specialties = forms.CharField(
        label="Only in these specialties",
        required=False,
        validators=[refuse_private_numbers],
        help_text="As programs have them, like internal-medicine. Empty: all.",
    )
    states = forms.CharField(
        label="Only in these states",
        required=False,
        validators=[refuse_private_numbers],
        help_text="Two letters each: OH, IL. Empty: all.",
    )
    competencies = forms.MultipleChoiceField(
        label="Which competencies it helps with", required=False
    )
    requires = forms.MultipleChoiceField(label="What comes first", required=False)
    sensitive = forms.BooleanField(
        label="Private: visa, health, background, pay",
        required=False,
        help_text="Its title then never stands in a letter.",
    )
    source_name = forms.CharField(
        label="Where this comes from", validators=[refuse_private_numbers]
    )
    source_url = forms.URLField(
        label="Web address of that", required=False, assume_scheme="https"
    )

    def __init__(
        self,
        *args: Any,
        base: Content,
        entry: Entry | None,
        others: Sequence[tuple[str, str]],
        is_shipped: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.initial = initial_of(entry) if entry else {"source_name": "Our program"}
        if is_shipped:
            # The sources of a shipped item stay what they are.
            del self.fields["source_name"], self.fields["source_url"]
        known = base.manifest
        anchors = [(f"anchor:{a}", Anchor(a).label) for a in known.anchors]
        after = [(f"after:{slug}", title) for slug, title in others]
        switches = [(name, SwitchName(name).label) for name in known.switches]
        choices: dict[str, Any] = {
            "section": [(s.slug, s.title) for s in known.sections],
            "due_from": [("Key dates", anchors), ("When this is done", after)],
            "opens_from": [*_NONE, *anchors],
            "only_if": switches,
            "only_if_not": switches,
            "requires": others,
            "repeat_until": [
                _PROGRAM_END,
                *((a, Anchor(a).label) for a in known.anchors),
            ],
            "competencies": list(base.competencies.items()),
        }
        if not base.competencies:
            # A pack without a framework has none to help with.
            del self.fields["competencies"], choices["competencies"]
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def as_entry(self, today: date) -> dict[str, Any]:
        """The item as a pack file would have it, in JSON; what is empty is left out."""
        given, old = self.cleaned_data, self.entry or {}
        kind, _, name = given["due_from"].partition(":")
        found: dict[str, Any] = {
            "slug": old.get("slug") or slugify(given["title"])[:60].strip("-"),
            "section": given["section"],
            "title": given["title"],
            "guidance": given["guidance"].replace("\r\n", "\n"),
            "owner": given["owner"],
            "verifier": given["verifier"],
            "applies_to": self._conditions(),
            "requires": given["requires"],
            "due": {kind: name} | _counted(given["due_count"], given["due_way"]),
            "not_before": self._window(),
            "deadline": given["deadline"],
            "evidence": given["evidence"],
            "repeats": self._repeats(),
            "lead_days": given["lead_days"],
            "sensitive": given["sensitive"],
            "competencies": given.get("competencies"),
            "sources": self._sources(today),
        }
        return {
            key: _as_it_was(old.get(key), value)
            for key, value in found.items()
            if value or key in {"sensitive", "guidance"} or _is_there(old, key, value)
        }

    def clean_specialties(self) -> list[str]:
        """The words, in small letters."""
        return _words(self.cleaned_data["specialties"].lower())

    def clean_states(self) -> list[str]:
        """The pairs of capital letters."""
        states = _words(self.cleaned_data["states"].upper())
        if any(len(state) != 2 or not state.isalpha() for state in states):  # noqa: PLR2004 -- two letters
            raise forms.ValidationError("Write each state with two letters: OH, IL.")
        return states

    def _conditions(self) -> dict[str, Any]:
        given = self.cleaned_data
        found: dict[str, Any] = {
            "category": given["categories"],
            "specialty": given["specialties"],
            "state": given["states"],
        }
        found = {name: wanted for name, wanted in found.items() if wanted}
        found |= dict.fromkeys(given["only_if"], True)
        return found | dict.fromkeys(given["only_if_not"], False)

    def _repeats(self) -> dict[str, Any] | None:
        months = self.cleaned_data["repeat_months"]
        until = self.cleaned_data["repeat_until"] or _PROGRAM_END[0]
        return {"every_months": months, "until": until} if months else None

    def _window(self) -> dict[str, Any] | None:
        given = self.cleaned_data
        if given["opens_count"] is None or not given["opens_from"]:
            return None
        name = given["opens_from"].partition(":")[2]
        return {"anchor": name} | _counted(given["opens_count"], given["opens_way"])

    def _sources(self, today: date) -> list[dict[str, Any]]:
        given, old = self.cleaned_data, (self.entry or {}).get("sources", [])
        if "source_name" not in given:
            return list(old)
        said = {"name": given["source_name"], "url": given["source_url"]}
        if old and all(old[0].get(key, "") == value for key, value in said.items()):
            return list(old)
        source = {"name": said["name"], "checked_on": today.isoformat()}
        source |= {"url": said["url"]} if said["url"] else {}
        return [{**source, "verified": False}]


def initial_of(entry: Entry) -> dict[str, Any]:
    """What the form shows of `entry`."""
    due, window = entry["due"], entry.get("not_before")
    conditions = entry.get("applies_to", {})
    start = "after" if due.get("after") else "anchor"
    found = {
        name: entry.get(name)
        for name in (
            "title",
            "section",
            "guidance",
            "owner",
            "verifier",
            "deadline",
            "evidence",
            "lead_days",
            "requires",
            "sensitive",
            "competencies",
        )
    }
    repeats = entry.get("repeats") or {}
    found |= {
        "due_from": f"{start}:{due[start]}",
        **_shown("due", due),
        "repeat_months": repeats.get("every_months"),
        "repeat_until": repeats.get("until"),
        "categories": conditions.get("category", []),
        "specialties": ", ".join(conditions.get("specialty", [])),
        "states": ", ".join(conditions.get("state", [])),
        "only_if": [name for name, wanted in conditions.items() if wanted is True],
        "only_if_not": [name for name, wanted in conditions.items() if wanted is False],
        "source_name": entry["sources"][0]["name"],
        "source_url": entry["sources"][0].get("url", ""),
    }
    if window:
        found |= {"opens_from": f"anchor:{window['anchor']}", **_shown("opens", window)}
    return found


def _words(text: str) -> list[str]:
    return [word for word in _WORDS.split(text) if word]


def _shown(name: str, rule: Entry) -> dict[str, Any]:
    unit = "business_days" if rule.get("business_days") else "days"
    number = rule.get(unit, 0)
    way = f"{unit}:{-1 if number < 0 else 1}"
    return {f"{name}_count": abs(number), f"{name}_way": way}


def _counted(number: int, way: str) -> dict[str, int]:
    unit, _, sign = way.partition(":")
    return {unit: number * int(sign)} if number else {}


def _is_there(old: Entry, key: str, value: Any) -> bool:  # noqa: ANN401 -- any value
    """Whether `old` says that there is nothing, instead of saying nothing."""
    return key in old and bool(old[key] == value)


def _as_it_was(old: Any, new: Any) -> Any:  # noqa: ANN401 -- any value of an item
    """`old` if `new` says the same in another form."""
    return old if old is not None and _bare(old) == _bare(new) else new


def _bare(value: Any) -> Any:  # noqa: ANN401 -- any value of an item
    if isinstance(value, dict):
        return {k: v for k, v in value.items() if v or isinstance(v, bool)}
    return value.strip() if isinstance(value, str) else value
