"""Addresses of needs assessments, learning plans and what is read beside them."""

from django.urls import path

from onboarding.learning.views import (
    assessment,
    effect,
    mentor,
    overview,
    plan,
    wording,
)

app_name = "learning"
urlpatterns = [
    path("", overview.show_overview, name="overview"),
    path("how-it-works/", overview.show_rule, name="rule"),
    path("health-systems/", overview.show_systems, name="systems"),
    path("health-systems/figures/", overview.show_figures, name="figures"),
    path("useful/<int:pk>/", overview.judge_item, name="judge"),
    path("wording/<slug:about>/", wording.report, name="wording"),
    path("questions/<slug:occasion>/", assessment.show, name="assessment"),
    path("questions/<slug:occasion>/all/", assessment.show_all, name="questions"),
    path(
        "questions/<slug:occasion>/<int:number>/",
        assessment.show_question,
        name="question",
    ),
    path("questions/<slug:occasion>/finish/", assessment.finish, name="finish"),
    path("results/<slug:occasion>/", assessment.show_results, name="results"),
    path("plan/<slug:occasion>/", plan.show, name="plan"),
    path("plan/<slug:occasion>/send/", plan.send, name="send"),
    path("suggestions/<int:pk>/", plan.choose, name="choose"),
    path("mentor/", mentor.show_list, name="mentor"),
    path("mentor/<int:pk>/", mentor.show, name="mentor-plan"),
    path("mentor/<int:pk>/agree/", mentor.agree, name="agree"),
    path("mentor/<int:pk>/send-back/", mentor.send_back, name="send-back"),
    path("effect/", effect.show, name="effect"),
    path("effect/rows.csv", effect.download, name="effect-rows"),
]
