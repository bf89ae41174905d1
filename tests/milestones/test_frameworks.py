"""Frameworks come with packs; a newer edition changes nothing that was said before."""

from datetime import timedelta

import pytest
from django.conf import settings

from onboarding.checklists.packs.folder import read_pack
from onboarding.checklists.packs.schema import METHODS
from onboarding.dashboard.content import load
from onboarding.milestones.models import (
    Competency,
    Framework,
    FrameworkChoice,
    FrameworkEdition,
    Rating,
)
from onboarding.milestones.words import Method
from tests import factories
from tests.checklists.packs import FRAMEWORK, PACK, write_pack
from tests.commands import run
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=90)


def test_shipped_framework_is_loaded_word_for_word():
    content = read_pack(settings.BASE_DIR / "onboarding/packs/us-img")

    load(content, now=NOW)

    edition = FrameworkEdition.objects.get()
    assert edition.domains.count() == 6
    stored = Competency.objects.get(slug="pain-own-context")
    entry = next(
        each for each in content.framework.competencies if each.slug == stored.slug
    )
    assert Competency.objects.count() == 20
    assert stored.level_texts == entry.levels
    assert [float(level) for level in stored.expected.values()] == [1.0, 2.5, 3.0]
    assert edition.disclaimer == content.framework.label


def test_command_loads_the_framework_with_the_pack(tmp_path):
    write_pack(tmp_path, framework=FRAMEWORK)

    first, second = run("load_pack", tmp_path), run("load_pack", tmp_path)

    assert (first.code, second.code) == (0, 0)
    assert FrameworkEdition.objects.get().label == "1"
    assert Competency.objects.get().level_5 == "e"


def test_refused_pack_leaves_no_framework(tmp_path):
    run("load_pack", write_pack(tmp_path, framework=FRAMEWORK))
    changed = FRAMEWORK.replace("1: a", "1: another")

    answer = run("load_pack", write_pack(tmp_path, framework=changed))

    assert answer.code == 1
    assert Competency.objects.get().level_1 == "a"


def test_pack_of_an_older_database_gets_its_framework_late(tmp_path):
    write_pack(tmp_path, framework=FRAMEWORK)
    run("load_pack", tmp_path)
    FrameworkEdition.objects.all().delete()

    answer = run("load_pack", tmp_path, "--json")

    assert answer.json["status"] == "unchanged"
    assert FrameworkEdition.objects.count() == 1


def test_methods_of_pack_files_are_those_of_ratings():
    assert set(METHODS) == set(Method.values)


def test_new_edition_is_used_and_the_old_one_stays(cohort):
    old = factories.make_framework("1")

    new = factories.make_framework("2", now=LATER)

    assert FrameworkEdition.objects.used_by(cohort.program_id) == new
    assert Competency.objects.filter(domain__edition=old).count() == 2


def test_reading_an_older_edition_again_does_not_bring_it_back(cohort):
    factories.make_framework("1")
    new = factories.make_framework("2", now=LATER)

    factories.make_framework("1", now=LATER + timedelta(days=1))

    assert FrameworkEdition.objects.used_by(cohort.program_id) == new


def test_program_may_choose_another_framework(cohort):
    first = factories.make_framework()
    other = factories.make_framework(slug="pain-in-children")
    another_program = factories.make_program()

    FrameworkChoice.objects.create(program=cohort.program, framework=other.framework)

    assert FrameworkEdition.objects.used_by(cohort.program_id) == other
    assert FrameworkEdition.objects.used_by(another_program.pk) == first


def test_competency_of_a_program_is_its_own_and_goes_with_a_new_edition(cohort):
    edition = factories.make_framework("1")
    own = Competency.objects.get(slug="pain-assess")
    own.pk, own.slug, own.program = None, "pain-in-labor", cohort.program
    own.save(force_insert=True)
    other = factories.make_program()

    newer = factories.make_framework("2", now=LATER)

    for each in (edition, newer):
        ours = Competency.objects.for_program(each, cohort.program_id)
        theirs = Competency.objects.for_program(each, other.pk)
        assert "pain-in-labor" in [c.slug for c in ours]
        assert "pain-in-labor" not in [c.slug for c in theirs]


@pytest.mark.thorough
def test_edition_change_with_5000_ratings_rewords_and_loses_nothing(cohort):
    slugs = [f"competency-{number}" for number in range(50)]
    old = factories.make_framework("1", slugs=slugs)
    rated = list(Competency.objects.all())
    assessments = [
        factories.make_assessment(
            factories.make_resident(cohort), edition=old, levels={}
        )
        for _ in range(100)
    ]
    Rating.objects.bulk_create(
        Rating(
            assessment=assessment,
            competency=competency,
            level=1 + (index + competency.pk) % 9 / 2,
        )
        for index, assessment in enumerate(assessments)
        for competency in rated
    )
    words = "pk", "level", "competency__level_1", "competency__title"
    before = list(Rating.objects.order_by("pk").values_list(*words))

    # The newer edition rewords everything and drops half of it.
    new = factories.make_framework("2", slugs=slugs[:25], now=LATER)

    assert len(before) == 5000
    assert list(Rating.objects.order_by("pk").values_list(*words)) == before
    assert FrameworkEdition.objects.used_by(cohort.program_id) == new
    assert Rating.objects.newest().count() == 5000


def test_manifest_without_framework_loads_none(tmp_path):
    run("load_pack", write_pack(tmp_path, pack=PACK))

    assert not Framework.objects.exists()
