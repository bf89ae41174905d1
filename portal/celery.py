"""The Celery application. Beat only wakes us: what is due is decided from rows."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("acclimate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
