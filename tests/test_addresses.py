"""Every address of the portal, whoever added it."""

import re

import pytest
from django.contrib.admindocs.views import simplify_regex
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

# Addresses for people who are not signed in, by name, each with its reason.
PUBLIC = {
    "account_login",
    "account_logout",  # asks first; without a session it leads to the start
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_inactive",  # says so to whom it was said at sign-in anyway
    "account_signup",  # says that accounts come by invitation
    "accounts:invitation",  # the link is the permission
    "reminders:later",  # the link is the permission
    "reminders:leave",
    "reminders:health-live",
    "reminders:health-ready",
    "reminders:metrics",  # 404 without the token
    "reminders:mailbox",  # exists with DEBUG and mailbox:// only
    "reminders:mail",
    "reminders:mail-html",
}

WRITE = re.compile("INSERT|UPDATE|DELETE")
# Counting attempts to sign in is what the cache is for.
BOOKKEEPING = re.compile('"(cache|django_session)"')


def _addresses(resolver=None, prefix="/", namespace=""):
    """(name, address) of every pattern, with 1 in the place of each argument."""
    for pattern in (resolver or get_resolver()).url_patterns:
        path = prefix + simplify_regex(str(pattern.pattern)).lstrip("/")
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _addresses(pattern, path, namespace + inner)
        elif isinstance(pattern, URLPattern):
            name = namespace + (pattern.name or "")
            yield name, re.sub(r"<[^>]+>", "1", path)


ADDRESSES = sorted(set(_addresses()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [address for name, address in ADDRESSES if name not in PUBLIC],
)
def test_address_asks_strangers_to_sign_in(client, address):
    answer = client.get(address, follow=True)

    assert answer.redirect_chain[-1][0].startswith("/accounts/login/?next=")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [address for name, address in ADDRESSES if not name.startswith("admin:")],
)
def test_address_never_writes_on_get(coordinator_client, address):
    with CaptureQueriesContext(connection) as queries:
        coordinator_client.get(address)

    writes = [query["sql"] for query in queries if WRITE.match(query["sql"])]
    assert [sql for sql in writes if not BOOKKEEPING.search(sql)] == []


def test_every_page_of_ours_has_a_name():
    nameless = [
        address for name, address in ADDRESSES if name.endswith(":") or not name
    ]

    # Django's own redirects inside the admin.
    assert [page for page in nameless if not page.startswith("/admin/")] == []


def test_names_of_addresses_are_used_once():
    ours = [name for name, _ in ADDRESSES if not name.startswith("admin:")]

    assert len(ours) == len(set(ours))
