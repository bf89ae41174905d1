"""Addresses of the pages that put several apps side by side."""

from django.urls import path

from onboarding.dashboard import (
    cohort_dates,
    dating,
    knowing,
    owed,
    progress,
    reports,
    review,
    views,
)

app_name = "dashboard"
urlpatterns = [
    path("", views.show_home, name="home"),
    path("owed/", owed.show_owed, name="owed"),
    path("progress/", progress.show_own, name="progress"),
    path(
        "residents/<int:pk>/progress/",
        progress.show_progress,
        name="resident-progress",
    ),
    path(
        "residents/<int:pk>/progress/<slug:slug>/",
        progress.show_competency,
        name="competency",
    ),
    path("residents/<int:pk>/report.pdf", reports.print_report, name="report-pdf"),
    path("committee/<int:pk>/packet.pdf", reports.print_packet, name="packet-pdf"),
    path("review/", review.show_review, name="review-list"),
    path("dates/<slug:anchor>/", dating.edit_own_date, name="date-edit"),
    path("answers/", knowing.edit_own_answers, name="answers"),
    path(
        "residents/<int:pk>/dates/<slug:anchor>/",
        dating.edit_resident_date,
        name="resident-date",
    ),
    path(
        "residents/<int:pk>/facts/", knowing.edit_resident_facts, name="resident-facts"
    ),
    path(
        "cohorts/<int:pk>/dates/", cohort_dates.edit_cohort_dates, name="cohort-dates"
    ),
    path("sections/<slug:slug>/", views.show_section, name="section"),
]
