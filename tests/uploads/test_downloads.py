"""Who gets a file that was uploaded, and how it is served."""

import pytest

from onboarding.checklists.models import EvidenceFile
from tests import factories
from tests.checklists.pages import address, make_item
from tests.factories import NOW
from tests.uploads import pdf
from tests.uploads.sending import get, read, sent_file


@pytest.fixture
def file(resident_client, item):
    """A contract, sent by the resident."""
    return sent_file(resident_client, item)


def _signed_in(client, user):
    client.force_login(user)
    return client


def test_resident_and_coordinator_get_what_was_sent(
    resident_client, coordinator_client, file
):
    for client in (resident_client, coordinator_client):
        answer = get(client, file)

        assert answer.status_code == 200
        assert answer.body == pdf.make()


def test_file_is_saved_and_never_shown_inside_the_portal(resident_client, file):
    headers = get(resident_client, file).headers

    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == (
        'attachment; filename="sign-contract-1.pdf"'
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_every_download_is_remembered(coordinator_client, coordinator, item, file):
    get(coordinator_client, file)

    event = item.events.latest("pk")
    assert (event.kind, event.by) == ("file_taken", coordinator)
    assert "You downloaded the file." in read(coordinator_client.get(address(item)))


def test_download_that_is_refused_is_not_remembered(stranger_client, item, file):
    before = item.events.count()

    get(stranger_client, file)

    assert item.events.count() == before


def test_link_alone_gets_nothing(resident_client, item, file):
    assert resident_client.get(f"/items/{item.pk}/files/{file.pk}/").status_code == 405


def test_stranger_gets_404(stranger_client, file):
    assert get(stranger_client, file).status_code == 404


def test_who_is_not_signed_in_is_asked_to_sign_in(client, file):
    assert get(client, file).url.startswith("/accounts/login/")


@pytest.mark.parametrize("role", ["faculty_mentor", "peer_mentor"])
def test_mentors_read_the_item_but_not_the_paper(client, resident, item, file, role):
    mentor = factories.make_user()
    setattr(resident, role, mentor)
    resident.save()
    _signed_in(client, mentor)

    page = client.get(address(item))

    assert page.status_code == 200
    assert "PDF, 1 page" in read(page)
    assert "Download" not in read(page)
    assert get(client, file).status_code == 404


def test_director_does_not_get_the_paper_unless_they_check_it(
    client, resident, item, file
):
    director = factories.make_staff(resident.cohort.program, "program_director")
    _signed_in(client, director)

    assert get(client, file).status_code == 404

    item.definition.verifier = "program_director"
    item.definition.save()

    assert get(client, file).status_code == 200


def test_private_item_hides_its_files_from_director_and_mentor(
    client, resident, file, item
):
    item.definition.is_sensitive = True
    item.definition.save()
    mentor = factories.make_user()
    resident.faculty_mentor = mentor
    resident.save()
    director = factories.make_staff(resident.cohort.program, "program_director")

    for user in (mentor, director):
        _signed_in(client, user)
        assert client.get(address(item)).status_code == 404
        assert get(client, file).status_code == 404


def test_file_of_another_item_is_not_there(resident_client, resident, file):
    other = factories.make_item(
        resident, definition=factories.make_definition("other", evidence="file")
    )

    answer = resident_client.post(f"/items/{other.pk}/files/{file.pk}/")

    assert answer.status_code == 404


def test_purged_file_is_404_and_says_so_on_the_page(resident_client, item, file):
    EvidenceFile.objects.update(content="", purged_at=NOW)

    page = read(resident_client.get(address(item)))

    assert get(resident_client, file).status_code == 404
    assert "Only this record of it is left." in page
    assert "Download" not in page


def test_lost_file_is_404_and_written_to_the_log(resident_client, file, kept, caplog):
    kept()[0].unlink()

    assert get(resident_client, file).status_code == 404
    assert f"Evidence file {file.pk} is not in the storage" in caplog.text


def test_second_version_is_saved_under_its_number(
    resident_client, resident, file, item
):
    file.evidence.verdict, file.evidence.reason = "returned", "Page 2 is missing."
    file.evidence.save()
    item.state = "returned"
    item.save()

    second = sent_file(resident_client, item)

    name = get(resident_client, second).headers["Content-Disposition"]
    assert "sign-contract-2.pdf" in name


def test_item_without_files_has_no_such_part(resident_client, resident):
    item = make_item(resident, evidence="date")

    page = read(resident_client.get(address(item)))

    assert "What was uploaded" not in page
    assert 'type="file"' not in page
