"""The admin site of this project: Django's own, with our door and our 404s."""

from django.contrib.admin.apps import AdminConfig


class AcclimateAdminConfig(AdminConfig):
    """Puts our site class in the place of Django's default one."""

    default_site = "portal.admin_site.AcclimateAdminSite"
