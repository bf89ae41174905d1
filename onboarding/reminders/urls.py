"""Addresses of letters, health checks and, where letters stay here, the mailbox."""

from django.conf import settings
from django.urls import path

from onboarding.reminders.views import (
    address,
    bounces,
    delivery,
    health,
    letters,
    mailbox,
    metrics,
    signed,
    simulator,
    wishes,
)

app_name = "reminders"
urlpatterns = [
    path("health/live", health.show_live, name="health-live"),
    path("health/ready", health.show_ready, name="health-ready"),
    path("letters/", letters.list_letters, name="letter-list"),
    path("letters/<int:pk>/", letters.show_letter, name="letter"),
    path("letters/quiet/", wishes.edit_quiet_days, name="quiet-days"),
    path("letters/quiet/<int:pk>/", wishes.remove_quiet_days, name="quiet-remove"),
    path("letters/later/<str:token>/", signed.later, name="later"),
    path("letters/leave/<str:token>/", signed.leave, name="leave"),
    path("items/<int:pk>/later/", wishes.snooze_item, name="snooze"),
    path(
        "residents/<int:pk>/letters/", letters.list_letters_of, name="resident-letters"
    ),
    path("residents/<int:pk>/mine/", wishes.take_resident, name="mine"),
    path("letters/ahead/", simulator.show_ahead, name="ahead"),
    path("letters/delivery/", delivery.show_delivery, name="delivery"),
    path("metrics", metrics.show_metrics, name="metrics"),
    path("address/", address.show_address, name="address"),
]
if settings.EMAIL_PROVIDER:
    urlpatterns += [
        path("mail/news/", bounces.webhook_of(settings.EMAIL_PROVIDER), name="news")
    ]
if settings.HAS_MAILBOX:
    urlpatterns += [
        path("mailbox/", mailbox.list_mailbox, name="mailbox"),
        path("mailbox/<str:key>/", mailbox.show_mail, name="mail"),
        path("mailbox/<str:key>/html/", mailbox.show_mail_html, name="mail-html"),
    ]
