"""Addresses of accounts that are not allauth's."""

from django.urls import path

from onboarding.accounts import views

app_name = "accounts"
urlpatterns = [
    path("invitations/<str:token>/", views.accept_invitation, name="invitation"),
]
