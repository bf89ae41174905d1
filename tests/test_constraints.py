"""What the database itself refuses, each constraint by its name.

A new constraint needs a line here: `test_every_constraint_is_tried` fails without.
"""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction

from onboarding.accounts.models import Invitation
from onboarding.checklists.models import Agreement, Evidence, EvidenceFile, Plan
from onboarding.checklists.models.program_choice import ProgramChoice
from onboarding.checklists.models.rollout import PlanChange, RollOut
from onboarding.reminders.models import Heartbeat, Letter, ReadMark, Reminder
from onboarding.residents.models import (
    Credentials,
    Institution,
    KeyDate,
    Membership,
    Switch,
)
from tests import factories
from tests.factories import NOW, TODAY
from tests.learning import constraints as of_learning
from tests.milestones import constraints as of_milestones
from tests.reminders import constraints as of_reminders

LATER = NOW + timedelta(hours=4)


# -- Sound rows ------------------------------------------------------------------------


def _invitation():
    return Invitation.objects.create(
        user=factories.make_user(), created_at=NOW, expires_at=LATER
    )


def _membership(scope="program"):
    program = factories.make_program()
    return Membership.objects.create(
        user=factories.make_user(),
        role="faculty",
        **{scope: program if scope == "program" else program.institution},
    )


def _membership_in_institution():
    return _membership("institution")


def _credentials():
    return Credentials.objects.create(resident=factories.make_resident())


def _key_date():
    factories.make_resident(dates={"visa_interview": TODAY})
    return KeyDate.objects.get()


def _switch():
    factories.make_resident(switches=["has_ssn"])
    return Switch.objects.get()


def _evidence(**fields):
    return Evidence.objects.create(
        item=factories.make_item(),
        given_by=factories.make_user(),
        given_at=NOW,
        **fields,
    )


def _agreement():
    return Agreement.objects.create(
        item=factories.make_item(), reason="Agreed.", by=factories.make_user(), at=NOW
    )


def _question():
    return factories.make_question(factories.make_item())


def _plan():
    return factories.make_item().resident.plan


def _file():
    return EvidenceFile.objects.create(
        evidence=_evidence(), content="evidence/0", kind="pdf", size=1, digest="0" * 64
    )


def _digest():
    resident = factories.make_resident()
    return Letter.objects.create(
        kind="digest",
        recipient=resident.user,
        resident=resident,
        local_day=TODAY,
        send_after=NOW,
        send_before=LATER,
    )


def _invitation_letter():
    invitation = _invitation()
    return Letter.objects.create(
        kind="invitation",
        recipient=invitation.user,
        invitation=invitation,
        local_day=TODAY,
        send_after=NOW,
        send_before=LATER,
    )


def _reminder():
    return Reminder.objects.create(
        item=factories.make_item(), stage=-14, due_on=TODAY, letter=_digest()
    )


def _roll_out():
    cohort = factories.make_cohort()
    return RollOut.objects.create(
        program=cohort.program, edition=factories.make_edition(), audience="all", at=NOW
    )


def _plan_change():
    roll_out = _roll_out()
    return PlanChange.objects.create(
        roll_out=roll_out,
        resident=factories.make_resident(),
        before=roll_out.edition,
        details={},
    )


def _own_edition():
    return factories.make_edition(
        program=factories.make_program(), base=factories.make_edition("0")
    )


def _choice():
    return ProgramChoice.objects.create(
        program=factories.make_program(),
        pack=factories.make_edition().pack,
        slug="badge",
        kind="own",
    )


# -- What spoils them ------------------------------------------------------------------

# Constraint, a sound row, and the change that the database refuses.
CHECKS = [
    *of_learning.CHECKS,
    ("invitation_expires_after_it_was_made", _invitation, {"expires_at": NOW}),
    (
        "program_state_is_two_capital_letters",
        factories.make_program,
        {"state": "oh"},
    ),
    ("program_lasts_from_1_to_8_years", factories.make_program, {"years": 9}),
    (
        "cohort_orientation_before_program",
        factories.make_cohort,
        {"orientation_start": date(2027, 7, 2)},
    ),
    ("membership_in_program_or_institution", _membership, {"program": None}),
    ("membership_role_is_known", _membership, {"role": "dean"}),
    ("resident_category_is_known", factories.make_resident, {"category": "b2"}),
    ("resident_pgy_from_1_to_9", factories.make_resident, {"pgy": 10}),
    ("credentials_graduation_year_is_plausible", _credentials, {"graduation_year": 18}),
    ("key_date_anchor_is_known", _key_date, {"anchor": "birthday"}),
    ("switch_name_is_known", _switch, {"name": "likes_tea"}),
    ("definition_owner_is_known", factories.make_definition, {"owner": "dean"}),
    ("definition_verifier_is_known", factories.make_definition, {"verifier": "dean"}),
    ("definition_deadline_is_known", factories.make_definition, {"deadline": "soft"}),
    ("definition_evidence_is_known", factories.make_definition, {"evidence": "oath"}),
    ("evidence_seen_by_and_on", _evidence, {"seen_on": TODAY}),
    ("evidence_file_kind_is_known", _file, {"kind": "docx"}),
    ("evidence_file_is_there_until_purged", _file, {"purged_at": NOW}),
    ("item_state_is_known", factories.make_item, {"state": "lost"}),
    ("item_occurrence_counts_from_1", factories.make_item, {"occurrence": 0}),
    ("item_own_owner_is_known", factories.make_item, {"own_owner": "dean"}),
    ("item_own_verifier_is_known", factories.make_item, {"own_verifier": "dean"}),
    ("item_completed_on_exactly_when_done", factories.make_item, {"state": "done"}),
    ("item_settled_at_and_by", factories.make_item, {"settled_at": NOW}),
    (
        "item_noticed_only_while_somebody_can_act",
        factories.make_item,
        {"notice_at": NOW, "state": "waived"},
    ),
    (
        "item_without_due_date_says_what_it_waits_for",
        factories.make_item,
        {"due_on": None},
    ),
    ("evidence_reviewed_at_and_by", _evidence, {"reviewed_at": NOW}),
    ("evidence_returned_with_a_reason", _evidence, {"verdict": "returned"}),
    ("question_answered_at_and_by", _question, {"answered_at": NOW, "answer": "Yes."}),
    ("question_has_an_answer_exactly_when_answered", _question, {"answer": "Yes."}),
    ("question_is_read_after_it_was_answered", _question, {"read_at": NOW}),
    ("agreement_has_a_reason", _agreement, {"reason": ""}),
    ("plan_knows_the_last_entry_of_its_history", _plan, {"history_length": 3}),
    ("edition_of_a_program_has_a_base", _own_edition, {"base": None}),
    ("choice_kind_is_known", _choice, {"kind": "odd"}),
    ("rollout_audience_is_known", _roll_out, {"audience": "pets"}),
    ("rollout_undone_at_and_by", _roll_out, {"undone_at": NOW}),
    ("letter_has_what_its_kind_is_about", _digest, {"resident": None}),
    ("letter_state_is_known", _digest, {"state": "lost"}),
    ("letter_claimed_while_sending", _digest, {"state": "sending"}),
    ("letter_sent_at_exactly_when_sent", _digest, {"state": "sent"}),
    ("letter_hours_in_order", _digest, {"send_before": NOW}),
    ("letter_attempts_bounded", _digest, {"attempts": 6}),
    ("reminder_state_is_known", _reminder, {"state": "lost"}),
    *of_reminders.CHECKS,
    *of_milestones.CHECKS,
]

# Constraint, a sound row, and what its twin may differ in and still be refused.
ONCE = [
    *of_learning.ONCE,
    ("user_email_once_whatever_its_case", factories.make_user, {"email": str.upper}),
    ("invitation_one_open_per_person", _invitation, {}),
    ("institution_name_once", lambda: Institution.objects.create(name="A"), {}),
    ("cohort_once_per_program_and_year", factories.make_cohort, {}),
    ("membership_once_per_program_and_role", _membership, {}),
    ("membership_once_per_institution_and_role", _membership_in_institution, {}),
    ("resident_once_per_cohort", factories.make_resident, {"given_name": str.upper}),
    ("key_date_once_per_anchor", _key_date, {}),
    ("switch_once_per_name", _switch, {}),
    ("edition_label_once_per_pack", factories.make_edition, {"digest": str.swapcase}),
    ("edition_content_once_per_pack", factories.make_edition, {"label": "2.{}".format}),
    (
        "section_once_per_edition",
        lambda: factories.make_definition().section,
        {"title": str.upper},
    ),
    ("definition_once_per_section", factories.make_definition, {"title": str.upper}),
    ("item_once_per_resident_slug_and_occurrence", factories.make_item, {}),
    ("evidence_one_pending_per_item", _evidence, {}),
    ("choice_once_per_program_pack_and_item", _choice, {"kind": str}),
    ("plan_change_once_per_roll_out_and_resident", _plan_change, {}),
    ("letter_one_digest_per_resident_and_local_day", _digest, {}),
    ("letter_once_per_invitation", _invitation_letter, {}),
    ("reminder_once_per_item_stage_and_due_date", _reminder, {}),
    *of_reminders.ONCE,
    *of_milestones.ONCE,
]


def _refused_by(error):
    """The constraint a database names; SQLite names the columns of unique ones."""
    if connection.vendor == "postgresql":
        return error.__cause__.diag.constraint_name
    return str(error)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "make", "change"), CHECKS, ids=[name for name, *_ in CHECKS]
)
def test_database_refuses_a_row_that_cannot_be(constraint, make, change):
    row = make()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        type(row)._base_manager.filter(pk=row.pk).update(**change)

    assert constraint in _refused_by(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("constraint", "make", "differs"), ONCE, ids=[name for name, *_ in ONCE]
)
def test_database_refuses_the_same_row_twice(constraint, make, differs):
    twin = make()
    twin.pk = None
    twin._state.adding = True
    for field, change in differs.items():
        setattr(twin, field, change(getattr(twin, field)))

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        models.Model.save(twin, force_insert=True)

    if connection.vendor == "postgresql":
        assert _refused_by(refused.value) == constraint
    else:
        assert "UNIQUE" in _refused_by(refused.value)


@pytest.mark.django_db
def test_heartbeat_is_one_row():
    # heartbeat_is_one_row
    with pytest.raises(IntegrityError, match="heartbeat_is_one_row"):
        Heartbeat.objects.create(pk=2, finished_at=NOW)


@pytest.mark.django_db
def test_read_mark_is_one_row():
    # read_mark_is_one_row
    with pytest.raises(IntegrityError, match="read_mark_is_one_row"):
        ReadMark.objects.create(pk=2, since=NOW)


@pytest.mark.django_db
def test_history_has_no_number_twice():
    # event_once_per_number, where the trigger of lib/append_only.py was misled
    event = factories.make_event(factories.make_item())
    Plan.objects.update(history_length=0, history_digest="")
    event.pk = None

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        models.Model.save(event, force_insert=True)

    if connection.vendor == "postgresql":
        assert _refused_by(refused.value) == "event_once_per_number"
    else:
        assert "UNIQUE" in _refused_by(refused.value)


def test_every_constraint_is_tried():
    ours = {
        constraint.name
        for model in apps.get_models()
        if model.__module__.startswith("onboarding.")
        for constraint in model._meta.constraints
    }
    tried = {name for name, *_ in [*CHECKS, *ONCE]}
    tried |= {
        "heartbeat_is_one_row",
        "read_mark_is_one_row",
        "event_once_per_number",
    }

    assert ours == tried
