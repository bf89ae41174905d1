"""Addresses of needs assessments, learning plans and what is read beside them."""

from django.urls import path, register_converter

from onboarding.learning.views import assessment, effect, mentor, overview, plan
from onboarding.learning.words import Occasion


class OccasionConverter:
    """One of the words of Occasion."""

    regex = "|".join(Occasion.values)

    def to_python(self, value: str) -> str:
        """The word itself."""
        return value

    def to_url(self, value: str) -> str:
        """The word itself."""
        return value


register_converter(OccasionConverter, "occasion")

app_name = "learning"
urlpatterns = [
    path("", overview.show_overview, name="overview"),
    path("how-it-works/", overview.show_rule, name="rule"),
    path("health-systems/", overview.show_systems, name="systems"),
    path("health-systems/figures/", overview.show_figures, name="figures"),
    path("useful/<int:pk>/", overview.judge_item, name="judge"),
    path("questions/<occasion:occasion>/", assessment.show, name="assessment"),
    path("questions/<occasion:occasion>/all/", assessment.show_all, name="questions"),
    path(
        "questions/<occasion:occasion>/<int:number>/",
        assessment.show_question,
        name="question",
    ),
    path("questions/<occasion:occasion>/finish/", assessment.finish, name="finish"),
    path("results/<occasion:occasion>/", assessment.show_results, name="results"),
    path("plan/<occasion:occasion>/", plan.show, name="plan"),
    path("plan/<occasion:occasion>/send/", plan.send, name="send"),
    path("suggestions/<int:pk>/", plan.choose, name="choose"),
    path("mentor/", mentor.show_list, name="mentor"),
    path("mentor/<int:pk>/", mentor.show, name="mentor-plan"),
    path("mentor/<int:pk>/agree/", mentor.agree, name="agree"),
    path("mentor/<int:pk>/send-back/", mentor.send_back, name="send-back"),
    path("effect/", effect.show, name="effect"),
    path("effect/rows.csv", effect.download, name="effect-rows"),
]
