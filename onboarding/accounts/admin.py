"""Accounts in the admin site: for superusers, who look after everybody's access."""

from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from onboarding.accounts.actions import change_email, invite
from onboarding.accounts.http import AuthenticatedHttpRequest
from onboarding.accounts.models import Invitation, User
from onboarding.lib.access import Act, SuperusersOnly
from onboarding.lib.admin import ScopedAdmin, ScopedInline, counted

# Roles are memberships in programs, not groups; an account has one address, its own.
admin.site.unregister([Group, EmailAddress])


class NothingErased(SuperusersOnly):
    """Superusers; but what happened once stays on record."""

    def may(self, user: User, act: Act) -> bool:
        """Everything but erasing, for superusers."""
        return act != Act.DELETE and super().may(user, act)


class OnlyToRead(SuperusersOnly):
    """Superusers, who read what actions have written."""

    def may(self, user: User, act: Act) -> bool:
        """Reading, for superusers."""
        return act == Act.VIEW and super().may(user, act)


class UserForm(forms.ModelForm):
    """An account without its password: only its owner ever knows that."""

    class Meta:
        model = User
        fields = ("email", "name", "is_active", "is_staff", "is_superuser")

    def clean_email(self) -> str:
        """The address in small letters, as it is looked up at the sign-in."""
        email: str = self.cleaned_data["email"]
        return email.strip().lower()


class InvitationInline(ScopedInline):
    """The invitations that this person got, to read: the action makes new ones."""

    model = Invitation
    fk_name = "user"
    access = OnlyToRead()
    fields = ("created_at", "invited_by", "expires_at", "used_at", "revoked_at")
    readonly_fields = fields


@admin.register(User)
class UserAdmin(ScopedAdmin):
    """Everybody who may sign in. Coordinators look after residents, not accounts."""

    purpose = "Everybody who can sign in."
    access = NothingErased()
    form = UserForm
    inlines = (InvitationInline,)
    list_display = ("email", "name", "last_sign_in", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "name")
    actions = ("send_invitations",)

    @admin.display(
        description="last sign-in", ordering="last_login", empty_value="never"
    )
    def last_sign_in(self, user: User) -> datetime | None:
        """When the person signed in last."""
        return user.last_login

    def get_readonly_fields(
        self, request: HttpRequest, obj: User | None = None
    ) -> tuple[str, ...]:
        """On one's own page also the boxes with which one would lock oneself out."""
        is_own = obj is not None and obj.pk == request.user.pk
        return ("is_active", "is_staff", "is_superuser") if is_own else ()

    def save_model(
        self,
        request: HttpRequest,
        obj: User,
        form: Any,  # noqa: ANN401 -- Django makes its class
        change: bool,
    ) -> None:
        """Save; a new account has no password until its owner comes in."""
        if not change:
            obj.set_unusable_password()
        obj.is_staff = obj.is_staff or obj.is_superuser
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            change_email(obj, obj.email, now=timezone.now())

    @admin.action(description="Send invitations to the selected people")
    def send_invitations(
        self, request: AuthenticatedHttpRequest, users: QuerySet[User]
    ) -> None:
        """Invite those who may sign in; earlier links of theirs stop working."""
        now = timezone.now()
        invited = list(users.filter(is_active=True))
        with transaction.atomic():
            for user in invited:
                invite(user, by=request.user, now=now)
        count = counted(len(invited), "invitation", "invitations")
        self.message_user(request, f"{count} on the way.")
        if left_out := users.count() - len(invited):
            people = counted(left_out, "person", "people")
            sentence = f"{people} left out: switch on “may sign in” first."
            self.message_user(request, sentence, messages.WARNING)
