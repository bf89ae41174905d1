"""The rules of a item, as pack files have them, in sentences."""

from collections.abc import Mapping
from typing import Any

from onboarding.checklists.presenting.phrases import due_rule, repeat_rule
from onboarding.residents.anchors import Category, SwitchName


def sentences(rules: Mapping[str, Any]) -> list[str]:
    """One sentence for each rule that is there."""
    found = [f"Due {due_rule(rules['due'], {})}."]
    if window := rules.get("not_before"):
        found.append(f"Not before {due_rule(window, {})}.")
    found += [_condition(*each) for each in rules.get("applies_to", {}).items()]
    if required := rules.get("requires"):
        found.append(f"First: {', '.join(_title(slug) for slug in required)}.")
    if repeats := rules.get("repeats"):
        found.append(repeat_rule(repeats))
    if days := rules.get("lead_days"):
        found.append(f"Usually takes {days} days.")
    return found


def _condition(name: str, wanted: object) -> str:
    """Who it is for: a category, a switch, a specialty, a state."""
    if isinstance(wanted, bool):
        return f"Only if “{SwitchName(name).label}” is {'yes' if wanted else 'no'}."
    values: list[Any] = wanted if isinstance(wanted, list) else [wanted]
    words = [Category(v).label if name == "category" else str(v) for v in values]
    return f"Only for {name} {' or '.join(words)}."


def _title(slug: str) -> str:
    return slug.replace("-", " ").capitalize()
