"""Configuration of the app."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Names the app `reminders`."""

    name = "onboarding.reminders"
    label = "reminders"
