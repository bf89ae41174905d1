"""The floor of `http`: a view with one query, served by the very same settings."""

import django
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

django.setup()
settings.ROOT_URLCONF = __name__
application = get_wsgi_application()


@login_not_required
def show_one(request: HttpRequest) -> HttpResponse:
    """The answer of one query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM residents_program")
        return HttpResponse(str(cursor.fetchone()))


urlpatterns = [path("", show_one)]
