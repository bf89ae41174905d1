"""Addresses of the pages that put several apps side by side."""

from django.urls import path

from onboarding.dashboard import owed, review, views

app_name = "dashboard"
urlpatterns = [
    path("", views.show_home, name="home"),
    path("owed/", owed.show_owed, name="owed"),
    path("review/", review.show_review, name="review-list"),
    path("sections/<slug:slug>/", views.show_section, name="section"),
]
