"""Addresses of the clients' pages."""

from django.urls import path

from invoices import customers_views as views
from invoices import statement_views

app_name = "customers"
urlpatterns = [
    path("", views.customer_list, name="list"),
    path("new", views.new_customer, name="new"),
    path("<slug:customer_id>/", views.customer, name="detail"),
    path("<slug:customer_id>/delete", views.delete_customer, name="delete"),
    path("<slug:customer_id>/invoice", views.new_invoice, name="invoice"),
    path("<slug:customer_id>/statement", statement_views.statement_page, name="statement"),
    path("<slug:customer_id>/statement.csv", statement_views.statement_csv, name="statement-csv"),
]
