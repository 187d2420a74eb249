"""The pages of clients: the list, one client, new, delete. Each view is guard, a service call or two, an answer."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from invoices import customer_pages, pages
from invoices.customer_form import CustomerForm
from invoices.customers import SEARCHED, CustomerService
from invoices.domain.edits import SetField
from invoices.errors import CustomerRefused, NotFound, StaleCustomer
from invoices.records import Customer
from scatterpilot import backends
from scatterpilot.accounts.caller import Caller, session_caller
from scatterpilot.accounts.models import User
from scatterpilot.cursors import BadCursor

MAX_QUERY = 200


def opened_for(request: HttpRequest) -> tuple[Caller, CustomerService]:
    """Who asks, and what can be done with their account's clients. The request must be signed in."""
    caller = session_caller(cast("User", request.user))
    return caller, backends.customers(caller.account_id)


def found_or_404(service: CustomerService, customer_id: str) -> Customer:
    """The client, or the page that says that there is none."""
    try:
        return service.get(customer_id)
    except NotFound as error:
        raise Http404 from error


# ------------------------------------------------------------------------------------------------------- list
@require_safe
@login_required
def customer_list(request: HttpRequest) -> HttpResponse:
    """One page of the clients, the newest first; or those whom a search finds."""
    caller, service = opened_for(request)
    if query := request.GET.get("q", "").strip()[:MAX_QUERY]:
        return _search(request, service, query)
    try:
        page = pages.opened(request.GET.get("page", ""), caller.account_id, "customers")
    except BadCursor:
        return redirect("customers:list")
    found = service.list(after=page.after, limit=pages.SIZE)
    entries = [customer_pages.listed(each) for each in found.customers]
    turn = customer_pages.pager(
        page, len(entries), found.after, url=reverse("customers:list"), account=caller.account_id, scope="customers"
    )
    return render(request, "customers/list.html", {"entries": entries, "pager": turn, "any": entries or page.after})


def _search(request: HttpRequest, service: CustomerService, query: str) -> HttpResponse:
    found = service.search(query)
    context = {
        "any": True,
        "query": query,
        "entries": [customer_pages.listed(each) for each in found.customers],
        "searched": None if found.all_searched else SEARCHED,
    }
    return render(request, "customers/list.html", context)


# -------------------------------------------------------------------------------------------------------- one
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new_customer(request: HttpRequest) -> HttpResponse:
    """Ask who the client is, and save them."""
    _, service = opened_for(request)
    form = CustomerForm(data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = service.create(form.said)
        except CustomerRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, "Client saved.")
            return redirect("customers:detail", made.customer_id)
    return render(request, "customers/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def customer(request: HttpRequest, customer_id: str) -> HttpResponse:
    """A client: how they stand, their documents, and their details to change."""
    caller, service = opened_for(request)
    shown = found_or_404(service, customer_id)
    form = CustomerForm(shown, request.POST if request.method == "POST" else None)
    if form.is_valid() and _saved(service, customer_id, form):
        messages.success(request, "Client saved. Issued invoices stay as they are.")
        return redirect("customers:detail", customer_id)
    scope = f"customer:{customer_id}"
    try:
        page = pages.opened(request.GET.get("page", ""), caller.account_id, scope)
    except BadCursor:
        return redirect("customers:detail", customer_id)
    invoices = backends.invoices(caller.account_id)
    business = invoices.profile().business
    today = invoices.today(business)
    found = service.document_page(customer_id, after=page.after, limit=pages.SIZE)
    entries = customer_pages.documents(found.rows, business, today)
    context = {
        "customer": shown,
        "form": form,
        "standing": customer_pages.standing(
            service.documents(customer_id), service.credit(customer_id), business, today
        ),
        "entries": entries,
        "pager": customer_pages.pager(
            page,
            len(entries),
            found.after,
            url=reverse("customers:detail", args=[customer_id]),
            account=caller.account_id,
            scope=scope,
        ),
    }
    return render(request, "customers/detail.html", context, status=422 if form.is_bound else 200)


def _saved(service: CustomerService, customer_id: str, form: CustomerForm) -> bool:
    """Save what the form says; what is refused stands at its field."""
    try:
        service.change(customer_id, form.said, if_version=form.expected_version)
    except StaleCustomer as stale:
        form.add_error(None, "This client was changed elsewhere in the meantime. Save again to keep what is below.")
        form.at_version(stale.current)
        return False
    except CustomerRefused as refused:
        form.add_error(refused.field, str(refused))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete_customer(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Ask, then forget the client as they were shown."""
    _, service = opened_for(request)
    shown = found_or_404(service, customer_id)
    if request.method != "POST":
        return render(request, "customers/delete.html", {"customer": shown})
    said = request.POST.get("version", "")
    try:
        service.delete(customer_id, if_version=int(said) if said.isdecimal() and len(said) < 10 else None)
    except StaleCustomer as stale:
        messages.error(request, str(stale))
        return redirect("customers:delete", customer_id)
    messages.success(request, "Client deleted. Their documents stay.")
    return redirect("customers:list")


@require_POST
@login_required
def new_invoice(request: HttpRequest, customer_id: str) -> HttpResponse:
    """Begin a draft for the client, and go to its talk."""
    caller, service = opened_for(request)
    found_or_404(service, customer_id)
    edits = (SetField(field="customer_id", value=customer_id),)
    draft = backends.invoices(caller.account_id).create(edits, by=caller.actor)
    return redirect("conversations:talk", draft.head.invoice_id)
