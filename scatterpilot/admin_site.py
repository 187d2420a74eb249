"""The admin site, under the product's name."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponse


class ScatterPilotAdminConfig(AdminConfig):
    """Puts our site in the place of Django's own."""

    default_site = "scatterpilot.admin_site.ScatterPilotAdmin"


class ScatterPilotAdmin(AdminSite):
    """Where support staff works."""

    site_header = "ScatterPilot support"
    site_title = "ScatterPilot support"
    index_title = "Records"
    site_url = "/"

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Signing in goes through the product's own page, whose limits on guessing hold here, too."""
        from allauth.account.decorators import secure_admin_login  # needs the apps, which need this module

        answer: HttpResponse = secure_admin_login(super().login)(request, extra_context=extra_context)
        return answer
