"""The project. Celery's application is made first, so that every process has it."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
