"""Different values for many rows in one statement."""

from datetime import date

import pytest

from onboarding.checklists.models import Item
from onboarding.lib.bulk import set_rows
from tests.factories import NOW, make_item

pytestmark = pytest.mark.django_db


def test_set_rows_gives_each_row_its_own_values(django_assert_num_queries):
    first, second = make_item(), make_item()

    with django_assert_num_queries(1):
        changed = set_rows(
            Item,
            ("due_on", "notice_at"),
            [(first.pk, date(2027, 6, 1), NOW), (second.pk, date(2027, 6, 2), None)],
        )

    assert changed == 2
    found = Item.objects.order_by("pk").values_list("due_on", "notice_at")
    assert list(found) == [(date(2027, 6, 1), NOW), (date(2027, 6, 2), None)]


def test_set_rows_can_spare_rows_that_were_settled_meanwhile():
    noticed, settled = make_item(notice_at=NOW), make_item()

    changed = set_rows(
        Item,
        ("notice_at",),
        [(i.pk, NOW) for i in (noticed, settled)],
        where_set="notice_at",
    )

    assert changed == 1
    settled.refresh_from_db()
    assert settled.notice_at is None


def test_set_rows_without_rows_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert set_rows(Item, ("due_on",), []) == 0
