"""A real Chromium, where the machine has one."""

import os
import shutil

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Locator, Page, sync_playwright

# Playwright keeps an event loop in the thread; Django would refuse every query in it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
)


@pytest.fixture(scope="session")
def chromium():
    """The browser, started once; the test is skipped where there is none."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip("no Chromium on this machine (apt install chromium)")
    flags = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright, pytest.MonkeyPatch.context() as patch:
        for kind in (Locator, Page):
            patch.setattr(kind, "click", _whole_page_after(kind.click))
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server):
    """Open an address as somebody: `open_page("/", resident.user, width=360)`."""
    contexts = []

    def open_page(path, user=None, *, width=1280, **options):
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            **options,
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([_session(user, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def _whole_page_after(click):
    """`click` returns when the next page begins to arrive; a test reads all of it."""

    def click_and_wait(target, *args, **kwargs):
        click(target, *args, **kwargs)
        getattr(target, "page", target).wait_for_load_state()

    return click_and_wait


def _session(user, url):
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
