"""Editions in the admin: read, compared, exported, given to people and taken back."""

import re
import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onboarding.checklists.models import Edition, Plan, PlanChange, RollOut
from tests import factories
from tests.checklists.packs import item, write_pack
from tests.checklists.rollouts import (
    enrolled,
    give,
    make_first,
    make_second,
    people,
    snapshot,
)
from tests.commands import run

pytestmark = pytest.mark.django_db
# With the year, unless it is this one.
MOVED = re.compile(r"Fri, April 2(, 2027)? → Fri, April 16")


def page(name, edition, *more):
    return reverse(f"admin:checklists_edition_{name}", args=[edition.pk, *more])


def undo_of(roll_out):
    return reverse("admin:checklists_rollout_undo", args=[roll_out.pk])


def shown(roll_out):
    return reverse("admin:checklists_rollout_change", args=[roll_out.pk])


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def director_client(cohort):
    """A browser in which the director of that program is signed in."""
    return signed_in(factories.make_staff(cohort.program, "program_director"))


@pytest.fixture
def residents(cohort):
    """Two residents with the first edition."""
    make_first()
    return enrolled(2, cohort)


@pytest.fixture
def second(residents):
    """A newer edition, which nobody has yet."""
    return make_second()


@pytest.fixture
def rolled_out(second, residents):
    """The newer edition, given to everybody."""
    return give(second, residents)


def roll_out(client, edition, cohort, **form):
    address = page("roll_out", edition, cohort.program.slug)
    return client.post(address, {"who": "all"} | form, follow=True)


# -- Giving it to people ---------------------------------------------------------------


def test_roll_out_asks_for_whom_and_names_each_edition(
    coordinator_client, cohort, second
):
    answer = coordinator_client.get(page("roll_out", second, "im-riverside"))

    text = answer.content.decode()
    assert "Everybody in the program" in text
    assert "The cohort of 2027" in text
    assert text.count("has edition 1") == 2


def test_preview_shows_each_person_and_saves_nothing(
    coordinator_client, cohort, residents, second
):
    before = snapshot(residents)

    answer = roll_out(coordinator_client, second, cohort)

    text = answer.content.decode()
    assert "Nothing is saved yet" in text
    assert "Roll out to 2 residents" in text
    assert len(MOVED.findall(text)) == 2
    assert "A title → A better title" in text
    assert "1 item added, 1 with another date" in text
    assert snapshot(residents) == before


def test_saying_yes_after_the_preview_gives_it_to_everybody(
    coordinator_client, coordinator, cohort, residents, second
):
    seen = roll_out(coordinator_client, second, cohort).context["seen"]

    answer = roll_out(coordinator_client, second, cohort, seen=seen)

    assert "2 residents have edition 2 now." in answer.content.decode()
    assert set(Plan.objects.values_list("edition", flat=True)) == {second.pk}
    made = RollOut.objects.get()
    assert (made.by, made.audience) == (coordinator, "all")


def test_only_ticked_residents_get_it(coordinator_client, cohort, residents, second):
    form = {"who": "chosen", "chosen": [residents[1].pk]}
    seen = roll_out(coordinator_client, second, cohort, **form).context["seen"]

    roll_out(coordinator_client, second, cohort, **form, seen=seen)

    assert [c.resident for c in PlanChange.objects.all()] == [residents[1]]


def test_one_cohort_can_get_it_alone(coordinator_client, cohort, residents, second):
    other = enrolled(1, factories.make_cohort(cohort.program, year=2028))
    give(Edition.objects.get(label="1"), other)
    form = {"who": f"cohort-{cohort.pk}"}
    seen = roll_out(coordinator_client, second, cohort, **form).context["seen"]

    roll_out(coordinator_client, second, cohort, **form, seen=seen)

    changed = RollOut.objects.get(audience="cohort").changes.all()
    assert {c.resident for c in changed} == set(residents)


def test_choosing_nobody_is_refused_with_a_sentence(coordinator_client, cohort, second):
    answer = roll_out(coordinator_client, second, cohort, who="chosen")

    assert "Tick at least one resident." in answer.content.decode()


def test_what_changed_since_the_preview_is_shown_again(
    coordinator_client, cohort, residents, second
):
    answer = roll_out(coordinator_client, second, cohort, seen="something else")

    assert "Something changed meanwhile" in answer.content.decode()
    assert not RollOut.objects.exists()


@pytest.mark.parametrize("who", ["stranger_client", "director_client"])
def test_others_cannot_roll_out(request, who, cohort, residents, second):
    client = request.getfixturevalue(who)

    answer = roll_out(client, second, cohort)

    assert answer.status_code == 404
    assert not RollOut.objects.exists()


def test_resident_of_another_program_cannot_be_chosen(
    coordinator_client, cohort, residents, second
):
    stranger = factories.make_resident()

    answer = roll_out(
        coordinator_client, second, cohort, who="chosen", chosen=[stranger.pk]
    )

    assert "Select a valid choice" in answer.content.decode()


# -- Reading what was done, and undoing it ---------------------------------------------


def test_roll_out_says_what_it_did_to_each_plan(coordinator_client, rolled_out):
    text = coordinator_client.get(shown(rolled_out)).content.decode()

    assert "Undo this roll-out" in text
    assert len(MOVED.findall(text)) == 2
    assert "Meet your mentor" in text


def test_undo_gives_everybody_their_plan_back(coordinator_client, second, residents):
    before = snapshot(residents)
    made = give(second, residents)

    answer = coordinator_client.post(undo_of(made), follow=True)

    assert "everybody has their plan back" in answer.content.decode()
    assert "It has been undone already." in answer.content.decode()
    assert snapshot(residents) == before


def test_undo_does_nothing_on_get(coordinator_client, rolled_out):
    coordinator_client.get(undo_of(rolled_out), follow=True)

    assert RollOut.objects.get().undone_at is None


@pytest.mark.parametrize("who", ["stranger_client", "director_client"])
def test_others_find_no_roll_out(request, who, rolled_out):
    client = request.getfixturevalue(who)

    for answer in (client.get(shown(rolled_out)), client.post(undo_of(rolled_out))):
        assert answer.status_code == 404
    assert RollOut.objects.get().undone_at is None


# -- Reading editions ------------------------------------------------------------------


def test_difference_to_the_edition_before_is_readable(coordinator_client, second):
    text = coordinator_client.get(page("changes", second)).content.decode()

    assert "edition 2 next to edition 1" in text
    assert "A <ins>better </ins>title" in text
    assert "<del>14</del><ins>30</ins> days after Match Day" in text
    assert "Added (1)" in text
    assert "No longer there (1)" in text


def test_director_reads_differences_but_is_not_offered_to_roll_out(
    director_client, second
):
    changes = director_client.get(page("changes", second))
    edition = director_client.get(page("change", second))

    assert changes.status_code == edition.status_code == 200
    assert "Roll out" not in edition.content.decode()


def test_edition_says_who_has_it_as_far_as_one_may_know(
    coordinator_client, stranger_client, rolled_out, second
):
    ours = coordinator_client.get(page("change", second)).content.decode()
    theirs = stranger_client.get(page("change", second)).content.decode()

    assert "Internal Medicine im-riverside 2027</a>: 2 residents" in ours
    assert "None of your residents has this edition." in theirs


def test_list_counts_only_residents_one_may_see(
    coordinator_client, stranger_client, rolled_out
):
    address = reverse("admin:checklists_edition_changelist")
    counts = [
        [row._people for row in client.get(address).context["cl"].result_list]
        for client in (coordinator_client, stranger_client)
    ]

    assert counts == [[2, 0], [0, 0]]


def test_residents_can_be_listed_by_edition(coordinator_client, second, residents):
    give(second, residents[:1])

    address = reverse("admin:residents_resident_changelist")
    answer = coordinator_client.get(f"{address}?plan__edition__id__exact={second.pk}")

    assert list(answer.context["cl"].result_list) == residents[:1]


def test_export_is_an_archive_that_loads_as_unchanged(coordinator_client, tmp_path):
    run("load_pack", write_pack(tmp_path / "in", items=item()))

    answer = coordinator_client.get(page("export", Edition.objects.get()))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="small-1.zip"'
    zipfile.ZipFile(BytesIO(answer.content)).extractall(tmp_path)
    loaded = run("load_pack", tmp_path / "small-1", "--json")
    assert loaded.json["status"] == "unchanged"


def test_export_of_an_edition_without_files_says_what_to_do(coordinator_client, second):
    answer = coordinator_client.get(page("export", second), follow=True)

    assert "with its folder once more" in answer.content.decode()


@pytest.mark.parametrize("which", ["preview", "roll-out", "roll-outs", "editions"])
def test_pages_ask_as_often_for_one_as_for_thirty(which, coordinator_client, cohort):
    first = make_first()
    counts = []
    coordinator_client.get(page("change", first))
    for number in (1, 30):
        residents = enrolled(number, cohort)
        give(first, people(residents))
        second = make_second() if number == 1 else Edition.objects.get(label="2")
        if which in {"roll-out", "roll-outs"}:
            made = give(second, people(residents))
        with CaptureQueriesContext(connection) as queries:
            if which == "preview":
                answer = roll_out(coordinator_client, second, cohort)
            elif which == "roll-out":
                answer = coordinator_client.get(shown(made))
            elif which == "roll-outs":
                list_ = reverse("admin:checklists_rollout_changelist")
                answer = coordinator_client.get(list_)
            else:
                answer = coordinator_client.get(page("change", first))
        assert answer.status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
