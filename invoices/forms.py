"""The settings' forms: one per section, each saved by itself.

The forms only hold what was typed; what is right is decided by ``Business``, whose refusals become errors at their
fields in one place. IBAN and BIC are checked here as well, by python-stdnum: an account number that cannot exist would
cost the person their money.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from pydantic import ValidationError
from stdnum import bic, iban
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as NotThatNumber

from invoices import choices, presentation
from invoices.domain.business import Business
from invoices.domain.edits import sentence

IBAN_CHECKSUM = "The check digits don’t match. Compare the last group with your bank card."
IBAN_SHAPE = "This is not an IBAN: it begins with two letters and two digits, and its length follows from the country."
BIC_SHAPE = "A BIC has 8 or 11 characters, such as AGRIFRPP878."

# Plainer words than pydantic's, by field and kind of error.
_PLAIN = {
    ("email", "string_pattern_mismatch"): "This is not an e-mail address, such as name@example.com.",
    ("accent_color", "string_pattern_mismatch"): "Write a colour as # and six digits or letters a to f: #0a6177.",
    ("default_tax_rate", "decimal_parsing"): "Write the rate as a number, such as 20 or 5.5.",
    ("payment_terms_days", "int_parsing"): "Write the days as a whole number, such as 30.",
}


def text(label: str, help_text: str = "", **attributes: str) -> forms.CharField:
    """A field of one line. Nothing is required here: ``Business`` decides."""
    widget = forms.TextInput(attrs={"class": "input", "autocomplete": "off", **attributes})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget)


def lines(label: str, help_text: str = "", *, rows: int) -> forms.CharField:
    """A field of several lines."""
    widget = forms.Textarea(attrs={"class": "textarea", "rows": rows, "cols": 40})
    return forms.CharField(label=label, help_text=help_text, required=False, widget=widget)


def select(label: str, help_text: str = "") -> forms.ChoiceField:
    """A field to choose from a list that the section fills in."""
    return forms.ChoiceField(
        label=label, help_text=help_text, required=False, widget=forms.Select(attrs={"class": "select"})
    )


class Section(forms.Form):
    """One section of the settings. After ``is_valid``, ``changed`` is the business with this section's values."""

    key: ClassVar[str]
    """What the section is called in the address and in the form."""
    changed: Business

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    """Of the profile that the person saw."""

    def __init__(self, business: Business, version: int, data: Any = None) -> None:
        shown = {name: value for name, value in business.model_dump().items() if value is not None}
        super().__init__(data, initial={**shown, "version": version}, auto_id=f"{self.key}_%s")
        self.business = business
        for name, offered in self.offers().items():
            field = cast("forms.ChoiceField", self.fields[name])
            field.choices = choices.including(offered, str(getattr(business, name) or ""))

    def offers(self) -> dict[str, choices.Choices]:
        """What each list of this section offers, by field."""
        return {}

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error; the page opens at the first field that has one."""
        first = not self.errors
        super().add_error(field, error)
        if first and field in self.fields:
            self.fields[field].widget.attrs["autofocus"] = True

    @property
    def expected_version(self) -> int | None:
        """The version that the person saw, or None when the form does not say."""
        said = str(self.data.get("version", ""))
        return int(said) if said.isdecimal() and len(said) < 10 else None

    def clean(self) -> dict[str, Any]:
        """Let ``Business`` judge, and put what it says at the fields."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        said = {name: value for name, value in cleaned.items() if name in Business.model_fields}
        try:
            self.changed = Business.model_validate(self.business.model_dump() | said)
        except ValidationError as refused:
            for error in refused.errors(include_url=False):
                field = str(error["loc"][0]) if error["loc"] else ""
                message = sentence(_PLAIN.get((field, error["type"]), error["msg"]))
                self.add_error(field if field in self.fields else None, message)
        return cleaned


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
    "registered": "You charge tax and hand it on. Lines without a tax rate take the default rate below.",
    "small_business": "You charge no tax. Invoices carry no rate, and the reason below says why.",
    "outside": "Your country or your work has no VAT. Invoices name no tax unless you say a rate.",
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

    def clean_credit_number_format(self) -> str:
        """The pattern, which must tell the credit notes from the invoices."""
        pattern: str = self.cleaned_data["credit_number_format"]
        if pattern == self.cleaned_data.get("number_format"):
            raise forms.ValidationError("Credit notes are counted by themselves: give them another pattern.")
        return pattern


class BankSection(Section):
    """Where the money goes."""

    key = "bank"

    iban = text("IBAN", spellcheck="false")
    bic = text("BIC", spellcheck="false")
    bank_name = text("Bank")

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
    BankSection,
)
"""In the order of the page."""
