"""Typed readers of environment variables. Each refuses nonsense in one sentence.

A variable that is empty counts as not set.
"""

import os
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_TRUTHS = {
    "1": True, "true": True, "yes": True,
    "0": False, "false": False, "no": False,
}  # fmt: skip

_BROKERS = (
    "redis", "rediss", "redis+socket", "sentinel",
    "amqp", "amqps", "pyamqp",
)  # fmt: skip

_MAIL_BACKENDS = {
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "smtps": "django.core.mail.backends.smtp.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
    "mailbox": "onboarding.reminders.mailbox.MailboxBackend",
}

# Mail providers that tell us of bounces and complaints. One signs what it says, to the
# others we give a user name and a password.
_PROVIDERS = ("brevo", "mailgun", "mailjet", "postmark", "sparkpost")
_SIGNING_PROVIDER = "mailgun"


def text(name: str, *, default: str) -> str:
    """The value of `name` without blanks around it, or `default`."""
    return os.environ.get(name, "").strip() or default


def truth(name: str, *, default: bool) -> bool:
    """A yes or no: 1/0, true/false, yes/no in any case."""
    value = text(name, default="")
    if not value:
        return default
    try:
        return _TRUTHS[value.lower()]
    except KeyError:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not understood: use 1 or 0, true or false, yes or no."
        ) from None


def number(name: str, *, default: int) -> int:
    """A whole number, zero or more."""
    value = text(name, default=str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a number: use 0, 1, 2 and so on."
        )
    return int(value)


def whole(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number from `least` to `most`."""
    value = text(name, default=str(default))
    if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
        raise ImproperlyConfigured(
            f"{name}={value!r} is not understood: use a number from {least} to {most}."
        )
    return int(value)


def words(name: str, *, default: list[str]) -> list[str]:
    """A comma-separated list, blanks around the commas ignored."""
    value = text(name, default="")
    return [word.strip() for word in value.split(",") if word.strip()] or default


def url(name: str, *, default: str) -> str:
    """An address that begins with http:// or https:// and names a host."""
    value = text(name, default=default)
    parts = _parts(name, value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not an address: write it like https://portal.example."
        )
    return value


def optional_url(name: str) -> str:
    """An address as `url` reads it, or nothing."""
    return url(name, default="") if text(name, default="") else ""


def sender(name: str, *, default: str) -> str:
    """The sender of letters: an e-mail address, with or without a name before it."""
    value = text(name, default=default)
    if "@" not in parseaddr(value)[1]:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not a sender: write it like "
            "Acclimate <acclimate@portal.example>."
        )
    return value


def folder(name: str, *, default: Path) -> Path:
    """An absolute folder; relative ones are taken from the current folder."""
    path = Path(text(name, default=str(default))).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise ImproperlyConfigured(f"{name}={str(path)!r} is a file: name a folder.")
    return path


def secret(name: str, *, debug: bool) -> str:
    """The secret key. Only DEBUG may do without one."""
    value = text(name, default="only-for-development" if debug else "")
    if not value:
        raise ImproperlyConfigured(
            f"{name} is missing: set it to a long random text, or set DEBUG=1 to try "
            "things."
        )
    return value


def database(name: str, *, data_dir: Path) -> dict[str, Any]:
    """Django's settings for one database; SQLite in `data_dir` unless `name` is set."""
    value = text(name, default=f"sqlite:///{data_dir / 'db.sqlite3'}")
    # The value itself is not repeated: it holds a password.
    if _parts(name, value).scheme not in {"sqlite", "postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"{name} is not understood: it begins with sqlite:// or postgres://."
        )
    config: dict[str, Any] = dict(environ.Env.db_url_config(value))
    if not config["NAME"]:
        raise ImproperlyConfigured(
            f"{name} names no database: write it like postgres://user@host/name."
        )
    if config["ENGINE"].endswith("sqlite3"):
        # Without IMMEDIATE a read that becomes a write fails at once with
        # "database is locked"; the timeout does not help there (docs/adr/0005).
        config["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;",
        }
    else:
        config["CONN_MAX_AGE"] = 300
        config["CONN_HEALTH_CHECKS"] = True
    return config


def cache(name: str) -> dict[str, Any]:
    """Django's settings for the cache: a database table unless `name` is set."""
    value = text(name, default="dbcache://cache")
    try:
        return dict(environ.Env.cache_url_config(value))
    except ImproperlyConfigured as problem:
        raise ImproperlyConfigured(
            f"{name} is not understood: it begins with redis:// or dbcache://."
        ) from problem


def mail(name: str, *, debug: bool) -> dict[str, Any]:
    """Django's EMAIL_ settings. DEBUG keeps letters in the embedded mailbox."""
    value = text(name, default="mailbox://" if debug else "smtp://localhost:25")
    parts = _parts(name, value)
    if parts.scheme not in _MAIL_BACKENDS:
        raise ImproperlyConfigured(
            f"{name} is not understood: it begins with smtp://, smtps://, console:// "
            "or mailbox://."
        )
    is_tls = parts.scheme == "smtps"
    is_smtp = parts.scheme.startswith("smtp")
    account = environ.Env.email_url_config(value) if is_smtp else {}
    port = parts.port or (465 if is_tls else 25)
    return {
        "EMAIL_BACKEND": _MAIL_BACKENDS[parts.scheme],
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": account.get("EMAIL_HOST_USER") or "",
        "EMAIL_HOST_PASSWORD": account.get("EMAIL_HOST_PASSWORD") or "",
        # Port 465 speaks TLS from the first byte; the others start it by command.
        "EMAIL_USE_SSL": is_tls and port == 465,
        "EMAIL_USE_TLS": is_tls and port != 465,
    }


def provider(name: str) -> str:
    """The mail provider that tells us of bounces, or nothing."""
    value = text(name, default="").lower()
    if value and value not in _PROVIDERS:
        raise ImproperlyConfigured(
            f"{name}={value!r} is not known: use {', '.join(_PROVIDERS)}."
        )
    return value


def webhook(name: str, *, provider: str, needed_by: str) -> dict[str, str]:
    """Anymail's settings: how we know that the provider is speaking."""
    value = text(name, default="")
    if not provider:
        return {}
    if provider == _SIGNING_PROVIDER and value:
        return {"MAILGUN_WEBHOOK_SIGNING_KEY": value}
    if ":" not in value.strip(":"):
        # The value itself is not repeated: it is a password.
        raise ImproperlyConfigured(
            f"{name} is missing or not understood; {needed_by}={provider!r} needs it: "
            "write user:password, or for mailgun the signing key of its webhooks."
        )
    return {"WEBHOOK_SECRET": value}


def broker(name: str, *, data_dir: Path) -> dict[str, Any]:
    """Celery's broker: folders in `data_dir` unless `name` is set."""
    value = text(name, default="")
    if not value:
        return _embedded_broker(data_dir)
    scheme = _parts(name, value).scheme
    if scheme not in _BROKERS:
        raise ImproperlyConfigured(
            f"{name} is not understood: it begins with redis:// or amqp://."
        )
    # Longer than the hard time limit of a task, or Redis hands it out twice.
    options = {} if "amqp" in scheme else {"visibility_timeout": 900}
    return {"url": value, "options": options}


def _embedded_broker(data_dir: Path) -> dict[str, Any]:
    messages = data_dir / "broker" / "messages"
    control = data_dir / "broker" / "control"
    for path in (messages, control):
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise ImproperlyConfigured(
                f"DATA_DIR={str(data_dir)!r} cannot be written to "
                f"({problem.strerror}): name a folder of yours."
            ) from problem
    return {
        "url": "filesystem://localhost//",
        "options": {
            "data_folder_in": str(messages),
            "data_folder_out": str(messages),
            "control_folder": str(control),
            # Celery's own interval of a second lets two tasks through per second.
            "polling_interval": 0.1,
        },
    }


def _parts(name: str, value: str) -> SplitResult:
    """The parts of an address, refused where its port is no number."""
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as problem:
        raise ImproperlyConfigured(
            f"{name} is not an address that can be read: {problem}."
        ) from problem
    return parts
