"""What SQL says about roles is what Python says."""

import pytest

from onboarding.checklists import scopes
from onboarding.checklists.models import Item
from onboarding.checklists.roles import can, may_read, roles_towards
from onboarding.checklists.transitions import Transition
from onboarding.checklists.words import Actor
from onboarding.residents.models import Membership
from tests.factories import (
    TODAY,
    make_definition,
    make_item,
    make_resident,
    make_staff,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(resident, stranger):
    """Somebody of every kind, towards one resident and the colleague next door."""
    program = resident.cohort.program
    staff = [make_staff(program, role) for role in Actor.values if role != "resident"]
    office = make_user(is_staff=True)
    Membership.objects.create(
        user=office, institution=program.institution, role="gme_office"
    )
    both = make_staff(program, "program_director")
    resident.faculty_mentor, resident.peer_mentor = both, make_user()
    resident.save()
    admin = make_user(is_superuser=True, is_staff=True)
    return [*staff, office, both, resident.peer_mentor, admin, resident.user, stranger]


@pytest.fixture
def items(resident):
    """An item of every owner and verifier, open and submitted, sensitive and not."""
    colleague = make_resident(resident.cohort)
    checked = [("resident", verifier) for verifier in Actor.values]
    for owner, verifier in [*checked, *((owner, "") for owner in Actor.values)]:
        for is_sensitive in (False, True):
            slug = f"{owner}-{verifier}-{is_sensitive}".lower().replace("_", "-")
            definition = make_definition(
                slug, owner=owner, verifier=verifier, is_sensitive=is_sensitive
            )
            make_item(resident, definition=definition, state="submitted")
            make_item(colleague, definition=definition)
    for index, own in enumerate(Actor.values):
        given = {"own_owner": own} if index % 2 else {"own_verifier": own}
        make_item(resident, f"reassigned-{index}", state="submitted", **given)
        make_item(colleague, f"given-to-{index}", **given)
        done = {"state": "done", "completed_on": TODAY}
        make_item(resident, f"finished-{index}", **given, **done)
    return Item.objects.with_story()


def test_readable_by_agrees_with_may_read_for_everybody(people, items):
    for person in people:
        seen = items.visible_to(person)

        found = set(seen.filter(scopes.readable_by(person)))

        assert found == {
            item
            for item in seen
            if may_read(item, roles_towards(person, item.resident))
        }


@pytest.mark.thorough
@pytest.mark.parametrize("transition", Transition)
def test_can_agrees_with_the_table_for_everybody(people, items, transition):
    for person in people:
        seen = items.visible_to(person)

        found = set(seen.filter(scopes.can(transition, person)))

        assert found == {
            item
            for item in seen
            if can(transition, item, roles_towards(person, item.resident))
        }


def test_to_check_is_what_staff_can_approve(people, items):
    for person in people:
        seen = items.visible_to(person).exclude(resident__user=person)

        found = set(seen.filter(scopes.to_check_by(person) | scopes.managed_by(person)))

        approvable = set(seen.filter(scopes.can(Transition.APPROVE, person)))
        assert {item for item in found if item.state == "submitted"} == approvable


def test_to_do_finds_what_a_role_owns_and_can_act_on(people, items):
    for person in people:
        seen = items.visible_to(person)

        found = set(seen.filter(scopes.to_do_by(person)))

        assert found == {
            item
            for item in seen
            if item.state == "open"
            and item.owner in roles_towards(person, item.resident)
            and item.owner != "resident"
        }
