"""A pytest plugin that is imported before Django's settings: where the tests run.

`--pg` starts a real PostgreSQL for this run; without it the suite runs on SQLite.
Workers of xdist inherit the environment, so all of them share one server.
"""

import atexit
import os
import shutil
import sys
import tempfile

import pytest
from django.conf import settings

from tests import migrated, throwaway
from tests import smtp_sink as sink_server

IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ
# With CI=true what cannot run here is a failure, not a skip.
IS_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
OURS = ("DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "EMAIL_URL", "SITE_URL")


def _prepare() -> None:
    """Give Django an environment of its own: nothing of the developer's is touched."""
    for name in (*OURS, "ALLOWED_HOSTS", "MEDIA_ROOT", "DEMO_PASSWORD", "SECRET_KEY"):
        os.environ.pop(name, None)
    os.environ["DEBUG"] = "1"
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="acclimate-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
    if "--pg" in sys.argv:
        url = throwaway.postgres()
        if url is None:
            raise pytest.UsageError("--pg: no PostgreSQL on this machine")
        os.environ["DATABASE_URL"] = url
        throwaway.create_database(url, migrated.NAME)
        migrated.migrate(url.replace("/postgres?", f"/{migrated.NAME}?"))


# At import: pytest-django reads the settings before any hook of ours is called.
if not IS_WORKER:
    _prepare()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--pg`; its work was done when this module was imported."""
    parser.addoption("--pg", action="store_true", help="run on a real PostgreSQL")


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    """Settle what only tests need, before anything is served."""
    # Or every test client would look at each static file before its first page.
    settings.WHITENOISE_USE_FINDERS = False
    # The one of portal/settings.py is slow by design.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATABASES["default"].setdefault("TEST", {})["TEMPLATE"] = migrated.NAME


def pytest_report_header(config: pytest.Config) -> str:
    """One line above the run that says which database it uses."""
    return "database: " + ("PostgreSQL" if config.getoption("pg") else "SQLite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Mark the tests in a browser; leave out what means nothing on this database.

    A browser sees pages, and those are the same on both: it runs on SQLite alone, and
    so does what asks no database.
    """
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
    means_nothing = _is_for_sqlite if config.getoption("pg") else _is_for_postgres
    left_out = [item for item in items if means_nothing(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _is_for_postgres(item: pytest.Item) -> bool:
    return item.get_closest_marker("postgres") is not None


def _is_for_sqlite(item: pytest.Item) -> bool:
    if any(map(item.get_closest_marker, ("sqlite", "browser"))):
        return True
    asks = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
    marks = map(item.get_closest_marker, ("django_db", "postgres"))
    return not (asks or any(marks))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Count what could not run here; under CI that is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter and not IS_WORKER else []
    if not skipped:
        return
    reporter.write_line("")
    reporter.write_line(f"{len(skipped)} skipped; the reasons stand below.")
    if IS_CI and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line("CI=true: nothing may be skipped.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def smtp_sink(settings):
    """A real mail server that Django's mail goes to; see tests/smtp_sink.py."""
    sink, controller = sink_server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    yield sink
    controller.stop()
