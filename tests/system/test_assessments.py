"""Rating, progress and the committee in a real browser."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from onboarding.milestones import actions, committees
from onboarding.milestones.committees import Call
from onboarding.milestones.models import FrameworkEdition, Rating
from tests import factories
from tests.source import ROOT
from tests.system.faults import faults_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    """Five residents rated at arrival, their faculty mentor and their director."""
    call_command("load_pack", str(ROOT / "onboarding" / "packs" / "us-img"))
    program = factories.make_program("im-riverside")
    faculty = factories.make_staff(program, "faculty", name="Grace Okafor")
    director = factories.make_staff(program, "program_director", name="Helen Marchetti")
    cohort = factories.make_cohort(program)
    edition = FrameworkEdition.objects.get()
    for number in range(5):
        resident = factories.make_resident(
            cohort, faculty_mentor=faculty, family_name=f"O'Brien {number}"
        )
        for source, level in (("self", 3), ("faculty", 1.5)):
            factories.make_assessment(
                resident,
                edition=edition,
                source=source,
                assessor=resident.user if source == "self" else faculty,
                levels={"pain-nature": level, "pain-team": "below_level_1"},
            )
    call = Call("arrival", timezone.now().date(), 1, [faculty, director])
    meeting, _ = committees.call_meeting(cohort, call, by=director, now=timezone.now())
    return {
        "resident": resident,
        "faculty": faculty,
        "director": director,
        "cohort": cohort,
        "meeting": meeting,
    }


def test_observation_is_written_on_a_phone_without_javascript(open_page, scene):
    page = open_page(
        "/observe/", scene["faculty"], width=360, java_script_enabled=False
    )

    page.get_by_role("button", name="Observe Aoife O'Brien 4").click()
    page.get_by_text("Acute and perioperative pain", exact=True).click()
    page.locator("input[name=rate-pain-acute][value='2.5']").check()
    page.get_by_label("Where", exact=True).select_option("inpatient")
    page.get_by_label("One strength").fill("Set a time to look again, and kept it.")
    page.get_by_label("One next step").fill("Write down when the medicine ends.")
    page.get_by_role("button", name="Give it to Aoife").click()

    assert page.get_by_text("Thank you. Aoife can read it now.").is_visible()
    given = Rating.objects.get(assessment__occasion="observation")
    assert (given.competency.slug, given.words) == ("pain-acute", "2.5")


def test_levels_are_chosen_with_the_keyboard(open_page, scene):
    page = open_page("/observe/", scene["faculty"])
    page.get_by_role("button", name="Observe Aoife O'Brien 4").click()
    page.locator("summary", has_text="Acute and perioperative pain").focus()

    page.keyboard.press("Enter")
    page.locator("input[name=rate-pain-acute][value='2.0']").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")

    assert page.locator("input[name=rate-pain-acute][value='2.5']").is_checked()


def _pages(scene):
    resident, cohort = scene["resident"], scene["cohort"]
    draft = actions.begin(
        resident,
        by=scene["faculty"],
        source="faculty",
        occasion="month_6",
        now=timezone.now(),
    )
    review = scene["meeting"].reviews.get(resident=resident)
    given = resident.assessments.filter(source="self").get()
    director = [
        f"/residents/{resident.pk}/progress/",
        f"/residents/{resident.pk}/progress/pain-nature/",
        f"/cohorts/{cohort.pk}/progress/",
        f"/cohorts/{cohort.pk}/assessments/",
        f"/cohorts/{cohort.pk}/committee/",
        "/committee/",
        scene["meeting"].get_absolute_url(),
        review.get_absolute_url(),
        f"/framework/{cohort.program_id}/",
    ]
    return [
        *((scene["director"], path) for path in director),
        (scene["faculty"], "/owed/"),
        (scene["faculty"], "/observe/"),
        (scene["faculty"], draft.get_absolute_url()),
        (scene["faculty"], f"/assessments/{draft.pk}/discard/"),
        (resident.user, "/progress/"),
        (resident.user, given.get_absolute_url()),
    ]


@pytest.mark.parametrize(
    "look", [{"width": 360}, {"width": 1280, "color_scheme": "dark"}], ids=str
)
def test_pages_of_competence_are_accessible_and_fit(open_page, scene, look):
    faults, browsers = [], {}
    for user, path in _pages(scene):
        if user not in browsers:
            browsers[user] = open_page("/owed/", user, **look)
        page = browsers[user]
        assert page.goto(path).status == 200
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = 1)")
        faults += [f"{path}: {fault}" for fault in faults_of(page)]

    assert not faults, "\n".join(faults)
