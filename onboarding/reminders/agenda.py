"""What a pass has to look at besides items: one query, whatever is to be done."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import DateTimeField, Q, Value

from onboarding.accounts.models import Invitation
from onboarding.reminders.models import Letter, Rota
from onboarding.residents.models import Program


@dataclass(slots=True)
class Agenda:
    """Primary keys: letters by what has to happen to them, new invitations, programs.

    Staff of `due_programs` get their weekly letters; `new_programs` have no day for
    them yet. Of `asking_programs` it is time to see what residents are asked.
    """

    ready: list[int] = field(default_factory=list)
    late: list[int] = field(default_factory=list)
    stuck: list[int] = field(default_factory=list)
    uninvited: list[int] = field(default_factory=list)
    due_programs: list[int] = field(default_factory=list)
    new_programs: list[int] = field(default_factory=list)
    asking_programs: list[int] = field(default_factory=list)


def read_agenda(now: datetime) -> Agenda:
    """The agenda at `now`. Costs nothing for what has been sent or is not yet due."""
    columns = ("pk", "send_before", "state")
    letters = Letter.objects.order_by()
    invitations = Invitation.objects.usable(now).filter(letters=None).order_by()
    rota = Rota.objects.filter(next_at__lte=now).order_by()
    asking = Rota.objects.filter(Q(asks_at=None) | Q(asks_at__lte=now)).order_by()
    unknown = Program.objects.filter(rota=None).order_by()
    at = Value(now, output_field=DateTimeField())
    rows = letters.begun(now).values_list(*columns)
    agenda = Agenda()
    others = {
        "invitation": agenda.uninvited,
        "due": agenda.due_programs,
        "new": agenda.new_programs,
        "asking": agenda.asking_programs,
    }
    for pk, until, state in rows.union(
        letters.stuck(now).values_list(*columns),
        invitations.values_list("pk", "expires_at", Value("invitation")),
        rota.values_list("program_id", "next_at", Value("due")),
        unknown.values_list("pk", at, Value("new")),
        asking.values_list("program_id", at, Value("asking")),
        all=True,
    ):
        if state in others:
            others[state].append(pk)
        elif state == Letter.State.SENDING:
            agenda.stuck.append(pk)
        else:
            (agenda.ready if until > now else agenda.late).append(pk)
    return agenda
