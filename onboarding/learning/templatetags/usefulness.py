"""The question after an activity, for the page of its item.

checklists knows nothing of learning; its template asks here.
"""

from typing import Any

from django import template

from onboarding.accounts.models import User
from onboarding.checklists.models import Item
from onboarding.learning.judging import is_asked, verdict_on

register = template.Library()


@register.inclusion_tag("learning/_judge_here.html", takes_context=True)
def ask_whether_useful(context: template.Context, item: Item) -> dict[str, Any]:
    """The question and what was said; nothing unless `item` is theirs and done."""
    user: User = context["request"].user
    if not is_asked(item, user):
        return {}
    told = {"item": item, "said": verdict_on(item, user)}
    return told | {"csrf_token": context.get("csrf_token")}
