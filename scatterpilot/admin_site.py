"""The admin site, under the product's name."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class ScatterPilotAdminConfig(AdminConfig):
    """Puts our site in the place of Django's own."""

    default_site = "scatterpilot.admin_site.ScatterPilotAdmin"


class ScatterPilotAdmin(AdminSite):
    """Where support staff works."""

    site_header = "ScatterPilot support"
    site_title = "ScatterPilot support"
    index_title = "Records"
    site_url = "/"
