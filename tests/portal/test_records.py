"""The index of the admin site: every record, in an order, with what it is for."""

import pytest
from django.contrib import admin
from django.test import Client
from django.utils.html import strip_tags

from tests import factories

pytestmark = pytest.mark.django_db


def test_every_record_says_what_it_is_for():
    silent = [
        str(m._meta.label) for m, a in admin.site._registry.items() if not a.purpose
    ]

    assert silent == []


def test_people_come_first_and_each_record_has_its_sentence(coordinator_client):
    page = words(coordinator_client.get("/admin/"))

    apps = ["People and programs", "Plans and packs", "Competencies", "Reminders"]
    found = [page.index(app) for app in apps]
    assert found == sorted(found)
    assert "Cohorts One year of a program. Its dates move the plans" in page
    assert "Residents Each person with their dates, answers and plan. Add" in page


def test_page_of_one_part_has_its_records_alone(coordinator_client):
    page = words(coordinator_client.get("/admin/reminders/"))

    assert "Vacations and night shifts" in page
    assert "One year of a program" not in page


def test_faculty_is_shown_the_way_to_the_board(cohort):
    client = Client()
    client.force_login(factories.make_staff(cohort.program, "faculty"))

    assert "There is nothing here for your role" in words(client.get("/admin/"))


def words(page):
    """What a page says, on one line."""
    return " ".join(strip_tags(page.content.decode()).split())
