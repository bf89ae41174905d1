"""What a pass has to look at besides items: one query, whatever is to be done."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Value

from onboarding.accounts.models import Invitation
from onboarding.reminders.models import Letter


@dataclass(slots=True)
class Agenda:
    """Primary keys: letters by what has to happen to them, and new invitations."""

    ready: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    stuck: list[int] = field(default_factory=list)
    uninvited: list[int] = field(default_factory=list)


def read_agenda(now: datetime) -> Agenda:
    """The agenda at `now`. Costs nothing for what has been sent or is not yet due."""
    columns = ("pk", "send_before", "state")
    letters = Letter.objects.order_by()
    invitations = Invitation.objects.usable(now).filter(letters=None).order_by()
    rows = letters.begun(now).values_list(*columns)
    agenda = Agenda()
    for pk, until, state in rows.union(
        letters.stuck(now).values_list(*columns),
        invitations.values_list("pk", "expires_at", Value("invitation")),
        all=True,
    ):
        if state == "invitation":
            agenda.uninvited.append(pk)
        elif state == Letter.State.SENDING:
            agenda.stuck.append(pk)
        else:
            (agenda.ready if until > now else agenda.late).append(pk)
    return agenda
