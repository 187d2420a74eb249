"""Addresses of the talk and its sheet."""

from django.urls import path

from conversations import message_views, sheet_views, views

app_name = "conversations"
urlpatterns = [
    path("", views.new, name="new"),
    path("draft", sheet_views.draft, name="draft"),
    path("<slug:conversation_id>/", views.talk, name="talk"),
    path("<slug:conversation_id>/message/<path:message_id>", message_views.message, name="message"),
    path("<slug:conversation_id>/say", views.say, name="say"),
    path("<slug:conversation_id>/edit", sheet_views.edit, name="edit"),
    path("<slug:conversation_id>/undo", sheet_views.undo, name="undo"),
    path("<slug:conversation_id>/redo", sheet_views.redo, name="redo"),
    path("<slug:conversation_id>/lines/add", sheet_views.add_line, name="add-line"),
    path("<slug:conversation_id>/lines/<slug:line_id>/remove", sheet_views.remove_line, name="remove-line"),
    path("<slug:conversation_id>/issue", views.issue, name="issue"),
    path("<slug:conversation_id>/delete", views.delete, name="delete"),
]
