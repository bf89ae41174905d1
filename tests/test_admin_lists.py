"""Every list of the admin site, whoever registered it: filters, counts, odd keys."""

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.test import Client
from django.urls import reverse

from tests import factories

pytestmark = pytest.mark.django_db
LISTS = sorted(model._meta.label_lower for model in admin.site._registry)


@pytest.fixture
def superuser_client(resident):
    """A browser of somebody who may open every list; one resident has an item."""
    factories.make_item(resident)
    client = Client()
    client.force_login(factories.make_user(is_staff=True, is_superuser=True))
    return client


def address_of(label):
    """Where the list of that record is."""
    return reverse(f"admin:{label.replace('.', '_')}_changelist")


@pytest.mark.parametrize("label", LISTS)
def test_every_choice_of_every_filter_opens_with_and_without_counts(
    superuser_client, label
):
    address = address_of(label)
    listed = superuser_client.get(address).context["cl"]
    asked = {
        choice["query_string"]
        for spec in listed.filter_specs
        for choice in spec.choices(listed)
    }

    for query in ["?_facets=True", *sorted(asked)]:
        assert superuser_client.get(address + query).status_code == 200, query


@pytest.mark.parametrize("key", ["x", "2027-07-01", "9" * 25, "9" * 5000])
@pytest.mark.parametrize("label", LISTS)
def test_key_that_no_row_can_have_is_nobodys_row(superuser_client, label, key):
    sent = {"action": "", ACTION_CHECKBOX_NAME: key}

    assert superuser_client.post(address_of(label), sent).status_code == 404
