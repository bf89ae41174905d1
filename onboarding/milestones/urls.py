"""Addresses of assessments, requests and the framework."""

from django.urls import path

from onboarding.milestones.views import (
    assessments,
    cohorts,
    committee,
    framework,
    requests,
)

app_name = "milestones"
urlpatterns = [
    path("observe/", assessments.list_to_observe, name="observe-list"),
    path(
        "residents/<int:pk>/assessments/begin/",
        assessments.begin_assessment,
        name="assessment-begin",
    ),
    path("assessments/<int:pk>/", assessments.show_assessment, name="assessment"),
    path(
        "assessments/<int:pk>/correct/",
        assessments.correct_assessment,
        name="assessment-correct",
    ),
    path(
        "assessments/<int:pk>/discard/",
        assessments.discard_draft,
        name="assessment-discard",
    ),
    path(
        "assessment-requests/<int:pk>/answer/",
        assessments.answer_request,
        name="request-answer",
    ),
    path(
        "assessment-requests/<int:pk>/withdraw/",
        requests.withdraw_request,
        name="request-withdraw",
    ),
    path("cohorts/<int:pk>/assessments/", requests.show_cohort, name="cohort-requests"),
    path("cohorts/<int:pk>/progress/", cohorts.show_group, name="cohort-progress"),
    path("committee/", committee.list_meetings, name="meeting-list"),
    path("committee/<int:pk>/", committee.show_meeting, name="meeting"),
    path(
        "committee/<int:pk>/attendance/",
        committee.note_attendance,
        name="meeting-attendance",
    ),
    path("cohorts/<int:pk>/committee/", committee.call_meeting, name="meeting-call"),
    path("committee/reviews/<int:pk>/", committee.show_review, name="review"),
    path(
        "committee/reviews/<int:pk>/confirm/",
        committee.confirm_review,
        name="review-confirm",
    ),
    path("framework/<int:pk>/", framework.show_framework, name="framework"),
]
