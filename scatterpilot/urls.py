"""All addresses. What begins with /api/ is the JSON API; everything else is for people."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from scatterpilot.health import health, ready

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="conversations:new"), name="home"),
    path("health", health, name="health"),
    path("health/ready", ready, name="health-ready"),
    path("api/", include("scatterpilot.api_urls")),
    path("accounts/", include("scatterpilot.accounts.sign_in_urls")),
    path("settings/", include("scatterpilot.accounts.urls")),
    path("customers/", include("invoices.customers_urls")),
    path("", include("invoices.urls")),
    path("quotes/", include("invoices.quotes_urls")),
    path("chat/", include("conversations.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "scatterpilot.guard.faults.bad_request"
handler403 = "scatterpilot.guard.faults.permission_denied"
handler404 = "scatterpilot.guard.faults.not_found"
handler500 = "scatterpilot.guard.faults.server_error"
