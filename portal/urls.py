"""Every address of the portal: each app's pages under its prefix."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/", include("onboarding.accounts.sign_in_urls")),
    path("", include("onboarding.accounts.urls")),
    path("", include("onboarding.checklists.urls")),
    path("", include("onboarding.milestones.urls")),
    path("learning/", include("onboarding.learning.urls")),
    path("", include("onboarding.reminders.urls")),
    path("", include("onboarding.dashboard.urls")),
]
