"""The page behind the link of an invitation."""

from http import HTTPStatus

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from onboarding.accounts import actions
from onboarding.accounts.forms import NewPasswordForm
from onboarding.accounts.models import Invitation


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose a password, and sign them in.

    Opening the page changes nothing, because mail scanners open links too. Answers 410
    with what to do when the link does not work (any more).
    """
    now = timezone.now()
    invitation = actions.find_usable_invitation(token, now=now)
    if invitation is None:
        return _refuse(request, token)
    form = NewPasswordForm(request.POST or None, user=invitation.user)
    if not form.is_valid():
        return _ask(request, invitation, form)
    if not actions.accept(invitation, password=form.cleaned_data["password"], now=now):
        return _refuse(request, token)
    # Through allauth, so that a second factor, once there is one, is asked for too.
    home = resolve_url(settings.LOGIN_REDIRECT_URL)
    response: HttpResponse = perform_login(request, invitation.user, redirect_url=home)
    return response


def _ask(
    request: HttpRequest, invitation: Invitation, form: NewPasswordForm
) -> HttpResponse:
    context = {"form": form, "address": _masked(invitation.user.email)}
    return render(request, "accounts/invitation_accept.html", context)


def _refuse(request: HttpRequest, token: str) -> HttpResponse:
    context = {"invitation": actions.find_invitation(token)}
    return render(
        request, "accounts/invitation_gone.html", context, status=HTTPStatus.GONE
    )


def _masked(email: str) -> str:
    """`email` with one letter of its name: its owner knows it, others learn little."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}•••@{domain}"
