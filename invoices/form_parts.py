"""What the settings' sections are made of: fields in the product's look, and the form that all of them are.

The forms only hold what was typed; what is right is decided by ``Business``, whose refusals become errors at their
fields in one place.
"""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from pydantic import ValidationError

from invoices import choices
from invoices.domain.business import Business
from invoices.domain.edits import sentence

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
