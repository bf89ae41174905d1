"""Rows for tests: plain functions with sensible defaults, nothing hidden.

Dates are fixed: the cohort of 2027, Match Day on March 19, NOW on a Tuesday in May.
"""

import itertools
from datetime import UTC, date, datetime
from decimal import Decimal

from onboarding.accounts.models import User
from onboarding.checklists import definitions, history
from onboarding.checklists.models import (
    Edition,
    Event,
    Item,
    ItemDefinition,
    Pack,
    Plan,
    Question,
    Section,
)
from onboarding.milestones.loading import load_framework
from onboarding.milestones.models import Assessment, Competency, Rating
from onboarding.residents.models import (
    Cohort,
    Institution,
    KeyDate,
    Membership,
    Program,
    Resident,
    Switch,
)

NOW = datetime(2027, 5, 4, 15, 0, tzinfo=UTC)
TODAY = date(2027, 5, 4)
_count = itertools.count(1)


def make_user(email=None, *, name="", is_staff=False, **fields):
    """An account that may sign in; tests use `client.force_login`, never passwords."""
    email = email or f"person{next(_count)}@riverside.example"
    return User.objects.create_user(email, name=name, is_staff=is_staff, **fields)


def make_program(slug=None, *, institution=None, **fields):
    """A program in Ohio, at an institution of its own unless one is given."""
    slug = slug or f"program-{next(_count)}"
    institution = institution or Institution.objects.create(name=f"Hospital {slug}")
    defaults = {
        "name": f"Internal Medicine {slug}",
        "specialty": "internal-medicine",
        "state": "OH",
        "time_zone": "America/New_York",
    }
    return Program.objects.create(
        slug=slug, institution=institution, **(defaults | fields)
    )


def make_cohort(program=None, *, year=2027, **fields):
    """A cohort that starts on July 1, with orientation two weeks before."""
    defaults = {
        "match_day": date(year, 3, 19),
        "orientation_start": date(year, 6, 17),
        "program_start": date(year, 7, 1),
    }
    return Cohort.objects.create(
        program=program or make_program(), year=year, **(defaults | fields)
    )


def make_staff(program, role="coordinator", email=None, **fields):
    """An account with `role` in `program`."""
    user = make_user(email, is_staff=True, **fields)
    Membership.objects.create(user=user, program=program, role=role)
    return user


def make_resident(cohort=None, *, email=None, dates=None, switches=(), **fields):
    """A resident with an account; `dates` by anchor, `switches` that are on.

    Has no plan: call `enroll` for the real one, or `make_item` for single items.
    """
    defaults = {
        "given_name": "Aoife",
        "family_name": "O'Brien",
        "category": "j1",
        "time_zone": "Asia/Karachi",
    }
    resident = Resident.objects.create(
        user=make_user(email),
        cohort=cohort or make_cohort(),
        **(defaults | fields),
    )
    for anchor, day in (dates or {}).items():
        KeyDate.objects.create(resident=resident, anchor=anchor, on=day, set_at=NOW)
    for name in switches:
        Switch.objects.create(resident=resident, name=name, is_on=True, set_at=NOW)
    return resident


def make_edition(label="1", *, pack="small", **fields):
    """An edition without items."""
    pack, _ = Pack.objects.get_or_create(slug=pack, defaults={"title": pack.title()})
    return Edition.objects.create(
        pack=pack,
        label=label,
        language="en",
        digest=f"{next(_count):064x}",
        loaded_at=NOW,
        **fields,
    )


def make_definition(slug="sign-contract", *, edition=None, section="match", **fields):
    """A definition due 14 days after Match Day unless `rules` say otherwise."""
    edition = edition or Edition.objects.first() or make_edition()
    section, _ = Section.objects.get_or_create(
        edition=edition,
        slug=section,
        defaults={
            "title": section.replace("-", " ").capitalize(),
            "position": edition.sections.count() + 1,
        },
    )
    defaults = {
        "title": slug.replace("-", " ").capitalize(),
        "guidance": "Do it **today**.",
        "owner": "resident",
        "deadline": "institution",
        "evidence": "attestation",
        "is_sensitive": False,
        "rules": {"due": {"anchor": "match_day", "days": 14}},
        "position": next(_count),
    }
    # Only in tests does an edition change after somebody has read it.
    definitions.forget()
    return ItemDefinition.objects.create(
        section=section, slug=slug, **(defaults | fields)
    )


def make_item(resident=None, slug=None, *, definition=None, **fields):
    """One open item due a week after TODAY, and the plan it belongs to."""
    resident = resident or make_resident()
    definition = definition or make_definition(slug or f"item-{next(_count)}")
    Plan.objects.get_or_create(
        resident=resident,
        defaults={"edition": definition.section.edition, "made_at": NOW},
    )
    defaults = {"due_on": date(2027, 5, 11)}
    return Item.objects.create(
        resident=resident,
        definition=definition,
        slug=definition.slug,
        **(defaults | fields),
    )


def make_event(item, kind="submitted", *, by=None, at=NOW, **fields):
    """One entry in the history of the resident of `item`."""
    entry = history.Entry(item.resident_id, kind, item.pk, **fields)
    history.record([entry], by=by, now=at)
    return Event.objects.filter(resident=item.resident_id).latest("sequence")


def make_framework(label="1", *, slugs=("pain-nature", "pain-assess"), now=NOW, **more):
    """An edition of the framework of the pack `small`, one domain with `slugs`."""
    entries = [
        {
            "slug": slug,
            "domain": "pain",
            "title": slug.replace("-", " ").capitalize(),
            "definition": "Says what it is.",
            "expected": {"arrival": 1.5, "month_6": 2.5, "month_12": 3.0},
            "methods": ["direct_observation"],
            "levels": {str(n): f"{slug} at {n}, edition {label}" for n in range(1, 6)},
            "sources": [],
        }
        for slug in slugs
    ]
    data = {
        "slug": "pain-practice",
        "title": "Pain practice",
        "label": "Learning tool of this program. Not ACGME Milestones.",
        "domains": [{"slug": "pain", "title": "Pain"}],
        "competencies": entries,
    }
    edition, _ = load_framework(data | more, pack="small", label=label, now=now)
    return edition


def make_assessment(resident=None, *, levels=None, **fields):
    """A submitted assessment; `levels` by slug: a number, a code, or nothing for none.

    By the resident's faculty mentor at arrival unless `fields` say otherwise.
    """
    resident = resident or make_resident()
    edition = fields.pop("edition", None) or make_framework()
    defaults = {
        "source": "faculty",
        "occasion": "arrival",
        "method": "direct_observation",
        "setting": "inpatient",
        "seen_on": TODAY,
        "started_at": NOW,
        "saved_at": NOW,
        "submitted_at": NOW,
    } | fields
    if "assessor" not in defaults:
        own = defaults["source"] == "self"
        defaults["assessor"] = resident.user if own else make_user(is_staff=True)
    assessment = Assessment.objects.create(
        resident=resident, edition=edition, **defaults
    )
    competencies = Competency.objects.filter(domain__edition=edition)
    by_slug = {competency.slug: competency for competency in competencies}
    for slug, level in ({"pain-nature": 2} if levels is None else levels).items():
        is_code = isinstance(level, str)
        Rating.objects.create(
            assessment=assessment,
            competency=by_slug[slug],
            level=None if is_code else Decimal(str(level)),
            code=level if is_code else "",
        )
    return assessment


def make_question(item, text="Do I need the original?", **fields):
    """An open question of the resident of `item`, about it."""
    return Question.objects.create(
        item=item, text=text, asked_by=item.resident.user, asked_at=NOW, **fields
    )
