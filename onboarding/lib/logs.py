"""What must not get into the logs."""

import logging
import re

# Whoever reads one of these addresses may use it.
_SECRET_PART = re.compile(
    r"(/invitations/|/password/reset/key/|/calendar/|/letters/(?:later|leave)/)[^/\s?\"']+"
)


class HideSecretAddresses(logging.Filter):
    """Replaces the secret part of invitation, password and calendar links.

    Django writes the path of every refused request (403, 410, 500) into its log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: every record is kept, without secrets."""
        message = record.getMessage()
        cleaned = _SECRET_PART.sub(r"\1[hidden]", message)
        if cleaned != message:
            record.msg, record.args = cleaned, ()
        return True
