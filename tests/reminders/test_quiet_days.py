"""Quiet days and night shifts: what a resident asks for is kept."""

from datetime import date

import pytest
from django.core import mail

from onboarding.reminders.models import Letter, QuietSpell
from onboarding.reminders.passes import prepare
from onboarding.reminders.policies import (
    WishRefusedError,
    add_quiet_days,
    end_quiet_days,
    quiet_until_monday,
)
from tests.reminders.scenes import at, make_due_item, pass_at

pytestmark = pytest.mark.django_db


def _spell(resident, first, last, kind="quiet", now=None):
    spell = QuietSpell(
        resident=resident,
        kind=kind,
        starts_on=date(2027, 5, first),
        ends_on=date(2027, 5, last),
    )
    add_quiet_days(spell, by=resident.user, now=now or at(1))
    return spell


def _day():
    return Letter.objects.get().local_day


def test_no_letter_leaves_on_quiet_days_and_the_next_one_tells_all(resident):
    _spell(resident, 4, 6)
    make_due_item(resident)
    make_due_item(resident, due_on=date(2027, 5, 12))

    for day in (4, 5, 6):
        pass_at(at(day, 9))
    assert mail.outbox == []
    pass_at(at(7, 9))

    [message] = mail.outbox
    assert message.body.count("/items/") == 2


def test_law_does_not_break_a_resident_s_own_quiet_days(resident):
    _spell(resident, 4, 6)
    item = make_due_item(resident, due_on=date(2027, 5, 3))
    item.definition.deadline = "legal"
    item.definition.save()

    prepare(at(4, 9))

    assert _day() == date(2027, 5, 7)


def test_letters_wait_for_the_evening_in_night_shifts(resident):
    _spell(resident, 4, 6, kind="nights")
    make_due_item(resident)

    assert not pass_at(at(4, 16, 59)).letters
    assert pass_at(at(4, 17)).letters


def test_quiet_days_move_a_letter_that_is_planned_already(resident):
    make_due_item(resident)
    prepare(at(4, 7, 30))

    spell = _spell(resident, 4, 5, now=at(4, 7, 40))
    assert _day() == date(2027, 5, 6)
    end_quiet_days(spell, now=at(4, 7, 50))

    assert _day() == date(2027, 5, 4)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [(6, 4, "before the first"), (4, 31, ""), (1, 2, "over")],
)
def test_days_that_make_no_sense_are_refused(resident, first, last, sentence):
    if not sentence:
        _spell(resident, first, last)
        return
    with pytest.raises(WishRefusedError, match=sentence):
        _spell(resident, first, last, now=at(10))


def test_letters_cannot_rest_for_more_than_a_month(resident):
    spell = QuietSpell(
        resident=resident, starts_on=date(2027, 5, 4), ends_on=date(2027, 6, 4)
    )
    with pytest.raises(WishRefusedError, match="31 days"):
        add_quiet_days(spell, by=resident.user, now=at(4))


@pytest.mark.parametrize(("today", "last"), [(3, 9), (4, 9), (8, 9), (9, 16)])
def test_not_before_monday_is_quiet_up_to_sunday(resident, today, last):
    spell = quiet_until_monday(resident, date(2027, 5, today))

    assert (spell.starts_on, spell.ends_on) == (
        date(2027, 5, today),
        date(2027, 5, last),
    )
