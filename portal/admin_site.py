"""The admin site: sign-in by allauth, and a 404 for what is not yours."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.decorators import method_decorator


class AcclimateAdminSite(admin.AdminSite):
    """Django's admin without a login page of its own.

    Somebody else's row, and the whole site for residents, answer 404: an address must
    not tell whether something exists.
    """

    site_header = "Acclimate"
    site_title = "Acclimate"
    index_title = "Records"
    site_url = "/"
    enable_nav_sidebar = True

    @method_decorator(login_not_required)
    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002 -- Django's signature
    ) -> HttpResponse:
        """Send to the one sign-in page, with its limits and, later, second factors."""
        return redirect_to_login(request.GET.get("next") or reverse("admin:index"))

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
