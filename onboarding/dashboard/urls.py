"""Addresses of the pages that put several apps side by side."""

from django.urls import path

from onboarding.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.show_home, name="home"),
]
