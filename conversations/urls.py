"""Addresses of the talk and its sheet."""

from django.urls import path

from conversations import views

app_name = "conversations"
urlpatterns = [
    path("", views.new, name="new"),
    path("<str:conversation_id>/", views.talk, name="talk"),
]
