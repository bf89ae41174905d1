#!/bin/sh
# The demo: everything embedded, whatever the environment says.
set -eu

unset ALLOWED_HOSTS CACHE_URL CELERY_BROKER_URL DATABASE_URL MEDIA_ROOT SECRET_KEY
export DEBUG=1 EMAIL_URL=mailbox:// SITE_URL="http://localhost:$PORT"
export DATA_DIR="$PWD/data/demo"
# A machine that is busy starting may take its time over the files of the demo.
export FILE_CHECK_SECONDS=25
export DEFAULT_FROM_EMAIL="Acclimate <acclimate@localhost>"
mkdir -p "$DATA_DIR"

# Without DEMO_PASSWORD the first start makes one up; later starts say the same one.
password="$DATA_DIR/password"
said=
if [ -z "${DEMO_PASSWORD:-}" ]; then
    [ -s "$password" ] || (umask 077 && .venv/bin/python -c \
        'import secrets; print(secrets.token_urlsafe(9))' > "$password")
    DEMO_PASSWORD="$(cat "$password")"
    export DEMO_PASSWORD
    said="Password of all of them: $DEMO_PASSWORD"
fi

.venv/bin/python manage.py migrate --verbosity 0
.venv/bin/python manage.py seed_demo
[ -z "$said" ] || echo "$said"
echo "Open $SITE_URL and sign in. Letters: $SITE_URL/mailbox/. Ctrl-C stops all of it."
exec .venv/bin/python manage.py serve --port "$PORT"
