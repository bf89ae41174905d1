"""Copies of tables that hide the real ones, for one connection and a while."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from onboarding.lib.shadow import shadowed
from onboarding.residents.models import Institution

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospitals():
    return [Institution.objects.create(name=name) for name in ("Hill", "Lake", "Sea")]


def _names():
    return sorted(Institution.objects.values_list("name", flat=True))


def test_shadow_holds_the_chosen_rows_and_forgets_what_is_written(hospitals):
    chosen = Institution.objects.exclude(name="Sea")

    with shadowed({Institution: chosen}):
        assert _names() == ["Hill", "Lake"]
        Institution.objects.filter(name="Hill").update(name="Valley")
        new = Institution.objects.create(name="Moor")
        assert new.pk not in [hospital.pk for hospital in hospitals[:2]]
        assert _names() == ["Lake", "Moor", "Valley"]

    assert _names() == ["Hill", "Lake", "Sea"]


def test_shadow_has_the_constraints_of_the_real_table(hospitals):
    with shadowed({Institution: Institution.objects.all()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Institution.objects.create(name="Hill")
        Institution.objects.bulk_create(
            [Institution(name="Hill")], ignore_conflicts=True
        )
        assert len(_names()) == 3


def test_shadow_is_gone_after_an_error(hospitals):
    nobody = Institution.objects.filter(name="Nowhere")

    with pytest.raises(ZeroDivisionError), shadowed({Institution: nobody}):
        assert 1 / len(_names())

    assert len(_names()) == 3


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_shadow_begins_as_a_reader_and_the_next_transaction_as_usual():
    with CaptureQueriesContext(connection) as queries:
        with shadowed({Institution: Institution.objects.all()}):
            pass
        with transaction.atomic():
            pass

    begun = [one["sql"] for one in queries if one["sql"].startswith("BEGIN")]
    assert begun == ["BEGIN DEFERRED", "BEGIN IMMEDIATE"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_shadow_keeps_nobody_from_writing(hospitals):
    with shadowed({Institution: Institution.objects.all()}):
        Institution.objects.filter(name="Hill").update(name="Valley")
        _write_from_elsewhere()

    assert _names() == ["Dale", "Lake", "Sea"]


def _write_from_elsewhere():
    """What another process would do meanwhile; it waits for nobody."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "UPDATE residents_institution SET name = 'Dale' WHERE name = 'Hill'"
            )
    finally:
        other.close()
