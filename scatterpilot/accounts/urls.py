"""The API keys' addresses, under ``/settings/``; those of sign-up and sign-in are allauth's, under ``/accounts/``."""

from django.urls import path

from scatterpilot.accounts import views

app_name = "accounts"
urlpatterns = [
    path("keys/", views.keys, name="keys"),
    path("keys/create", views.create_key, name="create-key"),
    path("keys/<slug:key_id>/revoke", views.revoke_key, name="revoke-key"),
]
