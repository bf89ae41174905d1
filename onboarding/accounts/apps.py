"""Configuration of the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Names the app `accounts`."""

    name = "onboarding.accounts"
    label = "accounts"
