"""Addresses of the pages that put several apps side by side."""

from django.urls import path

from onboarding.dashboard import owed, progress, reports, review, views

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
    path("sections/<slug:slug>/", views.show_section, name="section"),
]
