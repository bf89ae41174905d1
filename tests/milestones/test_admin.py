"""Who adds competencies and chooses a framework, and what the records show."""

import pytest

from onboarding.milestones.models import Competency, Domain, FrameworkChoice
from tests import factories
from tests.checklists.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("framework")]

ADMIN = "/admin/milestones"


def _own(program, **fields):
    return Competency.objects.create(
        domain=Domain.objects.get(),
        program=program,
        slug="pain-in-labor",
        title="Pain in labor",
        definition="Says what it is.",
        **{f"level_{number}": f"Text {number}" for number in range(1, 6)},
        expected_arrival=1,
        expected_month_6=2,
        expected_month_12=3,
        **fields,
    )


def _posted(program, **more):
    return {
        "domain": Domain.objects.get().pk,
        "program": program.pk,
        "slug": "pain-in-labor",
        "title": "Pain in labor",
        "definition": "Says what it is.",
        "position": "100",
        **{f"level_{number}": f"Text {number}" for number in range(1, 6)},
        "expected_arrival": "1.0",
        "expected_month_6": "2.0",
        "expected_month_12": "3.0",
        **more,
    }


def test_director_adds_a_competency_that_residents_are_rated_by(
    resident, director, faculty, sign_in
):
    program = resident.cohort.program

    sign_in(director).post(f"{ADMIN}/competency/add/", _posted(program))

    begin = f"/residents/{resident.pk}/assessments/begin/"
    client = sign_in(faculty)
    form = client.post(begin, {"occasion": "observation"})
    assert "Pain in labor" in text(client.get(form.url))


def test_expected_level_that_falls_is_refused_with_a_sentence(
    resident, director, sign_in
):
    answer = sign_in(director).post(
        f"{ADMIN}/competency/add/",
        _posted(resident.cohort.program, expected_month_12="1.0"),
    )

    assert "The expected level falls" in text(answer)
    assert not Competency.objects.filter(program__isnull=False).exists()


def test_competency_is_added_to_the_user_s_own_programs_only(
    resident, director, sign_in
):
    sign_in(director).post(
        f"{ADMIN}/competency/add/", _posted(factories.make_program())
    )

    assert not Competency.objects.filter(program__isnull=False).exists()


def test_rated_competency_keeps_its_words(resident, director, sign_in):
    own = _own(resident.cohort.program)
    address = f"{ADMIN}/competency/{own.pk}/change/"
    client = sign_in(director)
    assert 'name="level_1"' in text(client.get(address))

    assessment = factories.make_assessment(resident, levels={})
    assessment.ratings.create(competency=own, level=2)

    assert 'name="level_1"' not in text(client.get(address))
    client.post(address, _posted(resident.cohort.program, title="Another"))
    assert Competency.objects.get(pk=own.pk).title == "Pain in labor"


def test_program_chooses_its_framework(resident, director, sign_in):
    other = factories.make_framework(slug="pain-in-children")

    sign_in(director).post(
        f"{ADMIN}/frameworkchoice/add/",
        {"program": resident.cohort.program_id, "framework": other.framework_id},
    )

    assert FrameworkChoice.objects.get().framework == other.framework


@pytest.mark.parametrize("record", ["assessment", "assessmentrequest", "competency"])
def test_records_of_another_program_are_not_there(resident, record, stranger_client):
    given = factories.make_assessment(resident)
    own = _own(resident.cohort.program)
    key = {"assessment": given.pk, "competency": own.pk}.get(record, 1)

    page = stranger_client.get(f"{ADMIN}/{record}/{key}/change/")

    assert page.status_code in {403, 404}


def test_levels_are_for_the_director_and_not_for_the_coordinator(
    resident, director, coordinator_client, sign_in
):
    given = factories.make_assessment(resident)
    address = f"{ADMIN}/assessment/"

    assert given.get_absolute_url() in text(sign_in(director).get(address))
    assert coordinator_client.get(address).status_code in {403, 404}
    for path in ("competency", "frameworkchoice", "frameworkedition"):
        assert coordinator_client.get(f"{ADMIN}/{path}/").status_code == 200
