"""The screenshots of the README, taken from the demo's data by a real browser.

Needs Chromium on the machine. Seeds a data folder of its own, so that nobody's demo is
touched, and writes docs/pictures/.
"""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
RESIDENT = "resident@riverside.example"
COORDINATOR = "coordinator@riverside.example"
# Who looks at which address, on how wide a screen, for which picture.
SHOTS = [
    (RESIDENT, "/", 1280, "home-1280"),
    (RESIDENT, "/", 360, "home-360"),
    (COORDINATOR, "/", 1280, "board-1280"),
]


def main() -> None:
    """Take every picture."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("There is no Chromium on this machine: apt install chromium")
    PICTURES.mkdir(exist_ok=True)
    with demo() as (address, password), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        for email, path, width, name in SHOTS:
            take(browser, address, (email, password), path, width, name)
        browser.close()


def take(
    browser: Browser,
    address: str,
    account: tuple[str, str],
    path: str,
    width: int,
    name: str,
) -> None:
    """Sign in, open `path` on a screen `width` wide, and save what is in sight."""
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{address}/accounts/login/?next={path}")
    page.fill("input[name=login]", account[0])
    page.fill("input[name=password]", account[1])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/accounts/login/" not in url)
    page.screenshot(path=PICTURES / f"{name}.png")
    page.context.close()
    print(f"docs/pictures/{name}.png")


@contextmanager
def demo() -> Iterator[tuple[str, str]]:
    """The address and the password of a demo that ends with the block."""
    password = secrets.token_urlsafe(9)
    with socket.socket() as probe, tempfile.TemporaryDirectory() as data:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        address = f"http://localhost:{port}"
        environment = {
            **os.environ,
            "DEBUG": "1",
            "DATA_DIR": data,
            "DEMO_PASSWORD": password,
            "SITE_URL": address,
        }
        manage = [sys.executable, "manage.py"]
        for command in ("migrate", "seed_demo"):
            subprocess.run([*manage, command], cwd=ROOT, env=environment, check=True)
        server = subprocess.Popen(
            [*manage, "runserver", "--noreload", str(port)], cwd=ROOT, env=environment
        )
        try:
            wait_for(f"{address}/accounts/login/")
            yield address, password
        finally:
            server.terminate()
            server.wait(10)


def wait_for(address: str, seconds: float = 30) -> None:
    """Return once somebody answers at `address`."""
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.3)
        else:
            return


if __name__ == "__main__":
    main()
