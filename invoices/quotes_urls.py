"""Addresses of the quotes' pages."""

from django.urls import path

from invoices import quotes_views

app_name = "quotes"
urlpatterns = [
    path("", quotes_views.quote_list, name="list"),
    path("new", quotes_views.new_quote, name="new"),
    path("<slug:quote_id>/", quotes_views.quote_detail, name="detail"),
    path("<slug:quote_id>/sent", quotes_views.mark_sent, name="mark-sent"),
    path("<slug:quote_id>/accept", quotes_views.accept, name="accept"),
    path("<slug:quote_id>/decline", quotes_views.decline, name="decline"),
    path("<slug:quote_id>/convert", quotes_views.convert, name="convert"),
    path("<slug:quote_id>/cancel", quotes_views.cancel, name="cancel"),
]
