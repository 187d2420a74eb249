"""Addresses of the settings about keys."""

from django.urls import URLPattern

app_name = "accounts"
urlpatterns: list[URLPattern] = []
