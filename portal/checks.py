"""Is this installation set up sensibly? Asked by `manage.py check --deploy`."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register

SHARED_CACHES = ("DatabaseCache", "RedisCache", "PyMemcacheCache", "PyLibMCCache")


@register(Tags.security, deploy=True)
def check_site_url(
    app_configs: Sequence[AppConfig] | None, **_kwargs: object
) -> list[CheckMessage]:
    """E001: links in letters lead to an encrypted page."""
    if urlsplit(settings.SITE_URL).scheme == "https":
        return []
    return [
        Error(
            f"SITE_URL={settings.SITE_URL} is not encrypted.",
            hint="Letters link there, and people type passwords: use https://.",
            id="portal.E001",
        )
    ]


@register(deploy=True)
def check_mail_leaves(
    app_configs: Sequence[AppConfig] | None, **_kwargs: object
) -> list[CheckMessage]:
    """E002: letters go to a mail server and not to a page that nobody opens."""
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return []
    return [
        Error(
            "EMAIL_URL keeps letters on this machine: no reminder reaches anybody.",
            hint="Set EMAIL_URL=smtps://user:password@mail.example:465. mailbox:// and "
            "console:// are for trying things out.",
            id="portal.E002",
        )
    ]


@register(deploy=True)
def check_sender(
    app_configs: Sequence[AppConfig] | None, **_kwargs: object
) -> list[CheckMessage]:
    """E003: the sender of letters is an address that other mail servers accept."""
    if not settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        return []
    return [
        Error(
            f"DEFAULT_FROM_EMAIL={settings.DEFAULT_FROM_EMAIL} is on localhost.",
            hint="Mail servers refuse such senders: use an address of your program.",
            id="portal.E003",
        )
    ]


@register(Tags.caches, deploy=True)
def check_cache_is_shared(
    app_configs: Sequence[AppConfig] | None, **_kwargs: object
) -> list[CheckMessage]:
    """E004: all processes count failed sign-ins together."""
    if settings.CACHES["default"]["BACKEND"].endswith(SHARED_CACHES):
        return []
    return [
        Error(
            "CACHE_URL is not shared between processes: each counts its own sign-ins.",
            hint="Set CACHE_URL=redis://… or leave it out for the database's.",
            id="portal.E004",
        )
    ]


@register(deploy=True)
def check_more_than_one_machine(
    app_configs: Sequence[AppConfig] | None, **_kwargs: object
) -> list[CheckMessage]:
    """W001: several machines share one database and one broker."""
    is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    is_embedded = settings.CELERY_BROKER_URL.startswith("filesystem://")
    if is_sqlite == is_embedded:
        return []
    return [
        Warning(
            "One of database and broker is embedded, the other is not.",
            hint="Embedded ones serve one machine. Set both DATABASE_URL and "
            "CELERY_BROKER_URL, or neither.",
            id="portal.W001",
        )
    ]


@register(Tags.security, deploy=True)
def check_uploads_are_scanned(
    app_configs: Sequence[AppConfig] | None, **_kwargs: object
) -> list[CheckMessage]:
    """W002: somebody looks for viruses in what people upload."""
    if settings.CLAMAV_URL:
        return []
    return [
        Warning(
            "CLAMAV_URL is not set: nobody looks for viruses in uploaded files.",
            hint="Run a ClamAV daemon and set CLAMAV_URL=unix:///run/clamav/clamd.ctl "
            "or tcp://….",
            id="portal.W002",
        )
    ]
