"""Two editions of a small pack, and residents who have the first."""

from onboarding.checklists import enrollment
from onboarding.checklists.editions.rolling import Order, definitions_in, roll_out
from onboarding.checklists.models import Item, Plan
from onboarding.residents.models import Resident
from tests import factories
from tests.factories import NOW


def make_first():
    """The first edition: four items."""
    edition = factories.make_edition("1")
    make_definitions(edition)
    return edition


def make_second():
    """The second: one item is new, one moved, one retitled, one gone."""
    edition = factories.make_edition("2")
    factories.make_definition("new-one", edition=edition, title="Meet your mentor")
    factories.make_definition("stays", edition=edition, title="Stays")
    factories.make_definition(
        "moves",
        edition=edition,
        title="Moves",
        rules={"due": {"anchor": "match_day", "days": 30}},
    )
    factories.make_definition("renamed", edition=edition, title="A better title")
    return edition


def make_definitions(edition):
    for slug, title in (
        ("stays", "Stays"),
        ("moves", "Moves"),
        ("renamed", "A title"),
        ("goes", "Goes"),
    ):
        factories.make_definition(slug, edition=edition, title=title)


def enrolled(count, cohort=None):
    """So many residents of one cohort, with plans of the newest edition."""
    cohort = cohort or factories.make_cohort()
    made = [factories.make_resident(cohort) for _ in range(count)]
    enrollment.enroll(made, by=None, now=NOW)
    return people(made)


def people(residents):
    """`residents` as pages read them."""
    keys = [resident.pk for resident in residents]
    found = Resident.objects.filter(pk__in=keys).select_related("cohort__program")
    return list(found.order_by("pk"))


def give(edition, residents, *, by=None, audience="all", now=NOW):
    """Roll `edition` out to `residents`."""
    program = residents[0].cohort.program
    return roll_out(Order(program, edition, audience, residents), by=by, now=now)


def full(edition):
    """The definitions of `edition` with their texts."""
    return definitions_in([edition.pk])[edition.pk]


def snapshot(residents):
    """All that pages and reminders read of the plans of `residents`.

    What does not apply is left out: it is shown nowhere and waits for nothing.
    """
    items = Item.objects.filter(resident__in=residents).exclude(state="not_applicable")
    columns = (
        "resident",
        "slug",
        "occurrence",
        "definition",
        "state",
        "due_on",
        "not_before_on",
        "waiting_for",
        "notice_at",
    )
    plans = Plan.objects.filter(resident__in=residents)
    return sorted(items.values_list(*columns), key=str), sorted(
        plans.values_list("resident", "edition")
    )
