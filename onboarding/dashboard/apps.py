"""Configuration of the app."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """Names the app `dashboard`."""

    name = "onboarding.dashboard"
    label = "dashboard"
