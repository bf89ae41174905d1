"""The links at the top: the same on every page, and none that leads nowhere."""

import re

import pytest
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db

EVERYBODY = ["Board", "Review", "Assessments", "Learning plans"]
MANAGERS = [*EVERYBODY, "Residents", "Items", "Letters ahead", "Records"]
OVERSEERS = [*EVERYBODY, "Residents", "Items", "Records"]
# One page of the portal and one in the frame of the admin site.
PAGES = ("/owed/", "/review/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        ("coordinator", MANAGERS),
        ("gme_office", MANAGERS),
        ("program_director", OVERSEERS),
        ("faculty", EVERYBODY),
        ("peer_mentor", EVERYBODY),
    ],
)
def test_staff_find_the_pages_of_their_role_and_each_opens(cohort, role, wanted, page):
    client = Client()
    client.force_login(factories.make_staff(cohort.program, role))

    links = links_of(client.get(page))

    assert list(links) == wanted
    assert {client.get(address).status_code for address in links.values()} == {200}


def test_resident_finds_own_pages_and_each_opens(resident_client):
    links = links_of(resident_client.get("/"))

    assert list(links) == ["Home", "Progress", "Your dates", "Letters", "Learning"]
    opened = {resident_client.get(address).status_code for address in links.values()}
    assert opened == {200}


def links_of(page):
    """Addresses by the words of the main navigation."""
    nav = re.search(r"<nav class=\"site-nav\".*?</nav>", page.content.decode(), re.S)
    found = re.findall(r"<a href=\"([^\"]+)\"[^>]*>([^<]+)</a>", nav.group())
    return {words: address for address, words in found}
