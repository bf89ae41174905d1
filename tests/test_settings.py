"""The environment: what each variable turns, and the sentence for a wrong value."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).parent.parent
VARIABLES = {
    "DEBUG",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "EMAIL_RATE",
    "EMAIL_TIMEOUT",
    "EMAIL_PROVIDER",
    "EMAIL_WEBHOOK_SECRET",
    "HEARTBEAT_PING_URL",
    "METRICS_TOKEN",
    "DATA_DIR",
    "MEDIA_ROOT",
    "DEMO_PASSWORD",
    "FILES_STORAGE_URL",
    "CLAMAV_URL",
    "FILE_MAX_MB",
    "FILE_MAX_PAGES",
    "FILE_MAX_MEGAPIXELS",
    "FILE_CHECK_SECONDS",
    "FILE_KEEP_DAYS",
}
SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture
def read(monkeypatch, tmp_path):
    """The settings as a fresh process would read them from the given variables."""

    def read(**variables):
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        variables = {"DEBUG": "1", "DATA_DIR": str(tmp_path)} | variables
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "portal" / "settings.py"))

    return read


# -- What each variable turns ----------------------------------------------------------


@pytest.mark.parametrize("word", ["1", "true", "YES"])
def test_debug_on_allows_to_do_without_a_secret(read, word):
    assert read(DEBUG=word)["DEBUG"] is True


@pytest.mark.parametrize("word", ["0", "false", "No", ""])
def test_debug_is_off_unless_switched_on(read, word):
    assert read(DEBUG=word, SECRET_KEY="x" * 50)["DEBUG"] is False


def test_secret_key_is_taken_as_it_stands(read):
    assert read(SECRET_KEY="$dollar=and#more")["SECRET_KEY"] == "$dollar=and#more"


def test_allowed_hosts_are_a_list(read):
    assert read(ALLOWED_HOSTS="a.example, b.example")["ALLOWED_HOSTS"] == [
        "a.example",
        "b.example",
    ]


def test_site_url_names_the_only_host_and_makes_cookies_secure(read):
    settings = read(DEBUG="0", SECRET_KEY="x" * 50, SITE_URL="https://portal.example/")

    assert settings["SITE_URL"] == "https://portal.example"
    assert settings["ALLOWED_HOSTS"] == ["portal.example"]
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://portal.example"]
    assert settings["SESSION_COOKIE_SECURE"] is settings["CSRF_COOKIE_SECURE"] is True


def test_site_url_without_encryption_leaves_cookies_usable(read):
    assert read(SITE_URL="http://localhost:8123")["SESSION_COOKIE_SECURE"] is False


def test_database_url_unset_is_sqlite_in_the_data_folder(read, tmp_path):
    database = read()["DATABASES"]["default"]

    assert database["NAME"] == str(tmp_path / "db.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_database_url_takes_an_absolute_sqlite_path(read, tmp_path):
    path = tmp_path / "other.sqlite3"

    settings = read(DATABASE_URL=f"sqlite:///{path}")

    assert settings["DATABASES"]["default"]["NAME"] == str(path)


def test_database_url_takes_postgresql_and_keeps_connections(read):
    settings = read(DATABASE_URL="postgres://portal:p%40ss@db.example:5433/acclimate")

    database = settings["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"]) == ("db.example", 5433)
    assert (database["NAME"], database["PASSWORD"]) == ("acclimate", "p@ss")
    assert database["CONN_MAX_AGE"] > 0


def test_broker_unset_is_a_folder_in_the_data_folder(read, tmp_path):
    settings = read()

    assert settings["CELERY_BROKER_URL"].startswith("filesystem://")
    options = settings["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert Path(options["data_folder_in"]).is_relative_to(tmp_path)
    assert Path(options["data_folder_in"]).is_dir()


def test_broker_on_redis_hides_a_task_for_longer_than_it_may_run(read):
    settings = read(CELERY_BROKER_URL="redis://localhost:6379/0")

    options = settings["CELERY_BROKER_TRANSPORT_OPTIONS"]
    assert options["visibility_timeout"] > settings["CELERY_TASK_TIME_LIMIT"]


def test_broker_on_rabbitmq_has_no_option_of_redis(read):
    settings = read(CELERY_BROKER_URL="amqp://localhost")

    assert settings["CELERY_BROKER_TRANSPORT_OPTIONS"] == {}


def test_cache_unset_is_a_table_that_all_processes_share(read):
    assert read()["CACHES"]["default"]["BACKEND"].endswith("DatabaseCache")


def test_cache_url_takes_redis(read):
    cache = read(CACHE_URL="redis://localhost:6379/1")["CACHES"]["default"]

    assert cache["BACKEND"].endswith("RedisCache")
    assert cache["LOCATION"] == "redis://localhost:6379/1"


def test_email_url_unset_is_the_mailbox_while_trying_things(read):
    settings = read()

    assert settings["EMAIL_BACKEND"].endswith("MailboxBackend")
    assert settings["HAS_MAILBOX"] is True


def test_email_url_mailbox_without_debug_has_no_page(read):
    settings = read(DEBUG="0", SECRET_KEY="x" * 50, EMAIL_URL="mailbox://")

    assert settings["HAS_MAILBOX"] is False


@pytest.mark.parametrize(
    ("url", "port", "speaks_tls", "starts_tls"),
    [
        ("smtp://mail.example", 25, False, False),
        ("smtp://mail.example:2525", 2525, False, False),
        ("smtps://mail.example", 465, True, False),
        ("smtps://mail.example:587", 587, False, True),
    ],
)
def test_email_url_names_the_mail_server(read, url, port, speaks_tls, starts_tls):
    settings = read(EMAIL_URL=url)

    assert settings["EMAIL_BACKEND"] == SMTP
    assert (settings["EMAIL_HOST"], settings["EMAIL_PORT"]) == ("mail.example", port)
    assert settings["EMAIL_USE_SSL"] is speaks_tls
    assert settings["EMAIL_USE_TLS"] is starts_tls


def test_email_url_carries_a_quoted_account(read):
    settings = read(EMAIL_URL="smtps://me%40mail.example:p%2Fw@mail.example:465")

    assert settings["EMAIL_HOST_USER"] == "me@mail.example"
    assert settings["EMAIL_HOST_PASSWORD"] == "p/w"


def test_email_url_console_prints_letters(read):
    assert read(EMAIL_URL="console://")["EMAIL_BACKEND"].endswith(
        "console.EmailBackend"
    )


def test_default_from_email_is_the_sender_of_everything(read):
    settings = read(DEFAULT_FROM_EMAIL="Portal <portal@riverside.example>")

    assert settings["DEFAULT_FROM_EMAIL"] == "Portal <portal@riverside.example>"
    assert settings["SERVER_EMAIL"] == settings["DEFAULT_FROM_EMAIL"]


def test_data_dir_moves_everything_that_is_stored(read, tmp_path):
    settings = read(DATA_DIR=str(tmp_path / "elsewhere"))

    assert settings["DATA_DIR"] == tmp_path / "elsewhere"
    assert settings["MEDIA_ROOT"] == tmp_path / "elsewhere" / "media"
    assert settings["MAILBOX_DIR"].is_relative_to(tmp_path / "elsewhere")


def test_passwords_are_kept_with_argon2(read):
    assert read()["PASSWORD_HASHERS"] == [
        "django.contrib.auth.hashers.Argon2PasswordHasher"
    ]


@pytest.mark.parametrize(("name", "usual"), [("EMAIL_RATE", 0), ("EMAIL_TIMEOUT", 40)])
def test_rate_and_patience_are_numbers(read, name, usual):
    assert (read()[name], read(**{name: "12"})[name]) == (usual, 12)


def test_provider_tells_of_bounces_with_the_secret_that_it_needs(read):
    assert read()["ANYMAIL"] == {}
    postmark = read(EMAIL_PROVIDER="Postmark", EMAIL_WEBHOOK_SECRET="me:word")
    assert postmark["ANYMAIL"] == {"WEBHOOK_SECRET": "me:word"}
    mailgun = read(EMAIL_PROVIDER="mailgun", EMAIL_WEBHOOK_SECRET="key-1")
    assert mailgun["ANYMAIL"] == {"MAILGUN_WEBHOOK_SIGNING_KEY": "key-1"}


def test_alarm_and_counters_are_off_unless_set(read):
    assert (read()["HEARTBEAT_PING_URL"], read()["METRICS_TOKEN"]) == ("", "")
    on = read(HEARTBEAT_PING_URL="https://hc.example/1", METRICS_TOKEN="t-1")
    assert on["HEARTBEAT_PING_URL"] == "https://hc.example/1"
    assert on["METRICS_TOKEN"] == "t-1"


def test_media_root_moves_files_alone(read, tmp_path):
    settings = read(MEDIA_ROOT=str(tmp_path / "files"))

    assert settings["MEDIA_ROOT"] == tmp_path / "files"
    assert settings["DATA_DIR"] == tmp_path


def test_demo_password_is_empty_unless_set(read):
    assert read()["DEMO_PASSWORD"] == ""
    assert read(DEMO_PASSWORD="river stone lamp")["DEMO_PASSWORD"] == "river stone lamp"


# -- The sentence for a wrong value ----------------------------------------------------


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DEBUG": "maybe"}, "use 1 or 0, true or false, yes or no"),
        ({"DEBUG": "0"}, "SECRET_KEY is missing"),
        ({"SITE_URL": "portal.example"}, "write it like https://portal.example"),
        ({"SITE_URL": "https://portal.example:port"}, "Port could not be cast"),
        ({"DATABASE_URL": "mysql://localhost/x"}, "sqlite:// or postgres://"),
        ({"DATABASE_URL": "postgres://localhost"}, "names no database"),
        ({"DATABASE_URL": "postgres://localhost:x/y"}, "Port could not be cast"),
        ({"CELERY_BROKER_URL": "kafka://localhost"}, "redis:// or amqp://"),
        ({"CACHE_URL": "nonsense"}, "redis:// or dbcache://"),
        ({"EMAIL_URL": "imap://localhost"}, "smtp://, smtps://, console://"),
        ({"EMAIL_URL": "smtp://localhost:x"}, "Port could not be cast"),
        ({"DEFAULT_FROM_EMAIL": "Acclimate"}, "Acclimate <acclimate@portal.example>"),
        ({"HEARTBEAT_PING_URL": "ftp://here"}, "write it like https://"),
        ({"EMAIL_RATE": "fast"}, "is not a number"),
        ({"EMAIL_TIMEOUT": "600"}, "use a number from 1 to 50"),
        ({"EMAIL_PROVIDER": "pigeon"}, "use brevo, mailgun"),
        ({"EMAIL_PROVIDER": "postmark"}, "user:password"),
        ({"DATA_DIR": __file__}, "is a file: name a folder"),
        ({"DATA_DIR": "/proc/nowhere"}, "cannot be written to"),
        ({"MEDIA_ROOT": __file__}, "is a file: name a folder"),
    ],
)
def test_wrong_value_is_refused_in_one_sentence(read, variables, sentence):
    with pytest.raises(ImproperlyConfigured, match=re.escape(sentence)) as refused:
        read(**variables)

    assert "\n" not in str(refused.value)
    assert (set(variables) | {"SECRET_KEY"}) & set(
        re.findall(r"\w+", str(refused.value))
    )


def test_wrong_value_never_shows_a_password(read):
    with pytest.raises(ImproperlyConfigured) as refused:
        read(DATABASE_URL="mysql://portal:swordfish@localhost/x")

    assert "swordfish" not in str(refused.value)


def test_wrong_value_stops_the_command_line_with_that_sentence_alone():
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={**os.environ, "DEBUG": "perhaps"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr == (
        "DEBUG='perhaps' is not understood: use 1 or 0, true or false, yes or no.\n"
    )


# -- Nothing beside this list ----------------------------------------------------------


def test_settings_read_exactly_the_documented_variables():
    source = (ROOT / "portal" / "settings.py").read_text()

    read = set(re.findall(r'(?:environment|file_storage)\.\w+\(\s*"(\w+)"', source))

    assert read == VARIABLES


def test_every_variable_is_documented():
    page = (ROOT / "docs" / "settings.md").read_text()

    assert {name for name in VARIABLES if f"`{name}`" not in page} == set()


def test_nobody_else_reads_the_environment():
    readers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("onboarding", "portal")
        for path in (ROOT / folder).rglob("*.py")
        if "environ" in path.read_text()
    }

    # celery.py and wsgi.py name the settings module; serve hands its environment on,
    # and the inspection of uploads the few words that Python needs.
    assert readers <= {
        "portal/environment.py",
        "portal/file_storage.py",
        "portal/settings.py",
        "portal/celery.py",
        "portal/wsgi.py",
        "onboarding/reminders/management/commands/serve.py",
        "onboarding/lib/uploads/inspection.py",
    }
