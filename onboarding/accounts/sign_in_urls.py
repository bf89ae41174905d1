"""The pages of django-allauth that this portal offers, at allauth's own addresses.

The rest (signing up by mail link, several addresses per person, codes by mail) is not
mounted: nobody needs it, so nobody can misuse it.
"""

from allauth.account.urls import urlpatterns as all_pages

OFFERED = {
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",  # says that people are invited
    "account_reauthenticate",
    "account_change_password",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
}

urlpatterns = [page for page in all_pages if page.name in OFFERED]
