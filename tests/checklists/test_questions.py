"""Questions about an item: who asks, who answers, and where both find it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from onboarding.checklists import asking
from onboarding.checklists.actions import RefusedError
from onboarding.checklists.models import Question
from tests.checklists.pages import address, make_item, text
from tests.factories import NOW, make_question, make_resident, make_staff

pytestmark = pytest.mark.django_db

HOME = reverse("dashboard:home")
REVIEW = reverse("dashboard:review-list")


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def act(question, word):
    return reverse(f"checklists:question-{word}", args=[question.pk])


# -- The acts --------------------------------------------------------------------------


def test_question_and_answer_stand_in_the_history_without_their_words(
    resident, coordinator
):
    item = make_item(resident)
    question = asking.ask(item, by=resident.user, now=NOW, text="Which form?")

    assert asking.answer(question, by=coordinator, now=NOW, text="Form 7.")

    kinds = list(item.events.values_list("kind", "reason", "details"))
    about = {"question": question.pk}
    assert kinds == [("asked", "", about), ("answered", "", about)]


def test_asking_twice_asks_once(resident):
    item = make_item(resident)

    first = asking.ask(item, by=resident.user, now=NOW, text="Which form?")
    second = asking.ask(item, by=resident.user, now=NOW, text=" Which form? ")

    assert first == second
    assert item.events.count() == 1


def test_second_answer_changes_nothing(resident, coordinator):
    question = make_question(make_item(resident))
    asking.answer(question, by=coordinator, now=NOW, text="Yes.")

    assert not asking.answer(question, by=coordinator, now=NOW, text="No.")
    assert Question.objects.get().answer == "Yes."


@pytest.mark.parametrize(
    ("role", "owner", "verifier", "may"),
    [
        ("coordinator", "resident", "", True),
        ("gme_office", "resident", "faculty", True),
        ("faculty", "resident", "faculty", True),
        ("faculty", "resident", "coordinator", False),
        ("program_director", "program_director", "", True),
        ("program_director", "resident", "", False),
        ("peer_mentor", "resident", "peer_mentor", True),
    ],
)
def test_who_does_or_checks_or_manages_answers(resident, role, owner, verifier, may):
    question = make_question(make_item(resident, owner=owner, verifier=verifier))
    member = make_staff(resident.cohort.program, role)

    if may:
        assert asking.answer(question, by=member, now=NOW, text="Yes.")
    else:
        with pytest.raises(RefusedError):
            asking.answer(question, by=member, now=NOW, text="Yes.")


def test_resident_answers_nobody_and_staff_ask_nobody(resident, coordinator):
    item = make_item(resident, verifier="resident")
    question = make_question(item)

    with pytest.raises(RefusedError, match="Only the program"):
        asking.answer(question, by=resident.user, now=NOW, text="Yes.")
    with pytest.raises(RefusedError, match="Only the resident"):
        asking.ask(item, by=coordinator, now=NOW, text="Well?")


# -- The pages -------------------------------------------------------------------------


def test_resident_asks_and_reads_the_answer_on_home_and_item(
    resident_client, coordinator_client, resident
):
    item = make_item(resident)

    asked = resident_client.post(
        address(item, "item-ask"), {"question": "Which form?"}, follow=True
    )
    question = Question.objects.get()
    waiting = text(coordinator_client.get(REVIEW))
    coordinator_client.post(act(question, "answer"), {"answer": "Form <7>."})

    assert "Waits for an answer." in text(asked)
    assert f"{address(item)}#question-{question.pk}" in waiting
    assert "Which form?" in waiting
    assert "Your questions were answered" in text(resident_client.get(HOME))
    assert "Form &lt;7&gt;." in text(resident_client.get(address(item)))
    assert "Which form?" not in text(coordinator_client.get(REVIEW))


def test_answer_that_was_read_leaves_the_home(resident_client, resident, coordinator):
    question = make_question(make_item(resident))
    asking.answer(question, by=coordinator, now=NOW, text="Yes.")

    resident_client.post(act(question, "read"))
    resident_client.post(act(question, "read"))

    assert "Your questions were answered" not in text(resident_client.get(HOME))
    assert Question.objects.get().read_at


def test_new_question_puts_earlier_answers_away(resident, coordinator):
    question = make_question(make_item(resident))
    asking.answer(question, by=coordinator, now=NOW, text="Yes.")

    asking.ask(question.item, by=resident.user, now=NOW, text="And a copy?")

    assert not Question.objects.unread().exists()


@pytest.mark.parametrize("words", ["", " ", "My number is 219-09-9999.", "x" * 1001])
def test_question_that_says_nothing_or_too_much_is_refused(
    resident_client, resident, words
):
    item = make_item(resident)

    response = resident_client.post(address(item, "item-ask"), {"question": words})

    assert response.context["ask_form"].errors
    assert not Question.objects.exists()


def test_refused_answer_is_still_in_its_box(coordinator_client, resident):
    item = make_item(resident)
    make_question(item, "First?")
    question = make_question(item, "Second?")

    response = coordinator_client.post(
        act(question, "answer"), {"answer": "See passport X1234567."}
    )

    forms = [form for _, form in response.context["thread"]]
    assert [form.is_bound for form in forms] == [False, True]
    assert "See passport X1234567." in text(response)


@pytest.mark.parametrize("word", ["answer", "read"])
def test_question_of_another_program_is_not_found(stranger_client, resident, word):
    question = make_question(make_item(resident))

    response = stranger_client.post(act(question, word), {"answer": "Yes."})

    assert response.status_code == 404


def test_asking_about_an_item_of_another_program_is_not_found(
    stranger_client, resident
):
    item = make_item(resident)

    response = stranger_client.post(address(item, "item-ask"), {"question": "?"})

    assert response.status_code == 404


@pytest.mark.parametrize("role", ["program_director", "faculty", "peer_mentor"])
def test_private_question_is_not_found_by_who_may_not_open_the_item(resident, role):
    question = make_question(make_item(resident, is_sensitive=True))
    member = make_staff(resident.cohort.program, role)
    resident.faculty_mentor = resident.peer_mentor = member
    resident.save()
    client = signed_in(member)

    response = client.post(act(question, "answer"), {"answer": "Yes."})

    assert response.status_code == 404
    assert question.text not in text(client.get(REVIEW))


def test_staff_without_a_part_in_it_read_but_do_not_answer(resident):
    question = make_question(make_item(resident))
    client = signed_in(make_staff(resident.cohort.program, "program_director"))
    page = text(client.get(question.item.get_absolute_url()))

    response = client.post(act(question, "answer"), {"answer": "Yes."})

    assert question.text in page
    assert "Your answer" not in page
    assert "Only the program can answer" in text(response)


def test_only_the_resident_puts_an_answer_away(coordinator_client, resident):
    question = make_question(make_item(resident))

    response = coordinator_client.post(act(question, "read"), follow=True)

    assert "Only the person who asked" in text(response)


def test_review_lists_what_waits_longest_first(resident, coordinator_client):
    item = make_item(resident)
    make_question(item, "Later?").__class__.objects.update(
        asked_at=NOW + timedelta(days=1)
    )
    make_question(item, "First?")

    asked = coordinator_client.get(REVIEW).context["questions"]

    assert [question.text for question in asked] == ["First?", "Later?"]


def test_review_asks_as_many_queries_for_30_questions_as_for_one(
    resident, coordinator_client, django_assert_num_queries
):
    item = make_item(resident)
    make_question(item)
    with django_assert_num_queries(14, exact=False) as one:
        coordinator_client.get(REVIEW)
    for number in range(30):
        other = make_resident(resident.cohort)
        _copy(item, other, number)

    with django_assert_num_queries(len(one)):
        coordinator_client.get(REVIEW)


def test_thread_of_30_asks_as_many_queries_as_of_one(
    resident, coordinator_client, django_assert_num_queries
):
    item = make_item(resident)
    make_question(item)
    with django_assert_num_queries(16, exact=False) as one:
        coordinator_client.get(address(item))
    for number in range(30):
        make_question(item, f"Question {number}?")

    with django_assert_num_queries(len(one)):
        coordinator_client.get(address(item))


def _copy(item, resident, number):
    from_pack = item.definition
    copy = type(item).objects.create(
        resident=resident, definition=from_pack, slug=item.slug, due_on=item.due_on
    )
    make_question(copy, f"Question {number}?")


# -- All that somebody asked -----------------------------------------------------------

LIST = reverse("checklists:question-list")


def test_list_says_what_waits_what_is_new_and_what_was_read(
    resident, coordinator, resident_client
):
    item = make_item(resident)
    read, new = (make_question(item, words) for words in ("First?", "Second?"))
    make_question(item, "Third?")
    for question in (read, new):
        asking.answer(question, by=coordinator, now=NOW, text="Form 7.")
    asking.put_away(read, by=resident.user, now=NOW)

    asked = resident_client.get(LIST).context["asked"]

    found = [
        [exchange.question.text for exchange in part]
        for part in (asked.waiting, asked.new, asked.read)
    ]
    assert found == [["Third?"], ["Second?"], ["First?"]]


def test_answer_is_put_away_on_the_list(resident, coordinator, resident_client):
    question = make_question(make_item(resident))
    asking.answer(question, by=coordinator, now=NOW, text="Form 7.")

    answer = resident_client.post(act(question, "read"), {"next": LIST})

    assert answer.url == LIST
    assert resident_client.get(LIST).context["asked"].new == []


def test_home_leads_to_the_list_and_says_what_waits(resident, resident_client):
    make_question(make_item(resident))

    told = text(resident_client.get(HOME))

    assert "You wait for an answer about 1 item." in told
    assert f'href="{LIST}"' in resident_client.get(HOME).content.decode()


def test_list_without_questions_says_where_to_ask(resident, resident_client):
    make_item(resident)

    assert "You have not asked anything yet." in text(resident_client.get(LIST))


def test_list_has_the_own_questions_only(resident, resident_client):
    make_question(make_item(make_resident(resident.cohort)))

    assert not resident_client.get(LIST).context["asked"]


def test_list_is_for_residents(coordinator_client):
    assert coordinator_client.get(LIST).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_list_takes_the_same_queries_for_one_question_and_for_thirty(
    resident, resident_client, django_assert_num_queries, count
):
    item = make_item(resident)
    for number in range(count):
        make_question(item, f"Question {number}?")

    with django_assert_num_queries(6):
        resident_client.get(LIST)
