"""The plan that a resident reads as their own."""

from django.db.models import Exists, OuterRef

from onboarding.accounts.models import User
from onboarding.checklists.models import Item, Question
from onboarding.residents.models import Resident
from onboarding.residents.models.resident import ResidentQuerySet

# What no list shows. It is much to read, and some of it to decode, for every item.
_NOT_LISTED = (
    "notice_at",
    "settled_by",
    "definition__guidance",
    "definition__sources",
    "definition__competencies",
    "definition__only_for",
    "definition__section__edition",
)


def residency_of(user: User, among: ResidentQuerySet | None = None) -> Resident | None:
    """The newest residency of `user` that has not ended, with what facts_of reads.

    Three queries; None for staff. `among`: residents with something read along.
    """
    residents = Resident.objects.all() if among is None else among
    return (
        residents.visible_to(user)
        .active()
        .filter(user=user)
        .select_related("cohort__program")
        .prefetch_related("key_dates", "switches")
        .order_by("-cohort__year", "-pk")
        .first()
    )


def items_of(resident: Resident, user: User) -> list[Item]:
    """All items of `resident` in order, without the long texts. One query.

    Each knows whether a question about it was answered that was not put away since,
    and whether one waits for an answer.
    """
    asked = Question.objects.filter(item=OuterRef("pk"))
    answered, waiting = asked.unread(), asked.unanswered()
    return list(
        Item.objects.visible_to(user)
        .filter(resident=resident)
        .annotate(has_new_answer=Exists(answered), has_open_question=Exists(waiting))
        .select_related("definition__section")
        .defer(*_NOT_LISTED)
        .order_by("definition__section__position", "definition__position", "occurrence")
    )
