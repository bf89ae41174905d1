"""What `manage.py check --deploy` says about an installation."""

from types import SimpleNamespace

import pytest

from portal import checks


@pytest.fixture
def production(monkeypatch):
    """The settings of a sensible production machine; each test spoils one."""
    settings = SimpleNamespace(
        SITE_URL="https://portal.example",
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        DEFAULT_FROM_EMAIL="Acclimate <acclimate@portal.example>",
        CACHES={"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}},
        DATABASES={"default": {"ENGINE": "django.db.backends.postgresql"}},
        CELERY_BROKER_URL="redis://localhost:6379/0",
        CLAMAV_URL="unix:///run/clamav/clamd.ctl",
    )
    # Django warns, rightly, when a test overrides DATABASES.
    monkeypatch.setattr(checks, "settings", settings)
    return settings


def _ids():
    found = [
        *checks.check_site_url(None),
        *checks.check_mail_leaves(None),
        *checks.check_sender(None),
        *checks.check_cache_is_shared(None),
        *checks.check_more_than_one_machine(None),
        *checks.check_uploads_are_scanned(None),
    ]
    assert all(message.hint for message in found)
    return [message.id for message in found]


def test_checks_of_a_sensible_installation_say_nothing(production):
    assert _ids() == []


def test_site_url_without_encryption_is_an_error(production):
    production.SITE_URL = "http://portal.example"

    assert _ids() == ["portal.E001"]


@pytest.mark.parametrize(
    "backend",
    [
        "onboarding.reminders.mailbox.MailboxBackend",
        "django.core.mail.backends.console.EmailBackend",
    ],
)
def test_mail_that_stays_on_the_machine_is_an_error(production, backend):
    production.EMAIL_BACKEND = backend

    assert _ids() == ["portal.E002"]


@pytest.mark.parametrize("sender", ["a@localhost", "Acclimate <a@localhost>"])
def test_sender_on_localhost_is_an_error(production, sender):
    production.DEFAULT_FROM_EMAIL = sender

    assert _ids() == ["portal.E003"]


@pytest.mark.parametrize("kind", ["locmem.LocMemCache", "dummy.DummyCache"])
def test_cache_of_one_process_is_an_error(production, kind):
    production.CACHES = {
        "default": {"BACKEND": f"django.core.cache.backends.{kind}"},
    }

    assert _ids() == ["portal.E004"]


def test_embedded_broker_beside_a_shared_database_is_a_warning(production):
    production.CELERY_BROKER_URL = "filesystem://"

    assert _ids() == ["portal.W001"]


def test_embedded_database_beside_a_shared_broker_is_a_warning(production):
    production.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}

    assert _ids() == ["portal.W001"]


def test_embedded_database_and_broker_go_together(production):
    production.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}
    production.CELERY_BROKER_URL = "filesystem://"

    assert _ids() == []


def test_uploads_that_nobody_scans_are_said(production):
    production.CLAMAV_URL = ""

    assert _ids() == ["portal.W002"]
