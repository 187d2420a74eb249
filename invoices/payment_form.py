"""The form to record a payment."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from invoices import presentation, reading
from invoices.forms import text
from invoices.records import Invoice

MEANWHILE = (
    "Something else happened to this invoice in the meantime, perhaps the same payment. Nothing was recorded: compare "
    "what is still to pay, then send again."
)


class PaymentForm(forms.Form):
    """What came in, when and how. Whether it may be is for the invoice's own rules to say."""

    amount = text("Amount", inputmode="decimal")
    received = forms.DateField(
        label="Received on", widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    )
    method = text("By", "Such as transfer, card or cash.")
    reference = text("Reference", "What stands on the bank statement.")
    events = forms.CharField(widget=forms.HiddenInput, required=False)
    """How much had happened to the invoice when the form was shown: a form sent twice records one payment."""

    def __init__(self, invoice: Invoice, locale: str, today: date, data: Any = None) -> None:
        head = invoice.head
        shown = {
            "amount": presentation.number(head.balance, head.currency, locale),
            "received": today,
            "method": "Transfer",
            "events": head.events,
        }
        super().__init__(data, initial=shown, auto_id="payment_%s")
        self._locale = locale
        self._today = today
        self._events = head.events
        self.fields["received"].widget.attrs["max"] = today.isoformat()
        self.fields["amount"].label = f"Amount in {head.currency}"

    def clean_amount(self) -> Decimal:
        """The amount, written as the account writes numbers."""
        try:
            return reading.number(str(self.cleaned_data["amount"]), self._locale)
        except reading.Unreadable as error:
            raise forms.ValidationError(str(error)) from error

    def clean_received(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["received"]
        if day > self._today:
            raise forms.ValidationError("That day is still to come. Record the payment when it has arrived.")
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse a form that was shown before something else happened."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if str(cleaned.get("events")) != str(self._events):
            self.data = {name: self.data.get(name) for name in self.data} | {"events": str(self._events)}
            raise forms.ValidationError(MEANWHILE)
        return cleaned
