"""Addresses of the talk and its sheet."""

from django.urls import URLPattern

app_name = "conversations"
urlpatterns: list[URLPattern] = []
