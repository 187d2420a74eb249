"""Addresses of the records' pages, from the site's root."""

from django.urls import path, re_path

from invoices import (
    credit_views,
    list_views,
    public_views,
    sending_views,
    settings_views,
    settlement_views,
    views,
)

app_name = "invoices"
urlpatterns = [
    path("invoices/", list_views.invoice_list, name="list"),
    path("invoices/<slug:invoice_id>/", views.invoice_detail, name="detail"),
    path("invoices/<slug:invoice_id>/pdf", views.invoice_pdf, name="pdf"),
    path("invoices/<slug:invoice_id>/delete", views.delete_draft, name="delete"),
    path("invoices/<slug:invoice_id>/payment", settlement_views.record_payment, name="payment"),
    path(
        "invoices/<slug:invoice_id>/payments/<slug:payment_id>/reverse",
        settlement_views.reverse_payment,
        name="reverse",
    ),
    path("invoices/<slug:invoice_id>/refund", settlement_views.record_refund, name="refund"),
    path("invoices/<slug:invoice_id>/use-credit", settlement_views.use_credit, name="use-credit"),
    path("invoices/<slug:invoice_id>/credit-note", credit_views.issue_credit_note, name="credit-note"),
    path("invoices/<slug:invoice_id>/cancel", settlement_views.cancel_invoice, name="cancel"),
    path("invoices/<slug:invoice_id>/duplicate", views.use_as_template, name="duplicate"),
    path("invoices/<slug:invoice_id>/send", sending_views.send, name="send"),
    path("invoices/<slug:invoice_id>/link", sending_views.set_link, name="link"),
    path("invoices/<slug:invoice_id>/public", public_views.preview, name="public-preview"),
    path("i/<str:token>", public_views.public_document, name="public"),
    path("i/<str:token>/pdf", public_views.public_pdf, name="public-pdf"),
    path("files/<str:token>", views.linked_file, name="file"),
    re_path(r"^brand/(?P<color>[0-9A-Fa-f]{6})\.css\Z", views.brand, name="brand"),
    path("settings/", settings_views.settings_page, name="settings"),
]
