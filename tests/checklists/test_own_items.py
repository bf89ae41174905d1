"""A program's own items and changes: decided, rolled out, kept in newer editions."""

from datetime import timedelta

import pytest

from onboarding.checklists import enrollment
from onboarding.checklists.editions import choosing, editing, rolling
from onboarding.checklists.editions.merging import Choice
from onboarding.checklists.editions.offered import edition_for
from onboarding.checklists.editions.targets import give, target_for
from onboarding.checklists.models import (
    Edition,
    Item,
    Plan,
    ProgramChoiceEvent,
)
from onboarding.checklists.packs.folder import read_pack
from tests import factories
from tests.checklists.packs import PACK, item, write_pack
from tests.checklists.rollouts import enrolled, people, snapshot
from tests.commands import run
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)
BADGE = {
    "slug": "get-a-badge",
    "section": "pay",
    "title": "Get your badge",
    "guidance": "In the lobby.",
    "owner": "resident",
    "due": {"anchor": "program_start", "days": -3},
    "deadline": "institution",
    "evidence": "none",
    "sensitive": False,
    "sources": [{"name": "Us", "checked_on": "2026-11-23", "verified": True}],
}


def load(folder, label="1", items=None):
    """The edition of the small pack that has `items`."""
    items = items or item() + item("open-account", section="pay")
    pack = PACK.replace('"1"', f'"{label}"')
    run("load_pack", write_pack(folder, pack=pack, items=items))
    return Edition.objects.get(label=label)


@pytest.fixture
def edition(tmp_path):
    """The first edition: sign-contract and open-account."""
    return load(tmp_path)


def desk(program, edition):
    return editing.desk_of(program, edition)


def choose(program, edition, *choices, now=NOW):
    for choice in choices:
        choosing.choose(program, edition.pack, choice, by=None, now=now)


def own(**says):
    return Choice("own", "get-a-badge", BADGE | says)


def changed(program, edition, slug, **says):
    shipped = desk(program, edition).shipped[slug]
    return Choice("changed", slug, says, shipped)


def give_all(program, edition, residents, audience="all"):
    return give(target_for(program, edition), audience, residents, by=None, now=LATER)


def titles(resident):
    found = Item.objects.filter(resident=resident).exclude(state="not_applicable")
    return sorted(found.values_list("definition__title", flat=True))


def test_own_items_reach_people_only_when_they_are_rolled_out(cohort, edition):
    residents = enrolled(2, cohort)
    choose(cohort.program, edition, own())
    before = snapshot(residents)

    target = target_for(cohort.program, edition)
    moves = rolling.preview(residents, target.definitions)

    assert snapshot(residents) == before
    assert [move.details["added"] for move in moves] == [["get-a-badge"]] * 2
    assert Edition.objects.count() == 1


def test_rolling_out_makes_an_edition_of_the_program(cohort, edition):
    residents = enrolled(1, cohort)
    choose(
        cohort.program,
        edition,
        own(),
        changed(cohort.program, edition, "sign-contract", title="Sign it in ink"),
        Choice("off", "open-account", {}, None),
    )

    give_all(cohort.program, edition, residents)

    made = Plan.objects.get().edition
    assert (made.program, made.base) == (cohort.program, edition)
    assert made.label == "1+im-riverside.1"
    assert titles(residents[0]) == ["Get your badge", "Sign it in ink"]


def test_new_residents_of_that_program_alone_get_its_edition(cohort, edition):
    choose(cohort.program, edition, own())
    give_all(cohort.program, edition, [], audience="new")

    [ours] = enrolled(1, cohort)
    [theirs] = enrolled(1)

    assert "Get your badge" in titles(ours)
    assert "Get your badge" not in titles(theirs)
    assert edition_for(theirs.cohort.program) == edition


def test_rolling_out_the_same_to_more_people_makes_no_other_edition(cohort, edition):
    residents = enrolled(2, cohort)
    choose(cohort.program, edition, own())
    give_all(cohort.program, edition, residents[:1])

    give_all(cohort.program, edition, people(residents))

    assert Edition.objects.filter(program=cohort.program).count() == 1
    assert "Get your badge" in titles(residents[1])


def test_own_items_and_changes_survive_a_newer_edition(cohort, edition, tmp_path):
    residents = enrolled(1, cohort)
    choose(
        cohort.program,
        edition,
        own(),
        changed(cohort.program, edition, "sign-contract", title="Sign it in ink"),
    )
    give_all(cohort.program, edition, residents)
    newer = load(
        tmp_path,
        "2",
        item(owner="coordinator", title="Sign by hand") + item("new", title="New one"),
    )

    target = target_for(cohort.program, newer)
    give_all(cohort.program, newer, people(residents))

    assert [(c.key, c.ours, c.theirs) for c in target.conflicts] == [
        ("title", "Sign it in ink", "Sign by hand")
    ]
    assert titles(residents[0]) == ["Get your badge", "New one", "Sign it in ink"]
    signing = Item.objects.get(slug="sign-contract").definition
    assert signing.owner == "coordinator"
    assert Plan.objects.get().edition.label == "2+im-riverside.1"


@pytest.mark.parametrize(("is_ours", "title"), [(True, "In ink"), (False, "By hand")])
def test_conflict_is_gone_once_it_was_decided(
    cohort, edition, tmp_path, coordinator, is_ours, title
):
    program = cohort.program
    choose(program, edition, changed(program, edition, "sign-contract", title="In ink"))
    newer = load(tmp_path, "2", item(title="By hand"))
    [conflict] = target_for(program, newer).conflicts
    found = desk(program, newer)
    choice = editing.settled(found, conflict, is_ours=is_ours)

    editing.save(found, "sign-contract", choice, by=coordinator, now=NOW)

    target = target_for(program, newer)
    assert not target.conflicts
    assert target.definitions[0].title == title


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        ({"title": "Visa papers"}, "tells something private"),
        ({"due": {"anchor": "hire_date"}}, "unknown anchor “hire_date” (not in pack"),
        ({"due": {"after": "sign-contract"}}, "wait for each other"),
        ({"title": "x" * 61}, "60 characters at most"),
        ({"requires": ["nothing-like-it"]}, "unknown item “nothing-like-it”"),
    ],
)
def test_own_item_is_refused_with_the_sentences_of_a_pack(
    cohort, edition, coordinator, says, sentence
):
    found = desk(cohort.program, edition)
    waits = changed(cohort.program, edition, "sign-contract", requires=["get-a-badge"])
    choose(cohort.program, edition, own(), waits)
    found = desk(cohort.program, edition)

    problems = editing.save(found, "get-a-badge", own(**says), by=coordinator, now=NOW)

    assert any(sentence in str(problem) for problem in problems)
    assert desk(cohort.program, edition).entry("get-a-badge") == BADGE


def test_item_that_others_count_from_cannot_be_switched_off(
    cohort, tmp_path, coordinator
):
    edition = load(tmp_path, "1", item() + item("pay", due="{after: sign-contract}"))
    found = desk(cohort.program, edition)
    choice = editing.switched_off(found, "sign-contract")

    problems = editing.save(found, "sign-contract", choice, by=coordinator, now=NOW)

    assert "unknown item “sign-contract”" in str(problems[0])


def test_every_decision_is_kept_with_who_and_when(cohort, edition, coordinator):
    pack = edition.pack
    choosing.choose(cohort.program, pack, own(), by=coordinator, now=NOW)
    choosing.choose(cohort.program, pack, own(), by=coordinator, now=LATER)
    choosing.take_back(cohort.program, pack, "get-a-badge", by=coordinator, now=LATER)

    told = ProgramChoiceEvent.objects.order_by("pk")
    assert [(e.kind, e.by, e.at) for e in told] == [
        ("own", coordinator, NOW),
        ("", coordinator, LATER),
    ]


def test_undo_gives_new_residents_the_edition_they_had_before(
    cohort, edition, coordinator
):
    choose(cohort.program, edition, own())
    made = give_all(cohort.program, edition, [], audience="new")

    assert rolling.undo(made, by=coordinator, now=LATER)

    assert edition_for(cohort.program) == edition


def test_undo_is_refused_once_somebody_has_begun_with_the_edition(cohort, edition):
    choose(cohort.program, edition, own())
    made = give_all(cohort.program, edition, [], audience="new")
    enrolled(1, cohort)

    assert rolling.why_not_undone(made).startswith("1 resident has begun with")


def test_merged_pack_exported_and_loaded_again_is_the_same(cohort, edition, tmp_path):
    choose(cohort.program, edition, own())
    give_all(cohort.program, edition, [], audience="new")

    program = ("--program", "im-riverside", "--json")
    answer = run("export_pack", "small", tmp_path / "out", *program)

    assert answer.json["edition"] == "1+im-riverside.1"
    assert [i.slug for i in read_pack(tmp_path / "out").items][-1] == "get-a-badge"
    again = run("load_pack", tmp_path / "out", "--json")
    assert again.json["status"] == "unchanged"


def test_another_edition_can_be_exported_with_the_items_of_a_program(
    cohort, edition, tmp_path
):
    choose(cohort.program, edition, own())
    load(tmp_path / "in", "2", item())

    program = ("--program", "im-riverside", "--edition", "2", "--json")
    answer = run("export_pack", "small", tmp_path / "out", *program)

    assert answer.json["edition"] == "2+im-riverside.1"


def test_enrolling_asks_as_often_for_twenty_as_for_two(
    cohort, edition, django_assert_max_num_queries
):
    choose(cohort.program, edition, own())
    give_all(cohort.program, edition, [], audience="new")
    for count in (2, 20):
        made = [factories.make_resident(cohort) for _ in range(count)]
        with django_assert_max_num_queries(14):
            enrollment.enroll(made, by=None, now=NOW)
