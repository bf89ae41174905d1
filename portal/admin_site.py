"""The admin site: sign-in by allauth, and a 404 for what is not yours."""

from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator

_NOT_HERE = {"logout", "password_change", "password_change_done", "view_on_site"}


class AcclimateAdminSite(admin.AdminSite):
    """Django's admin without a login page of its own.

    Somebody else's row, and the whole site for residents, answer 404: an address must
    not tell whether something exists.
    """

    site_header = "Acclimate"
    site_title = "Acclimate"
    index_title = "Records"
    site_url = "/"
    # The main navigation names what is used every day; tables need the width.
    enable_nav_sidebar = False

    @method_decorator(login_not_required)
    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 -- Django's signature
    ) -> HttpResponse:
        """Send to the one sign-in page, with its limits and, later, second factors."""
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

    def get_urls(self) -> list[Any]:
        """Django's addresses without those that other pages of ours answer.

        Passwords and signing out are allauth's; “view on site” would tell whether
        somebody else's row exists.
        """
        return [
            url
            for url in super().get_urls()
            if getattr(url, "name", None) not in _NOT_HERE
        ]

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[Any]:
        """Django's list as INSTALLED_APPS is ordered, each record with its purpose."""
        found = super().get_app_list(request, app_label)
        for record in (record for app in found for record in app["models"]):
            page: Any = self.get_model_admin(record["model"])
            record["purpose"] = page.purpose
        order = list(apps.app_configs)
        return sorted(found, key=lambda app: order.index(app["app_label"]))

    def admin_view(
        self, view: Callable[..., HttpResponseBase], cacheable: bool = False
    ) -> Any:  # noqa: ANN401 -- a view with Django's private marks
        """Wrap `view`: anonymous people sign in first, everybody else may get a 404."""
        guarded = super().admin_view(view, cacheable)

        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 -- whatever the view takes
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            try:
                return guarded(request, *args, **kwargs)
            except PermissionDenied as refused:
                raise Http404 from refused

        # LoginRequiredMiddleware would ask first and know nothing of the door.
        door.login_required = False  # type: ignore[attr-defined]
        return door
