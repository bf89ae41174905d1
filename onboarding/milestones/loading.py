"""Storing the framework of a pack as an edition; what is there already stays.

The pack was checked before (checklists/packs): here it is plain data.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from onboarding.milestones.models import (
    Competency,
    Domain,
    Framework,
    FrameworkEdition,
)

# All of a competency that a newer edition takes over when a program has added it.
_OWN = (
    "program_id",
    "slug",
    "title",
    "definition",
    "position",
    *(f"level_{number}" for number in range(1, 6)),
    "expected_arrival",
    "expected_month_6",
    "expected_month_12",
    "methods",
    "sources",
)


def load_framework(
    data: Mapping[str, Any], *, pack: str, label: str, now: datetime
) -> tuple[FrameworkEdition, bool]:
    """The edition that says what `data` says, and whether it is new. Safe to repeat.

    `data` is framework.yaml as plain values, `pack` the slug of the pack, `label` its
    edition. Ratings keep the words of their own edition; what a program has added to
    the edition before is added to the new one.
    """
    with transaction.atomic():
        framework, _ = Framework.objects.get_or_create(
            pack=pack, slug=data["slug"], defaults={"title": data["title"]}
        )
        # One at a time: two loads of one edition would both find nothing.
        Framework.objects.select_for_update().get(pk=framework.pk)
        before = framework.editions.first()
        found = framework.editions.filter(label=label).first()
        if found is not None:
            return found, False
        Framework.objects.filter(pk=framework.pk).update(title=data["title"])
        edition = FrameworkEdition.objects.create(
            framework=framework,
            label=label,
            disclaimer=data["label"],
            loaded_at=now,
        )
        _store(edition, data)
        if before is not None:
            _take_over(before, edition)
    return edition, True


def _store(edition: FrameworkEdition, data: Mapping[str, Any]) -> None:
    domains = Domain.objects.bulk_create(
        Domain(edition=edition, slug=d["slug"], title=d["title"], position=position)
        for position, d in enumerate(data["domains"], start=1)
    )
    by_slug = {domain.slug: domain for domain in domains}
    Competency.objects.bulk_create(
        _competency(by_slug[entry["domain"]], position, entry)
        for position, entry in enumerate(data["competencies"], start=1)
    )


def _competency(domain: Domain, position: int, entry: Mapping[str, Any]) -> Competency:
    texts = {int(number): text for number, text in entry["levels"].items()}
    expected = entry["expected"]
    return Competency(
        domain=domain,
        slug=entry["slug"],
        title=entry["title"],
        definition=entry["definition"],
        position=position,
        **{f"level_{number}": texts[number] for number in range(1, 6)},
        **{f"expected_{name}": Decimal(str(expected[name])) for name in expected},
        methods=entry["methods"],
        sources=entry["sources"],
    )


def _take_over(before: FrameworkEdition, edition: FrameworkEdition) -> None:
    """Add to `edition` what programs have added to the one before."""
    added = Competency.objects.filter(domain__edition=before, program__isnull=False)
    domains = {domain.slug: domain for domain in edition.domains.all()}
    taken = set(Competency.objects.filter(domain__edition=edition).values_list("slug"))
    for own in added.select_related("domain"):
        if (own.slug,) in taken:
            continue
        domain = domains.get(own.domain.slug)
        if domain is None:
            domain = domains[own.domain.slug] = Domain.objects.create(
                edition=edition,
                slug=own.domain.slug,
                title=own.domain.title,
                position=len(domains) + 1,
            )
        Competency.objects.create(
            domain=domain, **{field: getattr(own, field) for field in _OWN}
        )
