"""Who may sign in, and how a person gets in for the first time."""

from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.signing import BadSignature, Signer
from django.db import models
from django.db.models.functions import Lower

INVITATION_LASTS = timedelta(days=14)


class UserManager(BaseUserManager["User"]):
    """Makes accounts. The e-mail address is the name."""

    def create_user(
        self,
        email: str,
        password: str | None = None,
        **fields: Any,  # noqa: ANN401 -- Django's signature
    ) -> "User":
        """A saved account; without `password` nobody can sign in with one yet."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self,
        email: str,
        password: str | None = None,
        **fields: Any,  # noqa: ANN401 -- Django's signature
    ) -> "User":
        """A saved account that may do everything."""
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def with_email(self, email: str) -> "models.QuerySet[User]":
        """The account with this address, whatever its case; at most one."""
        return self.filter(email__iexact=email.strip())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who may sign in: a resident, or somebody on the staff."""

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField(
        "may sign in", default=True, help_text="Switch off instead of deleting."
    )
    is_staff = models.BooleanField(
        "works in the admin site",
        default=False,
        help_text="Set by itself for everybody with a role in a program.",
    )
    created_at = models.DateTimeField(db_default=models.functions.Now())
    mail_fails_since = models.DateTimeField(
        "letters come back since",
        null=True,
        blank=True,
        editable=False,
        help_text="Set by itself; they are asked for the right address.",
    )

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ("email",)
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once_whatever_its_case",
                violation_error_message="There is an account with this e-mail address.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """The name, or the e-mail address where none is known."""
        return str(self)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Invitations."""

    def usable(self, now: datetime) -> Self:
        """Those whose link still works at `now`."""
        return self.filter(
            used_at=None, revoked_at=None, expires_at__gt=now, user__is_active=True
        )


class Invitation(models.Model):
    """A one-use link for one person's first sign-in.

    The link is signed, not stored: it can be written into a letter as late as the
    letter is sent, and nobody can read it from the database.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="invitations_sent",
        null=True,
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("created_at")),
                name="invitation_expires_after_it_was_made",
            ),
            models.UniqueConstraint(
                fields=("user",),
                condition=models.Q(used_at=None, revoked_at=None),
                name="invitation_one_open_per_person",
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"

    @property
    def token(self) -> str:
        """The secret part of the link."""
        return _signer.sign(str(self.pk))

    @classmethod
    def pk_of(cls, token: str) -> int | None:
        """The primary key that a real token was made for, or None."""
        try:
            return int(_signer.unsign(token))
        except (BadSignature, ValueError):
            return None


_signer = Signer(salt="onboarding.accounts.invitation")
