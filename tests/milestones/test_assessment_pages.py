"""The rating form and what was said, page by page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from onboarding.milestones import actions
from onboarding.milestones.models import Assessment, AssessmentRequest, Rating
from tests import factories
from tests.checklists.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("framework")]

SEEN = {
    "rate-pain-nature": "2.5",
    "seen_on": "2026-11-20",
    "setting": "inpatient",
    "method": "direct_observation",
    "strength": "Listens.",
    "next_step": "Set a time to look again.",
}


def _draft(resident, user, source="faculty", occasion="observation"):
    return actions.begin(
        resident, by=user, source=source, occasion=occasion, now=timezone.now()
    )


def _begin(client, resident, occasion="observation", **more):
    address = reverse("milestones:assessment-begin", args=[resident.pk])
    return client.post(address, {"occasion": occasion, **more})


def test_observation_is_begun_and_given_in_two_requests(resident, faculty, sign_in):
    client = sign_in(faculty)

    form = _begin(client, resident)
    answer = client.post(form.url, SEEN | {"give": "1"}, follow=True)

    assert "Listens." in text(answer)
    assert Rating.objects.get().words == "2.5"


@pytest.mark.parametrize("button", ["give", "keep"])
def test_rating_form_saves_in_one_request_and_six_queries(
    resident, faculty, sign_in, button
):
    factories.make_framework(
        "2",
        slugs=[f"c-{n}" for n in range(20)],
        now=factories.NOW + timedelta(days=1),
    )
    draft = _draft(resident, faculty, occasion="month_6")
    client = sign_in(faculty)
    rated = {f"rate-c-{n}": "3.0" for n in range(20)}

    with CaptureQueriesContext(connection) as queries:
        client.post(draft.get_absolute_url(), SEEN | rated | {button: "1"})

    # What the test's own transaction adds is no query of the page.
    asked = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked) <= 6, "\n".join(asked)
    assert Rating.objects.count() == (20 if button == "give" else 0)


def test_form_shows_the_level_texts_side_by_side(resident, faculty, sign_in):
    draft = _draft(resident, faculty)

    page = text(sign_in(faculty).get(draft.get_absolute_url()))

    for number in range(1, 6):
        assert f"pain-nature at {number}, edition 1" in page
    assert 'value="2.5"' in page
    assert "Not yet at level 1" in page
    assert "Not ACGME Milestones" in page


def test_form_refuses_and_keeps_what_was_chosen(resident, faculty, sign_in):
    draft = _draft(resident, faculty)

    answer = sign_in(faculty).post(
        draft.get_absolute_url(), SEEN | {"strength": "", "give": "1"}
    )

    assert answer.status_code == 422
    assert "Name one strength" in text(answer)
    assert 'value="2.5" checked' in text(answer)
    assert not Rating.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rate-pain-nature", "2.7"),
        ("rate-pain-nature", "5.5"),
        ("seen_on", "2999-01-01"),
        ("next_step", "His number is 123-45-6789."),
        ("setting", "moon"),
    ],
)
def test_form_refuses_what_cannot_be(resident, faculty, sign_in, field, value):
    draft = _draft(resident, faculty)

    answer = sign_in(faculty).post(
        draft.get_absolute_url(), SEEN | {field: value, "give": "1"}
    )

    assert answer.status_code == 422
    assert not Rating.objects.exists()


def test_draft_may_be_unfinished_and_is_found_on_the_list(resident, faculty, sign_in):
    draft, client = _draft(resident, faculty), sign_in(faculty)

    client.post(
        draft.get_absolute_url(), {"rate-pain-assess": "below_level_1", "keep": "1"}
    )

    assert draft.get_absolute_url() in text(client.get(reverse("dashboard:owed")))
    page = text(client.get(draft.get_absolute_url()))
    assert 'value="below_level_1" checked' in page


def test_resident_reads_what_was_given_and_no_draft(resident, faculty, sign_in):
    draft, client = _draft(resident, faculty), sign_in(resident.user)
    assert client.get(draft.get_absolute_url()).status_code == 404

    sign_in(faculty).post(draft.get_absolute_url(), SEEN | {"give": "1"})

    assert "Set a time to look again." in text(client.get(draft.get_absolute_url()))


def test_given_assessment_is_not_written_again(resident, faculty, sign_in):
    draft, client = _draft(resident, faculty), sign_in(faculty)
    client.post(draft.get_absolute_url(), SEEN | {"give": "1"})

    again = client.post(
        draft.get_absolute_url(), SEEN | {"rate-pain-nature": "5.0", "give": "1"}
    )

    assert "2.5" in text(again)
    assert Rating.objects.get().words == "2.5"


def test_correction_is_written_on_the_same_form(resident, faculty, sign_in):
    draft, client = _draft(resident, faculty), sign_in(faculty)
    client.post(draft.get_absolute_url(), SEEN | {"give": "1"})
    address = reverse("milestones:assessment-correct", args=[draft.pk])

    form = client.post(address)
    client.post(form.url, SEEN | {"rate-pain-nature": "3.0", "give": "1"})

    assert "A correction has taken the place" in text(
        client.get(draft.get_absolute_url())
    )
    assert [r.words for r in Rating.objects.current()] == ["3.0"]


def test_draft_is_discarded_after_a_question(resident, faculty, sign_in):
    draft, client = _draft(resident, faculty), sign_in(faculty)
    address = reverse("milestones:assessment-discard", args=[draft.pk])

    assert "Discard this draft?" in text(client.get(address))
    assert Assessment.objects.exists()
    client.post(address)

    assert not Assessment.objects.exists()


@pytest.mark.parametrize("role", ["coordinator", "gme_office", "peer_mentor"])
def test_who_has_seen_nobody_at_work_rates_nobody(resident, role, sign_in):
    user = factories.make_staff(resident.cohort.program, role)

    assert _begin(sign_in(user), resident).status_code == 404


def test_stranger_rates_and_reads_nothing(resident, faculty, stranger_client):
    draft = _draft(resident, faculty)
    given = factories.make_assessment(resident, assessor=faculty)

    for assessment in (draft, given):
        assert stranger_client.get(assessment.get_absolute_url()).status_code == 404
        for act in ("correct", "discard"):
            address = reverse(f"milestones:assessment-{act}", args=[assessment.pk])
            assert stranger_client.post(address).status_code == 404
    assert _begin(stranger_client, resident).status_code == 404


def test_peer_mentor_observes_and_sees_that_alone(resident, peer, faculty, sign_in):
    given = factories.make_assessment(resident, assessor=faculty)
    client = sign_in(peer)

    form = _begin(client, resident)
    page = client.post(form.url, SEEN | {"give": "1"}, follow=True)

    assert "Peer mentor" in text(page)
    assert client.get(given.get_absolute_url()).status_code == 404


def test_resident_rates_themselves_without_method_or_setting(resident, sign_in):
    client = sign_in(resident.user)

    form = _begin(client, resident, "arrival")
    client.post(
        form.url, {"rate-pain-nature": "1.0", "seen_on": "2026-11-20", "give": "1"}
    )

    assert Assessment.objects.get().method == "self_assessment"
    assert Rating.objects.get().words == "1.0"


def test_request_is_answered_from_the_list(resident, faculty, director, sign_in):
    asked, _ = actions.ask(
        resident,
        of=faculty,
        occasion="month_6",
        due_on=timezone.now().date() + timedelta(days=3),
        by=director,
        now=timezone.now(),
    )
    client = sign_in(faculty)
    answer = reverse("milestones:request-answer", args=[asked.pk])
    assert answer in text(client.get(reverse("dashboard:owed")))

    form = client.post(answer)
    client.post(form.url, SEEN | {"give": "1"})

    assert answer not in text(client.get(reverse("dashboard:owed")))
    assert sign_in(director).post(answer).status_code == 404


def test_whom_to_observe_takes_the_same_queries_for_one_and_for_thirty(
    resident, faculty, sign_in, django_assert_num_queries
):
    client, address = sign_in(faculty), reverse("milestones:observe-list")
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for _ in range(29):
        factories.make_resident(resident.cohort)

    with django_assert_num_queries(len(one)):
        page = client.get(address)

    assert text(page).count("Observe<span") == 30


def test_whom_to_observe_is_found_by_name(resident, faculty, sign_in):
    factories.make_resident(resident.cohort, given_name="Bola", family_name="Adeyemi")

    page = text(
        sign_in(faculty).get(reverse("milestones:observe-list"), {"q": "adeye"})
    )

    assert "Adeyemi, Bola" in page
    assert "O&#x27;Brien" not in page


def test_who_has_not_begun_yet_stands_last_with_the_day(faculty, resident, sign_in):
    earlier = factories.make_cohort(resident.cohort.program, year=2020)
    factories.make_resident(earlier, given_name="Zara", family_name="Zych")
    later = factories.make_cohort(resident.cohort.program, year=2099)
    factories.make_resident(later, given_name="Adaeze", family_name="Abara")

    page = text(sign_in(faculty).get(reverse("milestones:observe-list")))

    assert page.index("Zych, Zara") < page.index("Abara, Adaeze")
    assert "2099, from June 17 on" in page
    assert "2020, from" not in page


def test_nobody_to_observe_is_no_page(coordinator_client):
    answer = coordinator_client.get(reverse("milestones:observe-list"))

    assert answer.status_code == 404


def test_framework_is_open_to_the_program_and_its_residents(
    resident, resident_client, coordinator_client, stranger_client
):
    address = reverse("milestones:framework", args=[resident.cohort.program_id])

    for client in (resident_client, coordinator_client):
        assert "pain-nature at 3, edition 1" in text(client.get(address))
    assert stranger_client.get(address).status_code == 404


def test_cohort_is_asked_at_once_and_only_once(
    resident, faculty, coordinator_client, stranger_client
):
    factories.make_resident(resident.cohort)
    address = reverse("milestones:cohort-requests", args=[resident.cohort_id])
    wish = {
        "occasion": "month_6",
        "whom": ["self", "faculty"],
        "due_on": (timezone.now().date() + timedelta(days=9)).isoformat(),
    }

    first = coordinator_client.post(address, wish, follow=True)
    second = coordinator_client.post(address, wish, follow=True)

    assert "3 asked. 1 could not be asked: no mentor is set." in text(first)
    assert "0 asked. 3 had been asked before" in text(second)
    assert AssessmentRequest.objects.count() == 3
    assert "0 of 3 have answered" in text(second)
    assert stranger_client.get(address).status_code == 404


def test_coordinator_withdraws_a_request(resident, faculty, coordinator_client):
    asked, _ = actions.ask(
        resident,
        of=faculty,
        occasion="month_6",
        due_on=timezone.now().date(),
        by=faculty,
        now=timezone.now(),
    )
    address = reverse("milestones:request-withdraw", args=[asked.pk])

    coordinator_client.post(address)

    assert not AssessmentRequest.objects.owed_by(faculty).exists()
