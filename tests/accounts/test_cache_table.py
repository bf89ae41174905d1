"""The table in which sign-in limits are counted."""

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection


@pytest.mark.django_db
def test_migrate_makes_the_cache_table_again_if_it_is_missing():
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE cache")

    call_command("migrate", verbosity=0)

    cache.set("tries", 5)
    assert cache.get("tries") == 5
