"""An item that takes a file, and a storage of its own for each test."""

import pytest

from tests.checklists.pages import make_item
from tests.lib.test_clamav import clamd, daemon  # noqa: F401 -- fixtures


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """The folder in which this test's files are stored."""
    place = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            **settings.STORAGES["default"],
            "OPTIONS": {
                **settings.STORAGES["default"]["OPTIONS"],
                "location": str(place),
            },
        },
    }
    return place


@pytest.fixture
def kept(folder):
    """What is in the storage now."""
    return lambda: sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def item(resident):
    """“Sign your contract”, with a file if one likes; the coordinator checks it."""
    return make_item(resident, evidence="file", verifier="coordinator")
