"""The form of a mail: to whom, what it says, and the one-time token that makes a double click one mail."""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from django import forms

from invoices.letters import SUBJECT_LENGTH, TEXT_LENGTH, Letter

COPY_LABEL = "Send me a copy"


class SendForm(forms.Form):
    """What is sent to whom. What may be is for the sending itself to say."""

    to = forms.CharField(
        label="To",
        required=False,
        max_length=1500,
        help_text="Up to five addresses, parted by commas.",
        widget=forms.TextInput(attrs={"class": "input", "inputmode": "email", "autocomplete": "off"}),
    )
    subject = forms.CharField(
        label="Subject",
        required=False,
        max_length=SUBJECT_LENGTH,
        widget=forms.TextInput(attrs={"class": "input", "dir": "auto"}),
    )
    message = forms.CharField(
        label="Text",
        required=False,
        max_length=TEXT_LENGTH,
        help_text="{link} becomes the address of the public page when the mail is sent.",
        widget=forms.Textarea(attrs={"class": "textarea", "rows": 12, "dir": "auto"}),
    )
    copy_me = forms.BooleanField(label=COPY_LABEL, required=False)
    once = forms.CharField(widget=forms.HiddenInput, max_length=100)
    """New with each form that is shown: the same form, sent twice, is one mail."""

    def __init__(self, letter: Letter, data: Any = None) -> None:
        shown = {
            "to": ", ".join(letter.to),
            "subject": letter.subject,
            "message": letter.text,
            "once": new_token(),
        }
        super().__init__(data, initial=shown, auto_id="send_%s")

    @property
    def ask(self) -> str:
        """What tells this ask from others: the form and what stands in it. One that was changed is another ask."""
        said = [str(self.cleaned_data[name]) for name in ("once", "to", "subject", "message", "copy_me")]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def ask_anew(self) -> None:
        """Give the form, shown again with what was typed, another token: sending it is another ask."""
        self.data = {name: self.data.get(name) for name in self.data} | {"once": new_token()}


def new_token() -> str:
    """A token that was never given before."""
    return secrets.token_urlsafe(18)
