#!/bin/sh
# No migration is missing, and the settings of a production machine raise no warning.
set -eu

DATA_DIR="$(mktemp -d)"
export DATA_DIR
trap 'rm -rf "$DATA_DIR"' EXIT

echo "== makemigrations --check"
DEBUG=1 python manage.py makemigrations --check --dry-run

echo "== check --deploy"
DEBUG=0 SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
SITE_URL=https://portal.example \
EMAIL_URL=smtps://portal:secret@mail.example:465 \
DEFAULT_FROM_EMAIL='Acclimate <acclimate@portal.example>' \
CACHE_URL=redis://localhost:6379/1 \
CELERY_BROKER_URL=redis://localhost:6379/0 \
DATABASE_URL=postgres://portal@localhost/portal \
CLAMAV_URL=unix:///run/clamav/clamd.ctl \
    python manage.py check --deploy --fail-level WARNING
