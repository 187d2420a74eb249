"""The forms in which is written down what money moved, and why something is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from invoices import presentation, reading
from invoices.form_parts import text
from invoices.records import Head, Row

MEANWHILE = (
    "Something else happened to this invoice in the meantime, perhaps the same payment. Nothing was recorded: compare "
    "what is still to pay, then send again."
)
_TOO_MUCH = Decimal(10) ** 15
LONGEST = 200
"""The most characters of a reason or a reference."""


class StepForm(forms.Form):
    """A step that changes an issued document. A form that is sent twice, or from a second tab, does it once."""

    events = forms.CharField(widget=forms.HiddenInput, required=False)
    """How much had happened to the document when the form was shown."""
    meanwhile = MEANWHILE

    def __init__(self, head: Head, data: Any = None, **shown: object) -> None:
        super().__init__(data, initial={**shown, "events": head.events}, auto_id="payment_%s")
        self._events = head.events

    def clean(self) -> dict[str, Any]:
        """Refuse a form that was shown before something else happened."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if str(cleaned.get("events")) != str(self._events):
            self.data = {name: self.data.get(name) for name in self.data} | {"events": str(self._events)}
            raise forms.ValidationError(self.meanwhile)
        return cleaned


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(attrs={"class": "input", "type": "date"}, format="%Y-%m-%d")
    )


class MoneyForm(StepForm):
    """How much, when and how. Whether it may be is for the invoice's own rules to say."""

    amount = text("Amount", inputmode="decimal")
    received = _day("Received on")
    method = text("By", "Such as transfer, card or cash.", maxlength=str(LONGEST))
    reference = text("Reference", "What stands on the bank statement.", maxlength=str(LONGEST))

    def __init__(self, head: Head, amount: Decimal, locale: str, today: date, data: Any = None) -> None:
        written = presentation.number(amount, head.currency, locale)
        super().__init__(head, data, amount=written, received=today, method="Transfer")
        self._head = head
        self._locale = locale
        self._today = today
        self.fields["received"].widget.attrs["max"] = today.isoformat()
        self.fields["amount"].label = f"Amount in {head.currency}"

    def clean_amount(self) -> Decimal:
        """The amount, written as the account writes numbers."""
        return read(str(self.cleaned_data["amount"]), self._locale)

    def clean_received(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["received"]
        if day > self._today:
            raise forms.ValidationError("That day is still to come. Record the payment when it has arrived.")
        return day


class PaymentForm(MoneyForm):
    """What came in. More than is to pay is asked about once: it may be a slip."""

    more = forms.BooleanField(
        label="Yes, keep what is too much as the customer’s credit", required=False, widget=forms.HiddenInput
    )
    """Whether what is too much is meant."""

    def __init__(self, head: Head, locale: str, today: date, data: Any = None) -> None:
        super().__init__(head, head.balance, locale, today, data)

    def fill_in(self, amount: str, received: str) -> None:
        """Show what is known of the payment already, such as from the talk; what cannot be read is left as it was."""
        with suppress(InvalidOperation):
            if (known := Decimal(amount)).is_finite() and 0 < known < _TOO_MUCH:
                self.initial["amount"] = presentation.number(known, self._head.currency, self._locale)
        with suppress(ValueError):
            self.initial["received"] = min(date.fromisoformat(received), self._today)

    def clean(self) -> dict[str, Any]:
        """Ask about what is too much."""
        cleaned = super().clean()
        amount = cleaned.get("amount")
        if amount is not None and amount > self._head.balance and not cleaned.get("more"):
            over = presentation.money(amount - self._head.balance, self._head.currency, self._locale)
            self.fields["more"].widget = forms.CheckboxInput()
            self.add_error("more", f"That is {over} more than is still to pay.")
        return cleaned


class RefundForm(MoneyForm):
    """What was given back."""

    def __init__(self, head: Head, locale: str, today: date, data: Any = None) -> None:
        super().__init__(head, -head.balance, locale, today, data)
        self.fields["received"].label = "Paid out on"
        self.fields["reference"].help_text = ""


class ReasonForm(StepForm):
    """Why something is taken back."""

    reason = text("Reason", "Required. It stands in the record.", maxlength=str(LONGEST), required="required")
    meanwhile = "Something else happened in the meantime. Nothing was done: look again, then send once more."

    def clean_reason(self) -> str:
        """A reason that says something."""
        reason = " ".join(str(self.cleaned_data["reason"]).split())
        if not reason:
            raise forms.ValidationError("Say why: the reason stands in the record.")
        return reason


class UseCreditForm(StepForm):
    """Which invoice to pay with a credit, and how much of it."""

    target = forms.ChoiceField(label="Invoice", widget=forms.Select(attrs={"class": "select"}))
    amount = text("Amount", "Left empty: as much as goes.", inputmode="decimal")

    def __init__(self, head: Head, targets: Sequence[Row], locale: str, data: Any = None, *, chosen: str = "") -> None:
        super().__init__(head, data, target=chosen)
        self._locale = locale
        field: Any = self.fields["target"]
        field.choices = [
            (row.invoice_id, f"{row.number}, {presentation.money(row.balance, row.currency, locale)} to pay")
            for row in targets
        ]
        self.fields["amount"].label = f"Amount in {head.currency}"

    def clean_amount(self) -> Decimal | None:
        """The amount, written as the account writes numbers; None for as much as goes."""
        typed = str(self.cleaned_data["amount"]).strip()
        return read(typed, self._locale) if typed else None


class AnswerForm(forms.Form):
    """What a client answered to a quote, noted by hand."""

    name = text("Who said so", "The person at the client, if you know.", maxlength="100")


class DeclineForm(AnswerForm):
    """Also why not."""

    reason = text("Reason", "What they gave as the reason, if anything.", maxlength="100")


def read(typed: str, locale: str) -> Decimal:
    """A number as the account writes numbers. Raises ``ValidationError``."""
    try:
        return reading.number(typed, locale)
    except reading.Unreadable as error:
        raise forms.ValidationError(str(error)) from error
