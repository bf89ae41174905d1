"""Real servers for the tests; imported as a pytest plugin before Django's settings."""

import os

os.environ.setdefault("DEBUG", "1")
