"""The addresses of this app's own pages, under ``/settings/``."""

from django.urls import path

from scatterpilot.accounts import leaving, views

app_name = "accounts"
urlpatterns = [
    path("confirm-email", views.confirm_email, name="confirm-email"),
    path("export", leaving.export, name="export"),
    path("delete-account", leaving.close, name="close"),
    path("deleted", leaving.closed, name="closed"),
    path("keys/", views.keys, name="keys"),
    path("keys/create", views.create_key, name="create-key"),
    path("keys/<slug:key_id>/revoke", views.revoke_key, name="revoke-key"),
]
