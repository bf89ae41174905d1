"""The pages on which a program adds, changes and switches off items of an edition."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone

from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.checklists.admin.item_form import ItemForm
from onboarding.checklists.editions import editing
from onboarding.checklists.editions.editing import Desk
from onboarding.checklists.editions.merging import Choice
from onboarding.checklists.editions.offered import edition_for
from onboarding.checklists.editions.targets import Target, target_for
from onboarding.checklists.models import ProgramChoiceEvent
from onboarding.checklists.packs.problems import Problem
from onboarding.checklists.presenting.own_items import (
    choice_lines,
    conflict_lines,
    told,
)
from onboarding.checklists.words import ChoiceKind
from onboarding.lib.dates import local_day

# The name of a page and what it shows, or where to go instead.
Page = tuple[str, dict[str, Any]] | HttpResponseRedirect
_REMEMBERED = 20


def own_items_page(request: AuthenticatedHttpRequest, desk: Desk) -> Page:
    """What the program has of its own in the edition, and what clashes."""
    target = target_for(desk.program, desk.edition)
    if request.method == "POST":
        return _decide(request, desk, target)
    if "item" in request.GET:
        return _to_item(desk, request.GET["item"])
    history = (
        ProgramChoiceEvent.objects.visible_to(request.user)
        .filter(program=desk.program, pack=desk.edition.pack)
        .select_related("by")[:_REMEMBERED]
    )
    titles = {slug: item["title"] for slug, item in desk.shipped.items()}
    today = local_day(timezone.now(), desk.program.time_zone)
    return "own_items", {
        "title": f"Own items of {desk.program}",
        "target": target,
        "offered": edition_for(desk.program),
        "lines": choice_lines(desk),
        "conflicts": conflict_lines(target.conflicts),
        "freed": [titles.get(slug, slug) for slug in target.freed],
        "problems": sentences(desk, target.problems),
        "shipped": [
            (slug, title) for slug, title in titles.items() if slug not in desk.choices
        ],
        "history": [told(event, desk, today) for event in history],
    }


def item_page(request: AuthenticatedHttpRequest, desk: Desk, slug: str) -> Page:
    """One item: what the program wants it to say. An empty slug: a new one."""
    entry = desk.entry(slug) if slug else None
    if slug and entry is None:
        raise Http404
    act = request.POST.get("act", "save")
    if request.method == "POST" and slug and act != "save":
        return _other_act(request, desk, slug, act)
    form = _form(request, desk, slug)
    if request.method == "POST" and form.is_valid():
        problems = _save(request, desk, form)
        if not problems:
            return _to_all(desk)
        for sentence in sentences(desk, problems, about=slug):
            form.add_error(None, sentence)
    choice = desk.choices.get(slug)
    return "own_item", {
        "title": entry["title"] if entry else "Add an item",
        "form": form,
        "slug": slug,
        "choice": choice,
        "is_shipped": slug in desk.shipped,
        "is_off": choice is not None and choice.kind == ChoiceKind.OFF,
    }


def sentences(desk: Desk, problems: Sequence[Problem], *, about: str = "") -> list[str]:
    """`problems` for somebody who knows items by their titles."""
    found = []
    for problem in problems:
        entry = desk.entry(problem.where)
        is_other = entry and problem.where != about
        name = f"{entry['title']}: " if entry and is_other else ""
        found.append(f"{name}{problem.message}")
    return found


def _form(request: AuthenticatedHttpRequest, desk: Desk, slug: str) -> ItemForm:
    titles = {key: item["title"] for key, item in desk.shipped.items()}
    titles |= {
        key: choice.says["title"]
        for key, choice in desk.choices.items()
        if choice.kind == ChoiceKind.OWN
    }
    return ItemForm(
        request.POST if request.method == "POST" else None,
        base=desk.base,
        entry=desk.entry(slug) if slug else None,
        others=sorted(
            ((key, title) for key, title in titles.items() if key != slug),
            key=lambda each: each[1],
        ),
        is_shipped=slug in desk.shipped,
    )


def _save(
    request: AuthenticatedHttpRequest, desk: Desk, form: ItemForm
) -> Sequence[Problem]:
    now = timezone.now()
    entry = form.as_entry(local_day(now, desk.program.time_zone))
    if form.entry is None:
        entry["slug"] = _new_slug(desk, entry["slug"])
    slug = entry["slug"]
    choice = editing.wanted(desk, entry)
    problems = editing.save(desk, slug, choice, by=request.user, now=now)
    if not problems:
        messages.success(
            request, f"Saved: “{entry['title']}”. Nobody’s plan has changed yet."
        )
    return problems


def _new_slug(desk: Desk, wanted: str) -> str:
    taken = {*desk.shipped, *desk.choices}
    slug = wanted or "own-item"
    number = 2
    while slug in taken:
        slug = f"{wanted[:56]}-{number}"
        number += 1
    return slug


def _other_act(
    request: AuthenticatedHttpRequest, desk: Desk, slug: str, act: str
) -> HttpResponseRedirect:
    """Switch a shipped item off, or go back to what is shipped."""
    choice: Choice | None = None
    if act == "off" and slug in desk.shipped:
        choice = editing.switched_off(desk, slug)
    elif act != "back":
        raise Http404
    _store(request, desk, slug, choice)
    return _to_all(desk)


def _decide(
    request: AuthenticatedHttpRequest, desk: Desk, target: Target
) -> HttpResponseRedirect:
    """Settle one conflict."""
    asked = (request.POST.get("slug", ""), request.POST.get("key", ""))
    conflict = next((c for c in target.conflicts if (c.slug, c.key) == asked), None)
    if conflict is not None:
        is_ours = request.POST.get("act") == "ours"
        choice = editing.settled(desk, conflict, is_ours=is_ours)
        _store(request, desk, conflict.slug, choice)
    return _to_all(desk)


def _store(
    request: AuthenticatedHttpRequest, desk: Desk, slug: str, choice: Choice | None
) -> None:
    now = timezone.now()
    problems = editing.save(desk, slug, choice, by=request.user, now=now)
    for sentence in sentences(desk, problems):
        messages.error(request, sentence)
    if not problems:
        messages.success(request, "Saved. Nobody’s plan has changed yet.")


def _to_all(desk: Desk) -> HttpResponseRedirect:
    return redirect(
        "admin:checklists_edition_own_items", desk.edition.pk, desk.program.slug
    )


def _to_item(desk: Desk, slug: str) -> HttpResponseRedirect:
    if desk.entry(slug) is None:
        raise Http404
    return redirect(
        "admin:checklists_edition_own_item", desk.edition.pk, desk.program.slug, slug
    )
