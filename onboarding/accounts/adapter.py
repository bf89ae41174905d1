"""Our choices for django-allauth."""

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import reverse

from onboarding.accounts.models import User

logger = logging.getLogger(__name__)


class InvitedOnlyAdapter(DefaultAccountAdapter):
    """Nobody signs up: people are invited (docs/adr/0008)."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "This e-mail address and password do not belong "
        "together. Check both, or reset your password.",
        "too_many_login_attempts": "Too many wrong passwords. Wait five minutes, then "
        "try again or reset your password.",
        "enter_current_password": "This is not your present password. Try again, or "
        "sign out and reset it.",
        "incorrect_password": "This is not your password. Try again.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The absolute address of the page that asks for a new password.

        Begins with SITE_URL, whatever host the browser claims to talk to: a forged
        one must not get into a letter.
        """
        uidb36, _, token = key.partition("-")
        page = reverse(
            "account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": token}
        )
        return f"{settings.SITE_URL}{page}"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Home: the form has done its work."""
        return str(resolve_url(settings.LOGIN_REDIRECT_URL))

    def send_password_reset_mail(
        self, user: User, email: str, context: dict[str, Any]
    ) -> None:
        """Send the letter, to the address that the account has, not the one typed.

        A mail server that is down must not tell that there is an account: the person
        sees the same page, we see the log.
        """
        days = settings.PASSWORD_RESET_TIMEOUT // 86_400
        try:
            super().send_password_reset_mail(user, user.email, context | {"days": days})
        except (OSError, SMTPException) as problem:
            # Its text may quote the address.
            logger.error(  # noqa: TRY400 -- the traceback quotes it too
                "The password letter for account %s was not sent: %s",
                user.pk,
                type(problem).__name__,
            )
