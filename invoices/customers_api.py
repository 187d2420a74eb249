"""The JSON API's calls for customers: who they are, what they owe, what they have too much."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpResponse
from django.urls import reverse
from ninja import Query, Router
from pydantic import Field

from invoices import statements
from invoices.api import IfMatch, service_of
from invoices.customers import CustomerService, fresh_id
from invoices.domain.values import Currency, Day
from invoices.records import Customer
from invoices.schemas import customers as schemas
from scatterpilot import backends, cursors
from scatterpilot.api.access import Call, reads, writes
from scatterpilot.api.answers import absolute, needed_version_in, nothing, only, shown, version_in
from scatterpilot.api.refusals import fields_refused
from scatterpilot.guard.idempotency import ids_for

router = Router(tags=["Customers"])

_LIST = "customers"
Id = Annotated[str, Field(description="The customer's id.", examples=["c01kaj3s5v2d8m4q7x9c0b1n6tz"])]


def _service_of(request: Call) -> CustomerService:
    """What can be done with the caller's customers."""
    return backends.customers(request.auth.account_id)


def _answer(request: Call, customer: Customer, *, status: int = 200) -> HttpResponse:
    """One customer; a new one with its address."""
    here = reverse("api:get_customer", args=[customer.customer_id])
    links = schemas.CustomerLinks(
        self=absolute(request, here),
        invoices=absolute(request, f"{reverse('api:list_invoices')}?customer={customer.customer_id}"),
        statement=absolute(request, reverse("api:get_statement", args=[customer.customer_id])),
    )
    answer = schemas.customer_of(customer, _service_of(request).credit(customer.customer_id), links)
    return shown(answer, status=status, version=customer.version, location=here if status == 201 else "")


@router.get(
    "/customers",
    response=schemas.CustomerList,
    auth=reads,
    operation_id="listCustomers",
    summary="List the customers",
)
def list_customers(
    request: Call,
    limit: Annotated[int, Query(20, ge=1, le=100)],
    last_key: Annotated[str | None, Query(None, description="Where the list goes on: the page before gave it.")],
) -> HttpResponse:
    """The customers, the newest first."""
    only(request, "limit", "last_key")
    account = request.auth.account_id
    after = cursors.read(last_key, account=account, scope=_LIST) if last_key else None
    page = _service_of(request).list(after=after, limit=limit)
    return shown(
        schemas.CustomerList(
            items=tuple(map(schemas.listed_of, page.customers)),
            last_key=cursors.sign(page.after, account=account, scope=_LIST) if page.after else None,
        )
    )


@router.post(
    "/customers",
    response={201: schemas.Customer},
    auth=writes,
    operation_id="createCustomer",
    summary="Save a customer",
)
def create_customer(request: Call, payload: schemas.CustomerIn) -> HttpResponse:
    """Save a customer. Whoever an invoice is issued to is saved by itself; this is for those who come before it."""
    made = _service_of(request).create(payload.model_dump(), customer_id=fresh_id(ids_for(request)))
    return _answer(request, made, status=201)


@router.get(
    "/customers/{customer_id}",
    response=schemas.Customer,
    auth=reads,
    operation_id="getCustomer",
    summary="Read a customer",
)
def get_customer(request: Call, customer_id: Id) -> HttpResponse:
    """One customer. `ETag` is the version."""
    return _answer(request, _service_of(request).get(customer_id))


@router.patch(
    "/customers/{customer_id}",
    response=schemas.Customer,
    auth=writes,
    operation_id="changeCustomer",
    summary="Change a customer",
    openapi_extra={"x-problems": [412, 428], "x-needs": ["If-Match"]},
)
def change_customer(request: Call, customer_id: Id, payload: schemas.CustomerPatch, if_match: IfMatch) -> HttpResponse:
    """Change a customer by a merge patch. No document that was issued changes, and no draft that was filled before."""
    expected = needed_version_in(if_match)
    said = payload.model_dump(exclude_unset=True)
    return _answer(request, _service_of(request).change(customer_id, said, if_version=expected))


@router.delete(
    "/customers/{customer_id}",
    response={204: None},
    auth=writes,
    operation_id="deleteCustomer",
    summary="Delete a customer",
    openapi_extra={"x-problems": [412]},
)
def delete_customer(request: Call, customer_id: Id, if_match: IfMatch) -> HttpResponse:
    """Delete what is saved of a customer. Their documents and payments stay as they are."""
    _service_of(request).delete(customer_id, if_version=version_in(if_match))
    return nothing()


@router.get(
    "/customers/{customer_id}/statement",
    response=schemas.Statement,
    auth=reads,
    operation_id="getStatement",
    summary="Read a customer's statement",
)
def get_statement(
    request: Call,
    customer_id: Id,
    start: Annotated[
        Day | None, Query(None, alias="from", description="The first day; left out, 1 January of the last day's year.")
    ],
    end: Annotated[Day | None, Query(None, alias="to", description="The last day; left out, today.")],
    currency: Annotated[Currency | None, Query(None, description="Only this currency.")],
) -> HttpResponse:
    """What was invoiced, credited and paid in a stretch of days, and what was open before and after.

    Credit that moved between two invoices of the customer, and payments that were reversed, change nothing and are
    left out.
    """
    only(request, "from", "to", "currency")
    service, invoices = _service_of(request), service_of(request)
    customer, today = service.get(customer_id), invoices.today(invoices.profile().business)
    last: date = end or today
    first: date = start or last.replace(month=1, day=1)
    if first > last:
        raise fields_refused([("from", "The first day must not be after the last one.")])
    accounts = statements.statement(
        service.documents(customer_id), service.payments(customer_id), start=first, end=last, today=today
    )
    return shown(
        schemas.Statement(
            customer_id=customer_id,
            name=customer.name,
            period_start=first,
            period_end=last,
            accounts=tuple(schemas.account_of(each) for each in accounts if currency in (None, each.currency)),
        )
    )
