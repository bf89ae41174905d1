"""Good uploads: kept under a name that says nothing, and without what nobody needs."""

import hashlib
import io
import re
import stat

import pytest
from PIL import Image

from onboarding.checklists import actions, evidence_files
from onboarding.checklists.models import Evidence, EvidenceFile
from onboarding.lib.uploads.kinds import Kind
from tests import factories
from tests.checklists.pages import address, make_item, state_of
from tests.factories import NOW
from tests.uploads import pdf
from tests.uploads.files import GOOD, SECRET, photo_with_place, png_with_words
from tests.uploads.sending import YESTERDAY, as_upload, read, send, sent_file


@pytest.mark.slow
@pytest.mark.sqlite
@pytest.mark.parametrize("sent", GOOD, ids=str)
def test_good_upload_is_sent_for_the_check(resident_client, item, kept, sent):
    response = send(resident_client, item, sent.content, sent.name)

    file = EvidenceFile.objects.get()
    (path,) = kept()
    assert "is sent. Your coordinator checks it now." in read(response)
    assert state_of(item) == "submitted"
    assert file.evidence.on == YESTERDAY
    assert file.size == path.stat().st_size
    assert file.digest == hashlib.sha256(path.read_bytes()).hexdigest()


def test_there_are_at_least_ten_of_them():
    assert len(GOOD) >= 10


def test_file_lies_under_a_random_name_that_only_we_can_read(
    resident_client, item, kept
):
    sent_file(resident_client, item, name="Aoife contract.pdf")

    (path,) = kept()
    assert re.fullmatch("[0-9a-f]{48}", path.name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_address_leads_to_the_storage(resident_client, item, kept):
    file = sent_file(resident_client, item)
    name = file.content.name

    for path in (f"/{name}", f"/media/{name}", f"/static/{name}"):
        assert resident_client.get(path).status_code == 404


def test_pdf_is_kept_as_it_was(resident_client, item, kept):
    sent_file(resident_client, item, pdf.make("Contract"))

    (path,) = kept()
    assert path.read_bytes() == pdf.make("Contract")


@pytest.mark.parametrize(
    ("content", "name"), [(photo_with_place(), "a.jpg"), (png_with_words(), "a.png")]
)
def test_picture_is_written_anew_without_place_camera_or_comment(
    resident_client, item, kept, content, name
):
    assert SECRET.encode() in content or name == "a.png"

    sent_file(resident_client, item, content, name)

    (path,) = kept()
    with Image.open(path) as picture:
        assert not picture.getexif()
        assert set(picture.info) <= {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
        }
    assert SECRET.encode() not in path.read_bytes()


def test_photo_stands_upright_afterwards(resident_client, item, kept):
    with Image.open(io.BytesIO(photo_with_place())) as turned:
        assert turned.size == (60, 40)

    file = sent_file(resident_client, item, photo_with_place(), "a.jpg")

    with Image.open(kept()[0]) as picture:
        assert picture.size == (40, 60)
    assert file.kind == Kind.JPEG


def test_date_alone_is_enough(resident_client, item, kept):
    resident_client.post(
        address(item, "item-complete"), {"on": YESTERDAY.isoformat()}, follow=True
    )

    assert state_of(item) == "submitted"
    assert kept() == []


def test_second_press_keeps_one_file(resident_client, item, kept):
    send(resident_client, item)
    response = send(resident_client, item)

    assert "was sent already. Nothing changed." in read(response)
    assert EvidenceFile.objects.count() == len(kept()) == 1


def test_file_goes_again_if_the_act_is_refused(resident, item, kept):
    factories.make_item(resident, "letter")
    item.waiting_for = "letter"
    item.save()
    proof_of = evidence_files.check(as_upload(pdf.make()))

    with evidence_files.stored(proof_of) as file:
        assert len(kept()) == 1
        proof = actions.Proof(on=YESTERDAY, file=file)
        with pytest.raises(actions.RefusedError, match="First finish"):
            actions.complete(item, by=resident.user, now=NOW, proof=proof)

    assert state_of(item) == "open"
    assert kept() == []


def test_item_that_takes_no_file_refuses_one_in_the_action(resident, kept):
    item = make_item(resident, evidence="date")
    proof = actions.Proof(on=YESTERDAY, file=object())

    with pytest.raises(actions.RefusedError, match="takes no files"):
        actions.complete(item, by=resident.user, now=NOW, proof=proof)


def test_coordinator_who_finishes_it_keeps_the_file_too(coordinator_client, item):
    send(coordinator_client, item)

    evidence = Evidence.objects.get()
    assert state_of(item) == "done"
    assert evidence.verdict == "approved"
    assert evidence.file.pages == 1


# -- Versions --------------------------------------------------------------------------


def test_every_version_is_listed_and_the_newest_first(
    resident_client, resident, coordinator, item, client
):
    send(resident_client, item, pdf.make("first"))
    item.refresh_from_db()
    actions.send_back(item, by=coordinator, now=NOW, reason="Page 2 is missing.")
    send(resident_client, item, pdf.make("first", "second"))
    client.force_login(coordinator)

    page = read(client.get(address(item)))

    assert page.index("Version 2") < page.index("Version 1")
    assert 'PDF, 2 pages, 1 KB. <span class="quiet">Not checked yet.' in page
    assert 'PDF, 1 page, 1 KB. <span class="quiet">Sent back.' in page
    assert page.count("Download") == 2


@pytest.mark.parametrize("count", [1, 30])
def test_page_asks_as_often_for_one_version_as_for_thirty(
    resident_client, resident, item, count, django_assert_max_num_queries
):
    for number in range(count):
        evidence = Evidence.objects.create(
            item=item,
            given_by=resident.user,
            given_at=NOW,
            verdict="approved",
        )
        EvidenceFile.objects.create(
            evidence=evidence,
            content=f"evidence/{number}",
            kind="pdf",
            size=1,
            digest="0",
        )

    with django_assert_max_num_queries(13):
        page = read(resident_client.get(address(item)))

    assert page.count("Download") == count
