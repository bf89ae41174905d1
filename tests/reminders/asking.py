"""A resident with nothing due, what they are asked, and the days that they live."""

from datetime import date, timedelta

from django.core import mail

from onboarding.lib.dates import instant
from onboarding.milestones import actions
from onboarding.reminders.models import Policy
from tests.learning import scenes
from tests.reminders.scenes import pass_at

OHIO = "America/New_York"
# A cohort that starts on July 1, 2027 is asked again by these days.
MONTH_6, MONTH_12 = date(2027, 12, 28), date(2028, 6, 15)
TWO_WEEKS = timedelta(days=14)


def make_settled(cohort, faculty):
    """A resident in November with nothing left to do, who answered at arrival."""
    scenes.load_small()
    # The staff of this program want no weekly letter.
    Policy.objects.create(program=cohort.program, digest_weekday=None)
    resident = scenes.make_enrolled(cohort, faculty_mentor=faculty)
    resident.items.all().delete()
    scenes.answer_all(resident)
    pass_at(ohio(date(2027, 11, 1)))
    mail.outbox.clear()
    return resident


def ohio(day, hour=8, minute=0):
    """That moment in the zone of the program."""
    return instant(day, hour, OHIO) + timedelta(minutes=minute)


def live(first, days, *, hours=range(24)):
    """(local day, hour, message) of each letter of so many days with hourly passes."""
    letters = []
    for day in (first + timedelta(days=n) for n in range(days)):
        for hour in hours:
            before = len(mail.outbox)
            pass_at(ohio(day, hour))
            letters += [(day, hour, message) for message in mail.outbox[before:]]
    return letters


def ask(resident, by, *, now, due_on=MONTH_6):
    return actions.ask(
        resident, of=resident.user, occasion="month_6", due_on=due_on, by=by, now=now
    )[0]
