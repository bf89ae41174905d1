"""Configuration of the app."""

from django.apps import AppConfig


class MilestonesConfig(AppConfig):
    """Names the app `milestones`."""

    name = "onboarding.milestones"
    label = "milestones"
    verbose_name = "Competencies and ratings"
