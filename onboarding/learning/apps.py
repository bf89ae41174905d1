"""Configuration of the app."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    """Names the app `learning`."""

    name = "onboarding.learning"
    label = "learning"
    verbose_name = "Learning plans"
