"""Files in the admin: every version beside what was said about it."""

import pytest

from onboarding.checklists import actions
from onboarding.checklists.evidence_files import purge
from onboarding.checklists.models import Evidence, EvidenceFile
from tests import factories
from tests.factories import NOW
from tests.uploads.sending import read, sent_file


def _page(client, item):
    return read(client.get(f"/admin/checklists/item/{item.pk}/change/"))


@pytest.fixture
def file(resident_client, item):
    """A contract, sent by the resident."""
    return sent_file(resident_client, item)


def test_coordinator_finds_every_version_with_its_button(
    coordinator_client, coordinator, resident_client, item, file
):
    item.refresh_from_db()
    actions.send_back(item, by=coordinator, now=NOW, reason="Page 2 is missing.")
    second = sent_file(resident_client, item)

    page = _page(coordinator_client, item)

    for each in (file, second):
        assert f'formaction="/items/{item.pk}/files/{each.pk}/"' in page
    assert page.count("PDF, 1 page, 1 KB") == 2


def test_director_sees_that_there_is_a_file_and_gets_no_button(
    client, resident, item, file
):
    director = factories.make_staff(resident.cohort.program, "program_director")
    client.force_login(director)

    page = _page(client, item)

    assert "PDF, 1 page, 1 KB" in page
    assert "formaction" not in page


def test_erased_file_says_when_and_has_no_button(coordinator_client, item, file):
    EvidenceFile.objects.update(content="", purged_at=NOW)

    page = _page(coordinator_client, item)

    assert "PDF, 1 page, 1 KB: erased on May 4" in page
    assert "formaction" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_admin_asks_as_often_for_one_version_as_for_thirty(
    coordinator_client, resident, item, count, django_assert_max_num_queries
):
    for number in range(count):
        evidence = Evidence.objects.create(
            item=item, given_by=resident.user, given_at=NOW, verdict="approved"
        )
        place = f"evidence/{number}"
        EvidenceFile.objects.create(
            evidence=evidence, content=place, kind="pdf", size=1, digest="0"
        )

    with django_assert_max_num_queries(25):
        page = _page(coordinator_client, item)

    assert page.count("formaction") == count


def test_nothing_to_purge_costs_one_query(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert purge(NOW) == 0
