"""Configuration of the app."""

from django.apps import AppConfig


class ChecklistsConfig(AppConfig):
    """Names the app `checklists`."""

    name = "onboarding.checklists"
    label = "checklists"
    verbose_name = "Plans and packs"
