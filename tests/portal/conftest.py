"""Reading the settings as a fresh process would."""

from tests.test_settings import read  # noqa: F401 -- a fixture
