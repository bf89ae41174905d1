"""The pages on which a coordinator adds, changes and switches off items."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from onboarding.checklists.editions import choosing, editing
from onboarding.checklists.editions.merging import Choice
from onboarding.checklists.models import Edition, Plan, ProgramChoice, RollOut
from tests import factories
from tests.checklists.packs import FRAMEWORK, PACK, item, write_pack
from tests.checklists.pages import text
from tests.checklists.rollouts import enrolled
from tests.checklists.test_own_items import BADGE, own
from tests.commands import run
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition(tmp_path):
    """A shipped edition of two items."""
    items = item() + item("open-account", section="pay", title="Open an account")
    run("load_pack", write_pack(tmp_path, items=items))
    return Edition.objects.get()


@pytest.fixture
def director_client(cohort):
    """A browser in which the director of that program is signed in."""
    client = Client()
    client.force_login(factories.make_staff(cohort.program, "program_director"))
    return client


def all_items(edition):
    return reverse(
        "admin:checklists_edition_own_items", args=[edition.pk, "im-riverside"]
    )


def one_item(edition, slug):
    args = [edition.pk, "im-riverside", slug]
    return reverse("admin:checklists_edition_own_item", args=args)


def add_item(edition):
    args = [edition.pk, "im-riverside"]
    return reverse("admin:checklists_edition_add_item", args=args)


def filled(**values):
    """What a browser sends for an item."""
    return {
        "title": "Get your badge",
        "section": "pay",
        "guidance": "In the *lobby*.\r\nAsk Dana.",
        "owner": "resident",
        "due_count": "3",
        "due_way": "days:-1",
        "due_from": "anchor:program_start",
        "opens_way": "days:-1",
        "deadline": "institution",
        "evidence": "none",
        "source_name": "Our program",
    } | values


def as_shown(client, address):
    """What a browser would send if nothing was changed."""
    form = client.get(address).context["form"]
    values = {}
    for bound in form:
        value = bound.value()
        if value not in (None, "", False, []):
            values[bound.name] = "on" if value is True else value
    return values


def test_new_item_is_stored_as_a_pack_file_has_it(coordinator_client, cohort, edition):
    answer = coordinator_client.post(add_item(edition), filled(), follow=True)

    assert not answer.context.get("form"), answer.context["form"].errors
    assert "Nobody’s plan has changed yet." in text(answer)
    says = ProgramChoice.objects.get(slug="get-your-badge").says
    assert says["due"] == {"anchor": "program_start", "days": -3}
    assert says["guidance"] == "In the *lobby*.\nAsk Dana."
    assert "verifier" not in says
    assert says["sources"][0]["verified"] is False


def test_new_item_may_come_back_serve_competencies_and_be_for_some_places(
    coordinator_client, cohort, tmp_path
):
    run("load_pack", write_pack(tmp_path, framework=FRAMEWORK))
    edition = Edition.objects.get()
    sent = filled(
        repeat_months="3",
        repeat_until="program_end",
        specialties="Internal-Medicine, neurology",
        states="oh, IL",
        competencies=["pain-nature"],
    )

    coordinator_client.post(add_item(edition), sent)

    says = ProgramChoice.objects.get().says
    assert says["repeats"] == {"every_months": 3, "until": "program_end"}
    assert says["applies_to"] == {
        "specialty": ["internal-medicine", "neurology"],
        "state": ["OH", "IL"],
    }
    assert says["competencies"] == ["pain-nature"]
    shown = as_shown(coordinator_client, one_item(edition, "get-your-badge"))
    assert shown["states"] == "OH, IL"
    assert shown["repeat_months"] == 3


def test_pack_without_a_framework_offers_no_competencies(
    coordinator_client, cohort, edition
):
    form = coordinator_client.get(add_item(edition)).context["form"]

    assert "competencies" not in form.fields


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"states": "Ohio"}, "Write each state with two letters"),
        ({"repeat_months": "0"}, "greater than or equal to 1"),
        ({"title": "Your visa appointment"}, "tells something private; reword it"),
        ({"title": "x" * 61}, "may have 60 characters at most"),
        (
            {"opens_count": "1", "opens_from": "anchor:program_start"},
            "“not_before” is after “due”",
        ),
        ({"source_url": "not an address"}, "valid URL"),
        ({"guidance": "My number is 219-09-9999."}, "number"),
    ],
)
def test_item_that_no_pack_may_have_is_refused_with_its_sentence(
    coordinator_client, cohort, edition, values, sentence
):
    answer = coordinator_client.post(add_item(edition), filled(**values))

    assert sentence in text(answer)
    assert not ProgramChoice.objects.exists()


def test_opening_and_saving_a_shipped_item_changes_nothing(
    coordinator_client, cohort, tmp_path
):
    full = item(
        verifier="coordinator",
        applies_to="{category: [j1], has_ssn: false, state: [OH], specialty: [im]}",
        requires="[open-account]",
        due="{anchor: match_day, business_days: -5}",
        not_before="{anchor: match_day, days: -40}",
        repeats="{every_months: 12, until: program_end}",
        lead_days="3",
        guidance="|\n    One.\n\n    Two.",
    )
    run("load_pack", write_pack(tmp_path, items=full + item("open-account")))
    address = one_item(Edition.objects.get(), "sign-contract")

    sent = as_shown(coordinator_client, address)
    answer = coordinator_client.post(address, sent, follow=True)

    assert "Saved" in text(answer)
    assert not ProgramChoice.objects.exists()


def test_only_what_differs_is_kept_of_a_changed_item(
    coordinator_client, cohort, edition
):
    address = one_item(edition, "sign-contract")
    sent = as_shown(coordinator_client, address)

    coordinator_client.post(
        address, sent | {"title": "Sign in ink", "owner": "coordinator"}
    )

    choice = ProgramChoice.objects.get()
    assert choice.says == {"title": "Sign in ink", "owner": "coordinator"}
    page = text(coordinator_client.get(all_items(edition)))
    assert "Changed by the program (1)" in page
    assert "Title, Who does it" in page


def test_item_can_be_switched_off_and_on_again(coordinator_client, cohort, edition):
    address = one_item(edition, "open-account")

    off = coordinator_client.post(address, {"act": "off"}, follow=True)
    back = coordinator_client.post(address, {"act": "back"}, follow=True)

    assert "Switched off by the program (1)" in text(off)
    assert "as they are shipped" in text(back)
    assert "“Open an account”, as shipped again" in text(back)


def test_conflict_is_shown_with_both_and_can_be_decided(
    coordinator_client, cohort, edition, tmp_path
):
    desk = editing.desk_of(cohort.program, edition)
    mine = Choice(
        "changed", "sign-contract", {"title": "In ink"}, desk.shipped["sign-contract"]
    )
    choosing.choose(cohort.program, edition.pack, mine, by=None, now=NOW)
    pack = PACK.replace('"1"', '"2"')
    run("load_pack", write_pack(tmp_path, pack=pack, items=item(title="By hand")))
    newer = Edition.objects.get(label="2")

    page = text(coordinator_client.get(all_items(newer)))
    decision = {"slug": "sign-contract", "key": "title", "act": "ours"}
    after = text(coordinator_client.post(all_items(newer), decision, follow=True))

    assert "Changed by you and by the new edition (1)" in page
    assert "<dt>Yours (kept)</dt> <dd>In ink</dd>" in page
    assert "<dt>Shipped now</dt> <dd>By hand</dd>" in page
    assert "Changed by you and by the new edition" not in after


def test_roll_out_makes_the_edition_after_a_preview(
    coordinator_client, cohort, edition
):
    enrolled(2, cohort)
    choosing.choose(cohort.program, edition.pack, own(), by=None, now=NOW)
    address = reverse(
        "admin:checklists_edition_roll_out", args=[edition.pk, "im-riverside"]
    )

    preview = coordinator_client.post(address, {"who": "all"})
    assert "Get your badge" in text(preview)
    assert Edition.objects.count() == 1
    seen = preview.context["seen"]
    coordinator_client.post(address, {"who": "all", "seen": seen})

    made = RollOut.objects.get().edition
    assert (made.program, made.base) == (cohort.program, edition)
    assert {plan.edition for plan in Plan.objects.all()} == {made}
    page = text(coordinator_client.get(all_items(edition)))
    assert f"All of this is in edition {made.label}." in page


def test_roll_out_to_new_residents_changes_nobodys_plan(
    coordinator_client, cohort, edition
):
    enrolled(1, cohort)
    choosing.choose(cohort.program, edition.pack, own(), by=None, now=NOW)
    address = reverse(
        "admin:checklists_edition_roll_out", args=[edition.pk, "im-riverside"]
    )
    seen = coordinator_client.post(address, {"who": "new"}).context["seen"]

    coordinator_client.post(address, {"who": "new", "seen": seen})

    assert Plan.objects.get().edition == edition
    assert RollOut.objects.get().audience == "new"


@pytest.mark.parametrize("who", ["stranger_client", "director_client"])
def test_own_items_do_not_exist_for_others(request, who, cohort, edition):
    client = request.getfixturevalue(who)
    pages = [all_items(edition), add_item(edition), one_item(edition, "sign-contract")]

    answers = [client.get(page) for page in pages]
    answers += [client.post(page, filled()) for page in pages]

    assert {answer.status_code for answer in answers} == {404}
    assert not ProgramChoice.objects.exists()


def test_edition_of_another_program_does_not_exist(
    coordinator_client, stranger_client, cohort, edition
):
    made = factories.make_edition(
        "1+x.1", pack="small", program=cohort.program, base=edition
    )
    factories.make_definition("secret-handshake", edition=made)
    page = reverse("admin:checklists_edition_change", args=[made.pk])
    items = reverse("admin:checklists_itemdefinition_changelist")

    assert coordinator_client.get(page).status_code == 200
    assert stranger_client.get(page).status_code == 404
    assert "Secret handshake" not in text(stranger_client.get(items))
    assert "Secret handshake" in text(coordinator_client.get(items))


def test_page_of_own_items_asks_as_often_for_one_as_for_thirty(
    coordinator_client, cohort, edition
):
    counts = []
    for number in (1, 30):
        for n in range(number):
            says = BADGE | {"slug": f"badge-{n}"}
            choice = Choice("own", f"badge-{n}", says)
            choosing.choose(cohort.program, edition.pack, choice, by=None, now=NOW)
        with CaptureQueriesContext(connection) as queries:
            assert coordinator_client.get(all_items(edition)).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]
