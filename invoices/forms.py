"""The settings' forms: one per section, each saved by itself.

IBAN and BIC are checked here as well, by python-stdnum: an account number that cannot exist would cost the person their
money.
"""

from __future__ import annotations

from typing import Any

from django import forms
from stdnum import bic, iban
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NotThatNumber

from invoices import choices, mail_text, presentation
from invoices.domain.business import Business
from invoices.domain.status import Kind
from invoices.form_parts import Section, lines, select, text

__all__ = ["SECTIONS", "Section", "text"]

IBAN_CHECKSUM = "The check digits don’t match. Compare the last group with your bank card."
IBAN_SHAPE = "This is not an IBAN: it begins with two letters and two digits, and its length follows from the country."
BIC_SHAPE = "A BIC has 8 or 11 characters, such as AGRIFRPP878."


class BusinessSection(Section):
    """Who the invoices come from."""

    key = "business"

    name = text("Trading name", autocomplete="organization")
    legal_name = text("Legal name", "If it is another than the trading name.")
    address = lines("Address", rows=3)
    country = select("Country")
    vat_id = text("VAT number")
    tax_number = text("Tax number", "The national one, such as SIRET or Steuernummer.")
    email = text("E-mail", autocomplete="email", inputmode="email")
    phone = text("Phone", autocomplete="tel", inputmode="tel")

    def offers(self) -> dict[str, choices.Choices]:
        """Countries, and none."""
        return {"country": [("", "Not set"), *choices.countries()]}


_MEANING = {
    "registered": "You charge tax and hand it on. Lines without a tax rate take the default rate below; where no tax is "
    "charged, you are asked why. Invoices carry your VAT number or tax number.",
    "small_business": "You charge no tax, and are never asked for a rate. The reason below says why; left empty, it is "
    "the one of your country’s law where there is one.",
    "outside": "You are not registered, or there is no VAT where you work. Invoices name no tax unless you say a rate, "
    "and you are never asked about it.",
}


class TaxSection(Section):
    """What tax the invoices carry when nothing is said."""

    key = "tax"

    tax_status = forms.ChoiceField(
        label="You are",
        choices=[
            ("registered", "Registered for VAT or sales tax"),
            ("small_business", "A small business that is exempt"),
            ("outside", "Not in a VAT system"),
        ],
        widget=forms.RadioSelect,
    )
    default_tax_rate = text("Default rate in per cent", "Used when you name none in the chat.", inputmode="decimal")
    exemption_reason = text("Reason for the exemption", "Stands on invoices without tax, such as “§ 19 UStG”.")

    def explained(self) -> list[tuple[Any, str]]:
        """The choices of the tax status, each with what it means."""
        return [(choice, _MEANING[str(choice.data["value"])]) for choice in self["tax_status"]]

    def clean_default_tax_rate(self) -> str:
        """A rate may be typed with a decimal comma and a per cent sign."""
        return str(self.cleaned_data["default_tax_rate"]).rstrip("% \u00a0").replace(",", ".")


class DefaultsSection(Section):
    """What holds when nothing is said."""

    key = "defaults"

    def __init__(self, business: Business, version: int, data: Any = None) -> None:
        super().__init__(business, version, data)
        self.fields["locale"].help_text = f"Now {choices.sample(business.locale)}."

    currency = select("Currency")
    payment_terms_days = text("Payment terms in days", "0 means due on receipt.", inputmode="numeric")
    locale = select("Numbers and dates")
    time_zone = select("Time zone", "Days begin and end here.")
    language = select("Language of invoices")

    def offers(self) -> dict[str, choices.Choices]:
        """All four lists."""
        return {
            "currency": choices.currencies(),
            "locale": choices.locales(),
            "time_zone": choices.time_zones(),
            "language": choices.languages(),
        }


class NumberingSection(Section):
    """How numbers are made."""

    key = "numbering"

    number_format = text("Invoices", spellcheck="false")
    credit_number_format = text("Credit notes", spellcheck="false")
    quote_number_format = text("Quotes", spellcheck="false")
    restart_yearly = forms.BooleanField(label="Begin again at 1 each year", required=False, widget=forms.CheckboxInput)

    def clean_credit_number_format(self) -> str:
        """The pattern, which must tell the credit notes from the invoices."""
        pattern: str = self.cleaned_data["credit_number_format"]
        if pattern == self.cleaned_data.get("number_format"):
            raise forms.ValidationError("Credit notes are counted by themselves: give them another pattern.")
        return pattern

    def clean_quote_number_format(self) -> str:
        """The pattern, which must tell the quotes from the rest."""
        pattern: str = self.cleaned_data["quote_number_format"]
        if pattern in {self.cleaned_data.get("number_format"), self.cleaned_data.get("credit_number_format")}:
            raise forms.ValidationError("Quotes are counted by themselves: give them another pattern.")
        return pattern


class EmailSection(Section):
    """What the mail with an invoice says."""

    key = "email"

    email_subject = text("Subject", "Left empty: the words of the preview, in the language of your invoices.")
    email_text = lines("Text", "The PDF is attached. Left empty: the words of the preview.", rows=8)

    def __init__(self, business: Business, version: int, data: Any = None) -> None:
        super().__init__(business, version, data)
        words = mail_text.default_text(Kind.INVOICE, business.language)
        self.fields["email_subject"].widget.attrs["placeholder"] = words.subject

    def clean_email_subject(self) -> str:
        """The subject, when everything in braces is known."""
        return self._checked("email_subject")

    def clean_email_text(self) -> str:
        """The text, when everything in braces is known."""
        return self._checked("email_text")

    def _checked(self, name: str) -> str:
        try:
            return mail_text.checked_template(str(self.cleaned_data[name]))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class BankSection(Section):
    """Where the money goes."""

    key = "bank"

    iban = text("IBAN", spellcheck="false")
    bic = text("BIC", spellcheck="false")
    bank_name = text("Bank")
    password = forms.CharField(
        label="Your password",
        help_text="Needed to change any of these, so that nobody at an open browser can redirect your money.",
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "current-password"}),
    )

    def clean_iban(self) -> str:
        """The IBAN in groups of four, when its check digits hold."""
        typed = str(self.cleaned_data["iban"])
        if not typed.strip():
            return ""
        try:
            return presentation.iban(iban.validate(typed))
        except InvalidChecksum as error:
            raise forms.ValidationError(IBAN_CHECKSUM) from error
        except NotThatNumber as error:
            raise forms.ValidationError(IBAN_SHAPE) from error

    def clean_bic(self) -> str:
        """The BIC in capitals, when it has the shape of one."""
        typed = str(self.cleaned_data["bic"])
        if not typed.strip():
            return ""
        try:
            return str(bic.validate(typed))
        except NotThatNumber as error:
            raise forms.ValidationError(BIC_SHAPE) from error


class BrandingSection(Section):
    """How the invoices look."""

    key = "branding"

    swatch = forms.CharField(required=False)
    """The swatch that is chosen, as a colour; empty for none of them."""
    accent_color = text("Accent colour as hex", spellcheck="false", maxlength="7")
    footer_note = lines("Footer note", "Stands at the foot of every invoice, such as terms for late payment.", rows=3)

    def clean_accent_color(self) -> str:
        """The colour that was typed; when that was left as it is, the swatch that was chosen."""
        typed = str(self.cleaned_data["accent_color"]).strip().lower()
        if typed and not typed.startswith("#"):
            typed = f"#{typed}"
        chosen = str(self.cleaned_data.get("swatch") or "").lower()
        return chosen if chosen and typed == self.business.accent_color else typed


SECTIONS: tuple[type[Section], ...] = (
    BusinessSection,
    BrandingSection,
    NumberingSection,
    TaxSection,
    DefaultsSection,
    EmailSection,
    BankSection,
)
"""In the order of the page."""
