"""The form of a client's details. What is right is decided by ``CustomerService``."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from invoices import choices, customers
from invoices.form_parts import lines, select, text
from invoices.records import Customer

_NOT_SET = [("", "Not set")]


class CustomerForm(forms.Form):
    """Who a client is. After ``is_valid``, ``said`` is what to save."""

    name = text("Name", autocomplete="off")
    email = text("E-mail", inputmode="email")
    address = lines("Billing address", rows=3)
    country = select("Country")
    tax_id = text("VAT or tax number")
    currency = select("Currency", "A new draft for them begins with it.")
    payment_terms_days = text(
        "Payment terms in days", "Such as 14, where you agreed on other terms.", inputmode="numeric"
    )
    notes = lines("Notes", "For your own eyes: they stand on no document.", rows=3)
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    """Of the client that the person saw."""

    def __init__(self, customer: Customer | None = None, data: Any = None) -> None:
        shown = customer.model_dump(exclude_none=True) if customer else {}
        super().__init__(data, initial=shown, auto_id="customer_%s")
        for name, offered in (("country", choices.countries()), ("currency", choices.currencies())):
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = choices.including(_NOT_SET + offered, str(getattr(customer, name, None) or ""))

    @property
    def said(self) -> dict[str, Any]:
        """What the person says of the client."""
        return {name: self.cleaned_data[name] for name in customers.FIELDS}

    @property
    def expected_version(self) -> int | None:
        """The version that the person saw, or None when the form does not say."""
        said = str(self.data.get("version", ""))
        return int(said) if said.isdecimal() and len(said) < 10 else None

    def at_version(self, version: int) -> None:
        """Let the form, sent again, be about that version."""
        self.data = {name: self.data.get(name) for name in self.data} | {"version": str(version)}

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error; the page opens at the first field that has one."""
        first = not self.errors
        super().add_error(field, error)
        if first and field in self.fields:
            self.fields[field].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        """Put what cannot be at its field."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said = {name: cleaned[name] for name in customers.FIELDS if name in cleaned}
        for name, message in customers.faults(said).items():
            if name not in self.errors:
                self.add_error(name, message)
        return cleaned
