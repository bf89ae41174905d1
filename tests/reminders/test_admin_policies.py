"""The policy and quiet days in the admin: whose, and what is refused."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from onboarding.reminders import previewing
from onboarding.reminders.models import Policy, QuietSpell, Reminder
from onboarding.reminders.policies import set_policy
from onboarding.reminders.stages import DEFAULT_STAGES, FIXED_STAGES
from tests import factories
from tests.reminders.scenes import counted_queries, make_due_item

pytestmark = pytest.mark.django_db
LIST = "/admin/reminders/policy/"
QUIET = "/admin/reminders/quietspell/"
SOUND = {
    "stages": ["-7", "0"],
    "hour": "9",
    "greeting": "Dear {name}",
    "closing": "",
    "sender_name": "",
    "digest_weekday": "0",
    "ladder": "legal",
    "coordinator_after": "3",
    "director_after": "10",
    "_confirmed": "1",
}


@pytest.fixture
def policy(cohort):
    """A policy with a row."""
    return Policy.objects.create(program=cohort.program)


def _change(policy):
    return reverse("admin:reminders_policy_change", args=[policy.pk])


def test_policy_can_be_made_by_a_coordinator_for_their_program(
    coordinator_client, cohort
):
    answer = coordinator_client.post(
        f"{LIST}add/", {**SOUND, "program": cohort.program.pk}
    )

    assert answer.status_code == 302
    policy = Policy.objects.get(program=cohort.program)
    assert (policy.hour, policy.stages) == (9, [-7, 0, 1, 7])


def _preview(client, policy, **given):
    """What the page says of a policy like SOUND that was not confirmed yet."""
    posted = {name: value for name, value in SOUND.items() if name != "_confirmed"}
    page = client.post(_change(policy), {**posted, **given})
    return " ".join(page.content.decode().split())


def test_policy_shows_what_it_changes_before_it_is_saved(
    coordinator_client, policy, resident
):
    due_on = timezone.localdate() + timedelta(days=5)
    make_due_item(resident, due_on=due_on, zone="UTC")

    said = _preview(coordinator_client, policy, hour="19")

    assert "Nothing is saved yet." in said
    assert "“7 PM” instead of “8 AM”" in said
    assert "leave at 7:00 PM instead of 8:00 AM." in said
    assert 'name="hour" value="19"' in said
    assert 'name="stages" value="-7"' in said
    policy.refresh_from_db()
    assert policy.hour == 8
    assert not Reminder.objects.exists()


def test_preview_of_a_policy_names_who_gets_no_letter_any_more(
    coordinator_client, policy, resident
):
    due_on = timezone.localdate() + timedelta(days=3)
    make_due_item(resident, "sign-contract", due_on=due_on, zone="UTC")

    said = _preview(coordinator_client, policy, hour="8", silent_slugs="sign-contract")

    assert "New: Sign contract" in said
    assert f'<p class="title">{escape(resident)}</p>' in said
    assert "No letter any more <small>It would have told: Sign contract" in said


def test_preview_of_a_policy_names_other_words_and_what_letters_tell_no_more(
    coordinator_client, policy, resident
):
    due_on = timezone.localdate() + timedelta(days=3)
    for slug in ("sign-contract", "send-photo"):
        make_due_item(resident, slug, due_on=due_on, zone="UTC")

    said = _preview(
        coordinator_client,
        policy,
        hour="8",
        silent_slugs="sign-contract",
        greeting="Dear {name}",
        digest_weekday="",
    )

    assert "“Dear {name}” instead of “Hello {name}”" in said
    assert "Not any more: Monday" in said
    assert "Does not tell any more: Sign contract" in said


def test_preview_of_a_policy_names_who_gets_a_letter_now(
    coordinator_client, policy, cohort, monkeypatch
):
    policy.silent_slugs = ["sign-contract"]
    set_policy(policy, now=timezone.now())
    due_on = timezone.localdate() + timedelta(days=3)
    definition = factories.make_definition("sign-contract")
    for _ in range(2):
        person = factories.make_resident(cohort)
        make_due_item(person, definition=definition, due_on=due_on, zone="UTC")
    monkeypatch.setattr(previewing, "SHOWN", 1)

    said = _preview(coordinator_client, policy, hour="8")

    assert "Not any more: Sign contract" in said
    assert "A letter at 8:00 AM <small>It tells: Sign contract</small>" in said
    assert re.search(r"And \d+ more difference", said)


def test_policy_that_changes_no_letter_says_so(coordinator_client, policy):
    stages = [str(stage) for stage in DEFAULT_STAGES if stage not in FIXED_STAGES]

    said = _preview(
        coordinator_client, policy, hour="8", stages=stages, greeting="Hello {name}"
    )

    assert "all settings are as they were" in said
    assert "No letter of the next two weeks will come on another day" in said


def test_policy_cannot_be_made_for_the_program_of_others(stranger_client, cohort):
    answer = stranger_client.post(
        f"{LIST}add/", {**SOUND, "program": cohort.program.pk}
    )

    assert answer.status_code == 200
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("hour", "22", "Select a valid choice"),
        ("stages", ["2"], "Choose at least one day before"),
        ("greeting", "Hello", "Write {name}"),
        ("closing", "Bring 123-45-6789 along", "Social Security number"),
    ],
)
def test_policy_that_cannot_be_is_refused(
    coordinator_client, policy, field, value, sentence
):
    answer = coordinator_client.post(_change(policy), {**SOUND, field: value})

    assert sentence in answer.content.decode()
    policy.refresh_from_db()
    assert policy.hour == 8


def test_policy_of_another_program_does_not_exist(stranger_client, policy):
    assert stranger_client.get(_change(policy)).status_code == 404
    assert b"Internal Medicine" not in stranger_client.get(LIST).content


def test_policy_is_not_for_residents_and_only_read_by_directors(
    client, resident_client, policy
):
    director = factories.make_staff(policy.program, "program_director")
    client.force_login(director)

    assert resident_client.get(_change(policy)).status_code in {302, 404}
    assert b'name="_save"' not in client.get(_change(policy)).content


def test_policies_cost_the_same_for_one_and_for_thirty(client, policy):
    client.force_login(factories.make_user(is_staff=True, is_superuser=True))

    def cost():
        with counted_queries() as queries:
            assert client.get(LIST).status_code == 200
        return len(queries)

    one = cost()
    for _ in range(29):
        Policy.objects.create(program=factories.make_program())

    assert cost() == one


def _days(resident):
    today = timezone.now().date()
    return {
        "resident": resident.pk,
        "kind": "quiet",
        "starts_on": today,
        "ends_on": today + timedelta(days=3),
    }


def test_coordinator_notes_quiet_days_and_takes_them_back(
    coordinator_client, coordinator, resident
):
    coordinator_client.post(f"{QUIET}add/", _days(resident))

    spell = QuietSpell.objects.get()
    assert spell.set_by == coordinator
    coordinator_client.post(f"{QUIET}{spell.pk}/delete/", {"post": "yes"})
    assert not QuietSpell.objects.exists()


def test_quiet_days_too_long_are_refused_with_a_sentence(coordinator_client, resident):
    days = _days(resident)
    days["ends_on"] += timedelta(days=60)

    page = coordinator_client.post(f"{QUIET}add/", days).content.decode()

    assert "31 days at a time" in page
    assert not QuietSpell.objects.exists()


def test_quiet_days_of_others_do_not_exist(stranger_client, resident):
    stranger_client.post(f"{QUIET}add/", _days(resident))

    assert not QuietSpell.objects.exists()


def test_quiet_days_cost_the_same_for_one_and_for_thirty(
    coordinator_client, resident, cohort
):
    def make(person):
        days = _days(person) | {"resident": person}
        QuietSpell.objects.create(**days, set_by=resident.user, set_at=timezone.now())

    def cost():
        with counted_queries() as queries:
            assert coordinator_client.get(QUIET).status_code == 200
        return len(queries)

    make(resident)
    one = cost()
    for _ in range(29):
        make(factories.make_resident(cohort))

    assert cost() == one
