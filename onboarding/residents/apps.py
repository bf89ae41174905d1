"""Configuration of the app."""

from django.apps import AppConfig


class ResidentsConfig(AppConfig):
    """Names the app `residents`."""

    name = "onboarding.residents"
    label = "residents"
    verbose_name = "People and programs"
