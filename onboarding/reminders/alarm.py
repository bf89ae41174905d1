"""The second way to an alarm: somebody outside who misses us when we fall silent."""

import logging
import urllib.error
import urllib.request
from http.client import HTTPException

from django.conf import settings

TIMEOUT_SECONDS = 5
logger = logging.getLogger(__name__)


def tell_alive() -> bool:
    """Ask for HEARTBEAT_PING_URL, if there is one; whether it answered.

    Never raises, and waits five seconds at most: a deaf alarm stops no letters.
    """
    if not settings.HEARTBEAT_PING_URL:
        return False
    ping = urllib.request.Request(  # noqa: S310 -- settings accept http and https only
        settings.HEARTBEAT_PING_URL, headers={"User-Agent": "Acclimate"}
    )
    try:
        with urllib.request.urlopen(ping, timeout=TIMEOUT_SECONDS):  # noqa: S310 -- as above
            return True
    except (OSError, HTTPException) as error:
        # The address may be a secret: it stays out of the log.
        logger.warning("HEARTBEAT_PING_URL did not answer: %s", type(error).__name__)
        return False
