"""Residents say which words hurt or are wrong; the program reads it without a name."""

import pytest
from django.test import Client

from onboarding.learning import wording
from onboarding.learning.models import WordingReport
from onboarding.reminders.waiting import waiting_for
from tests import factories
from tests.checklists.pages import text
from tests.factories import NOW

pytestmark = pytest.mark.django_db
ITEM = "pn-do-baseline"
SAID = {"trouble": "hurts", "text": "“Low resource” is not how I see it."}
LIST = "/admin/learning/wordingreport/"


@pytest.fixture
def me(enrolled):
    """A browser in which the resident is signed in."""
    return browser(enrolled.user)


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def make_report(program, **fields):
    defaults = {"about": "na-04", "title": "How often?", "at": NOW} | SAID
    return WordingReport.objects.create(program=program, **defaults | fields)


@pytest.mark.parametrize("about", ["na-04", ITEM, "health-systems"])
def test_what_hurts_is_told_to_the_program_without_a_name(me, cohort, about):
    page = text(me.get(f"/learning/wording/{about}/"))
    assert "We do not store who wrote it." in page

    answer = me.post(f"/learning/wording/{about}/", SAID, follow=True)

    assert "your name is not with it" in text(answer)
    report = WordingReport.objects.get()
    assert (report.program, report.about) == (cohort.program, about)
    assert f"“{report.title}”" in page
    columns = {field.name for field in WordingReport._meta.fields}
    assert not columns & {"resident", "user", "reported_by", "by"}


def test_links_stand_where_the_words_are(me, enrolled):
    me.post("/learning/questions/arrival/")
    first = me.get("/learning/questions/arrival/1/")
    item = enrolled.items.get(slug=ITEM)

    about = first.context["asked"].question.slug
    assert f'href="/learning/wording/{about}/"' in text(first)
    assert f'href="/learning/wording/{ITEM}/"' in text(me.get(f"/items/{item.pk}/"))
    for path in ("/learning/health-systems/", "/learning/health-systems/figures/"):
        assert 'href="/learning/wording/health-systems/"' in text(me.get(path))


def test_staff_who_read_an_item_are_not_asked_about_its_words(enrolled, coordinator):
    item = enrolled.items.get(slug=ITEM)

    assert "/learning/wording/" not in text(
        browser(coordinator).get(f"/items/{item.pk}/")
    )


@pytest.mark.parametrize(
    ("posted", "refusal"),
    [
        ({"text": "These."}, "Choose what is the matter with it."),
        ({"trouble": "wrong"}, "Write a few words, so that it can be changed."),
        ({"trouble": "wrong", "text": "219-09-9999"}, "Social Security number"),
    ],
)
def test_report_that_says_nothing_or_too_much_is_refused(me, posted, refusal):
    answer = me.post("/learning/wording/na-04/", posted)

    assert answer.status_code == 422
    assert refusal in text(answer)
    assert not WordingReport.objects.exists()


def test_what_does_not_exist_is_not_reported(
    me, enrolled, coordinator_client, stranger_client
):
    stranger = factories.make_item(factories.make_resident(), "sign-there")

    assert me.get("/learning/wording/na-99/").status_code == 404
    assert me.get(f"/learning/wording/{stranger.slug}/").status_code == 404
    for client in (coordinator_client, stranger_client):
        for answer in (client.get, client.post):
            assert answer("/learning/wording/na-04/").status_code == 404


def test_coordinator_hears_reads_and_settles_it(cohort, coordinator):
    report = make_report(cohort.program)
    client = browser(coordinator)

    def heard():
        return [
            line.text for one in waiting_for(coordinator, NOW) for line in one.lines
        ]

    assert heard() == ["1 report of wording waits to be read"]
    assert "is not how I see it" in text(client.get(f"{LIST}{report.pk}/change/"))
    chosen = {"action": "mark_settled", "_selected_action": [report.pk]}
    assert "1 report is settled." in text(client.post(LIST, chosen, follow=True))

    report.refresh_from_db()
    assert report.settled_by == coordinator
    assert heard() == []
    assert wording.settle([report.pk], by=coordinator, now=NOW) == 0


def test_report_is_for_the_program_alone(cohort, stranger):
    report = make_report(cohort.program)
    mentor = factories.make_staff(cohort.program, "peer_mentor")

    for user in (stranger, mentor):
        assert browser(user).get(f"{LIST}{report.pk}/change/").status_code == 404
        assert not WordingReport.objects.visible_to(user).exists()
        assert wording.settle([report.pk], by=user, now=NOW) == 0


def test_list_takes_the_same_queries_for_one_and_for_thirty(
    cohort, coordinator, django_assert_num_queries
):
    client = browser(coordinator)
    make_report(cohort.program)
    client.get(LIST)
    with django_assert_num_queries(6) as one:
        client.get(LIST)
    for _ in range(29):
        make_report(cohort.program)

    with django_assert_num_queries(len(one)):
        page = client.get(LIST)

    assert page.context["cl"].result_count == 30
