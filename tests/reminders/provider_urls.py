"""The address that each provider posts to, as with EMAIL_PROVIDER set."""

from django.urls import include, path

from onboarding.reminders.views.bounces import webhook_of

urlpatterns = [
    path("postmark/", webhook_of("postmark")),
    path("mailgun/", webhook_of("mailgun")),
    path("brevo/", webhook_of("brevo")),
    path("mailjet/", webhook_of("mailjet")),
    path("sparkpost/", webhook_of("sparkpost")),
    path("", include("portal.urls")),
]
