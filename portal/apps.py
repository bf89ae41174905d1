"""The admin site of this project: Django's own, with our door and our 404s."""

from django.contrib.admin.apps import AdminConfig

from portal import checks  # noqa: F401 -- importing it registers the system checks


class AcclimateAdminConfig(AdminConfig):
    """Puts our site class in the place of Django's default one."""

    default_site = "portal.admin_site.AcclimateAdminSite"
