"""Rows of reminders and what the database refuses of them, for test_constraints."""

from datetime import date, timedelta

from django.db.models import F

from onboarding.checklists import history
from onboarding.checklists.models import Event
from onboarding.reminders.models import (
    BadAddress,
    Correspondent,
    Escalation,
    Letter,
    MailServer,
    Policy,
    QuietSpell,
    Reminder,
)
from tests import factories
from tests.factories import NOW, TODAY


def _policy():
    return Policy.objects.create(program=factories.make_program())


def _quiet_spell():
    resident = factories.make_resident()
    return QuietSpell.objects.create(
        resident=resident,
        starts_on=TODAY,
        ends_on=TODAY,
        set_by=resident.user,
        set_at=NOW,
    )


def _news():
    resident = factories.make_resident()
    item = factories.make_item(resident)
    entry = history.Entry(resident.pk, "returned", item.pk)
    history.record([entry], by=None, now=NOW)
    letter = Letter.objects.create(
        kind="digest",
        recipient=resident.user,
        resident=resident,
        local_day=TODAY,
        send_after=NOW,
        send_before=NOW + timedelta(hours=4),
    )
    return Reminder.objects.create(event=Event.objects.get(), letter=letter)


def _ask():
    """Of the same letter for each, so that only what is asked twice is refused."""
    letter = Letter.objects.first() or _letter_about()
    return Reminder.objects.create(
        ask="questions", ask_key=7, due_on=TODAY, letter=letter
    )


def _bad_address():
    return BadAddress.objects.create(
        user=factories.make_user(),
        address="a@mail.example",
        kind="soft",
        words="full",
        first_at=NOW,
        last_at=NOW,
    )


def _mail_server():
    return MailServer.objects.create(host="mail.example")


def _correspondent():
    return Correspondent.objects.create(user=factories.make_user())


def _escalation():
    return Escalation.objects.create(
        item=factories.make_item(), due_on=TODAY, rung="director", raised_at=NOW
    )


def _staff_letter(**fields):
    defaults = {
        "kind": "staff",
        "recipient": factories.make_user(),
        "local_day": TODAY,
        "send_after": NOW,
        "send_before": NOW + timedelta(hours=4),
    }
    return Letter.objects.create(**(defaults | fields))


def _letter_about():
    return _staff_letter(kind="escalation", resident=factories.make_resident())


CHECKS = [
    ("correspondent_away_days", _correspondent, {"away_from": TODAY}),
    (
        "correspondent_away_in_order",
        _correspondent,
        {"away_from": TODAY, "away_until": date(2027, 5, 3)},
    ),
    (
        "correspondent_is_no_stand_in_of_their_own",
        _correspondent,
        {"stand_in": F("user")},
    ),
    ("escalation_rung_is_known", _escalation, {"rung": "dean"}),
    ("escalation_taken_at_and_by", _escalation, {"taken_at": NOW}),
    ("reminder_tells_a_stage_an_event_or_an_ask", _news, {"stage": 1}),
    ("reminder_ask_is_known", _ask, {"ask": "anything"}),
    ("bad_address_kind_is_known", _bad_address, {"kind": "odd"}),
    ("mail_server_is_tried_while_it_is_down", _mail_server, {"down_since": NOW}),
    ("policy_hour_is_not_at_night", _policy, {"hour": 6}),
    ("policy_digest_on_a_working_day", _policy, {"digest_weekday": 6}),
    ("policy_ladder_known", _policy, {"ladder": "steep"}),
    ("policy_ladder_climbs", _policy, {"director_after": 3}),
    ("quiet_spell_kind_is_known", _quiet_spell, {"kind": "loud"}),
    ("quiet_spell_days_in_order", _quiet_spell, {"ends_on": date(2027, 5, 3)}),
]
ONCE = [
    ("reminder_once_per_event", _news, {}),
    ("reminder_once_per_ask_and_day", _ask, {}),
    ("bad_address_once", _bad_address, {"address": str.upper}),
    ("mail_server_once_per_host", _mail_server, {"problem": "{}again".format}),
    ("escalation_once_per_due_date_and_rung", _escalation, {}),
    ("letter_one_weekly_per_person_and_day", _staff_letter, {}),
    ("letter_one_about_a_resident_per_person_and_day", _letter_about, {}),
]
