"""Addresses of items and of the dates that decide them."""

from django.urls import path

from onboarding.checklists.decision_forms import ADDRESSES
from onboarding.checklists.views import (
    adding,
    changes,
    dates,
    deciding,
    files,
    items,
    questions,
)

app_name = "checklists"
urlpatterns = [
    path("items/<int:pk>/", items.show_item, name="item-detail"),
    path("items/<int:pk>/complete/", items.complete_item, name="item-complete"),
    *(
        path(
            f"items/<int:pk>/{word}/",
            items.decide_item,
            {"transition": transition},
            name=f"item-{word}",
        )
        for transition, word in ADDRESSES.items()
    ),
    path("items/<int:pk>/ask/", questions.ask_about_item, name="item-ask"),
    path("questions/", questions.list_questions, name="question-list"),
    path(
        "questions/<int:pk>/answer/",
        questions.answer_question,
        name="question-answer",
    ),
    path("questions/<int:pk>/read/", questions.put_answer_away, name="question-read"),
    path("items/decide/", deciding.decide_many, name="decide-many"),
    path("items/<int:pk>/files/<int:file_pk>/", files.get_file, name="item-file"),
    path("residents/<int:pk>/add-item/", adding.add_item, name="add-item"),
    path("dates/", dates.list_dates, name="date-list"),
    path("plan-changes/<int:pk>/seen/", changes.put_aside, name="plan-change-seen"),
]
