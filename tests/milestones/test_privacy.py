"""As an attacker: every address about ratings, by everybody who is only near.

What was said, what was begun, and what a committee has not confirmed is for few.
"""

import pytest
from django.urls import reverse

from onboarding.milestones import actions, committees
from onboarding.milestones.committees import Call, Verdict
from onboarding.milestones.models import (
    Assessment,
    AssessmentRequest,
    Competency,
    Meeting,
    Member,
    Rating,
    Review,
)
from onboarding.residents.models import Membership
from tests import factories
from tests.factories import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("framework")]

PRIVATE = ("Strength for few", "Step for few", "Begun for nobody", "Reason for few")


@pytest.fixture
def told(resident, faculty, peer, director):
    """Faculty has rated, somebody has begun, and a committee has not confirmed."""
    given = factories.make_assessment(
        resident,
        assessor=faculty,
        occasion="month_6",
        levels={"pain-nature": 1.5},
        strength="Strength for few",
        next_step="Step for few",
    )
    draft = actions.begin(
        resident, by=faculty, source="faculty", occasion="observation", now=NOW
    )
    actions.save_draft(draft, actions.View(strength="Begun for nobody"), now=NOW)
    call = Call("month_6", TODAY, 1, [faculty])
    meeting, _ = committees.call_meeting(resident.cohort, call, by=director, now=NOW)
    committees.note_who_is_there(meeting, meeting.members.values_list("pk", flat=True))
    review = meeting.reviews.get(resident=resident)
    committees.decide(
        review, Verdict("focused_plan", "Reason for few"), by=faculty, now=NOW
    )
    asked, _ = actions.ask(
        resident, of=faculty, occasion="month_12", due_on=TODAY, by=director, now=NOW
    )
    return {
        "given": given,
        "draft": draft,
        "meeting": meeting,
        "review": review,
        "asked": asked,
    }


@pytest.fixture
def attackers(told, resident, peer, coordinator, stranger):
    """Everybody who is near and reads no level."""
    program = resident.cohort.program
    elsewhere = factories.make_program()
    return {
        "peer mentor": peer,
        "coordinator": coordinator,
        "gme office": factories.make_staff(program, "gme_office"),
        "other faculty": factories.make_staff(program, "faculty"),
        "resident of the cohort": factories.make_resident(resident.cohort).user,
        "director elsewhere": factories.make_staff(elsewhere, "program_director"),
        "stranger": stranger,
    }


def pages(resident, told):
    """Every address that shows something of a resident, with their keys."""
    of = resident.pk
    slug = "pain-nature"
    return [
        reverse("milestones:assessment", args=[told["given"].pk]),
        reverse("milestones:assessment", args=[told["draft"].pk]),
        reverse("milestones:assessment-discard", args=[told["draft"].pk]),
        reverse("milestones:observe-list"),
        reverse("milestones:cohort-requests", args=[resident.cohort_id]),
        reverse("milestones:cohort-progress", args=[resident.cohort_id]),
        reverse("milestones:meeting-list"),
        reverse("milestones:meeting", args=[told["meeting"].pk]),
        reverse("milestones:meeting-call", args=[resident.cohort_id]),
        reverse("milestones:review", args=[told["review"].pk]),
        reverse("dashboard:progress"),
        reverse("dashboard:resident-progress", args=[of]),
        reverse("dashboard:competency", args=[of, slug]),
        reverse("dashboard:report-pdf", args=[of]),
        reverse("dashboard:packet-pdf", args=[told["meeting"].pk]),
        reverse("dashboard:owed"),
        "/admin/milestones/assessment/",
        f"/admin/milestones/assessment/{told['given'].pk}/change/",
        f"/admin/milestones/assessmentrequest/{told['asked'].pk}/change/",
    ]


# What only the director, the mentor, a member or the resident opens.
CLOSED = (
    "milestones:cohort-progress",
    "milestones:review",
    "dashboard:resident-progress",
    "dashboard:competency",
    "dashboard:report-pdf",
    "dashboard:packet-pdf",
)


@pytest.mark.thorough
@pytest.mark.sqlite
def test_no_page_tells_what_was_said_to_somebody_near(
    resident, told, attackers, sign_in
):
    leaks = [
        (who, address, word)
        for who, user in attackers.items()
        for address in pages(resident, told)
        for word in PRIVATE
        if word.encode() in sign_in(user).get(address).content
    ]

    assert leaks == []


def test_pages_of_levels_do_not_exist_for_somebody_near(
    resident, told, attackers, sign_in
):
    keys = {
        "milestones:cohort-progress": [resident.cohort_id],
        "milestones:review": [told["review"].pk],
        "dashboard:competency": [resident.pk, "pain-nature"],
        "dashboard:packet-pdf": [told["meeting"].pk],
    }
    found = [
        (who, name)
        for who, user in attackers.items()
        for name in CLOSED
        if sign_in(user)
        .get(reverse(name, args=keys.get(name, [resident.pk])))
        .status_code
        != 404
    ]

    assert found == []


def test_nobody_near_acts_on_what_was_said(told, attackers, sign_in):
    posts = [
        (reverse("milestones:assessment", args=[told["draft"].pk]), {"give": ""}),
        (reverse("milestones:assessment-correct", args=[told["given"].pk]), {}),
        (reverse("milestones:assessment-discard", args=[told["draft"].pk]), {}),
        (reverse("milestones:request-answer", args=[told["asked"].pk]), {}),
        (
            reverse("milestones:review", args=[told["review"].pk]),
            {"decision": "on_track", "reason": "Mine."},
        ),
        (reverse("milestones:review-confirm", args=[told["review"].pk]), {}),
    ]
    tables = (Assessment, Rating, Review, Member, Meeting, AssessmentRequest)
    before = [list(table.objects.order_by("pk").values()) for table in tables]

    answers = {
        (who, address): sign_in(user).post(address, data).status_code
        for who, user in attackers.items()
        for address, data in posts
    }

    assert set(answers.values()) == {404}
    assert [list(t.objects.order_by("pk").values()) for t in tables] == before


def test_rows_themselves_are_closed(told, attackers):
    seen = {
        (who, table.__name__): table.objects.visible_to(user).count()
        for who, user in attackers.items()
        for table in (Assessment, Rating, Review)
    }

    assert set(seen.values()) == {0}


# -- A seat on the committee opens every level -----------------------------------------


def call_with(client, resident, member):
    return client.post(
        reverse("milestones:meeting-call", args=[resident.cohort_id]),
        {
            "occasion": "month_12",
            "held_on": "2027-06-01",
            "quorum": "1",
            "members": [member.pk],
        },
    )


@pytest.mark.parametrize("role", ["coordinator", "gme_office"])
def test_who_organizes_takes_no_seat_themselves(resident, told, sign_in, role):
    program = resident.cohort.program
    organizer = factories.make_staff(program, role)
    colleague = factories.make_staff(program, "coordinator")
    Membership.objects.create(user=organizer, program=program, role="faculty")

    for member in (organizer, colleague):
        answer = call_with(sign_in(organizer), resident, member)
        assert answer.status_code == 422

    assert not Member.objects.exclude(user__name="Grace Okafor").exists()
    assert not Rating.objects.visible_to(organizer).exists()


def test_director_gives_a_coordinator_a_seat(
    resident, told, director, coordinator, sign_in
):
    answer = call_with(sign_in(director), resident, coordinator)

    assert answer.status_code == 302
    assert Rating.objects.visible_to(coordinator).exists()


# -- Competencies of other programs ----------------------------------------------------


def test_former_competency_of_another_program_is_not_shown(
    resident, told, faculty, sign_in
):
    mine = Competency.objects.get(slug="pain-assess")
    mine.pk, mine.slug, mine.title = None, "pain-in-labor", "Ours, in labor"
    mine.program = resident.cohort.program
    mine.save(force_insert=True)
    Rating.objects.create(assessment=told["given"], competency=mine, level=2)
    # The next framework does not have it any more, and another program's does.
    factories.make_framework("2")
    Competency.objects.filter(program=mine.program).exclude(pk=mine.pk).delete()
    theirs = Competency.objects.get(pk=mine.pk)
    theirs.pk, theirs.title = None, "Theirs, in labor"
    theirs.program = factories.make_program()
    theirs.save(force_insert=True)

    page = sign_in(faculty).get(
        reverse("dashboard:resident-progress", args=[resident.pk])
    )

    assert b"Ours, in labor" in page.content
    assert b"Theirs, in labor" not in page.content
