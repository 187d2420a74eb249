"""The forms of sign-up, sign-in, passwords and API keys: allauth's, in our words and our look."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from scatterpilot.accounts.caller import ALL_SCOPES, Scope, parse_scopes
from scatterpilot.accounts.models import User

PASSWORD_HELP = "At least 10 characters. A short sentence works well."  # noqa: S105


class Dressed:
    """Gives a form's fields the product's look and words; mixed in before a form of allauth's."""

    labels: ClassVar[dict[str, str]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs["class"] = "input"

    def help(self, name: str, text: str) -> None:
        """Put a hint under a field."""
        self.fields[name].help_text = text


class LoginForm(Dressed, allauth_forms.LoginForm):  # type: ignore[misc]  # allauth carries no types
    """Sign in by e-mail and password."""

    labels: ClassVar[dict[str, str]] = {"login": "E-mail", "password": "Password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username"

    def clean(self) -> dict[str, Any]:
        """Say at the password what is wrong with the pair; the words are the same for an address that is unknown."""
        try:
            super().clean()
        except ValidationError as error:
            self.add_error("password", error)
        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned


class SignupForm(Dressed, allauth_forms.SignupForm):  # type: ignore[misc]  # allauth carries no types
    """Sign up by e-mail and a password, typed once; a name may be given."""

    name = forms.CharField(max_length=200, required=False)
    labels: ClassVar[dict[str, str]] = {"email": "E-mail", "password1": "Password", "name": "Your name or business"}
    field_order = ("email", "password1", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "organization"
        self.help("password1", PASSWORD_HELP)
        self.help("name", "Optional. You can change it later.")

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Open the account; when another request has just opened one for the same address, ask to sign in."""
        try:
            user, response = super().try_save(request)
        except IntegrityError:
            if not User.objects.filter(email=self.cleaned_data["email"]).exists():
                raise
            adapter = get_adapter()
            adapter.add_message(request, messages.ERROR, message=str(adapter.error_messages["email_taken"]))
            return None, redirect("account_login")
        return user, response


class OnePassword(Dressed):
    """A new password, typed once: who mistypes it can reset it."""

    labels: ClassVar[dict[str, str]] = {"oldpassword": "Current password", "password1": "New password"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]
        self.help("password1", PASSWORD_HELP)


class ResetPasswordKeyForm(OnePassword, allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]  # untyped
    """A new password after a link from a mail."""


class ChangePasswordForm(OnePassword, allauth_forms.ChangePasswordForm):  # type: ignore[misc]  # untyped
    """A new password in place of the current one."""


class SetPasswordForm(OnePassword, allauth_forms.SetPasswordForm):  # type: ignore[misc]  # untyped
    """A first password, for a user who was made without one."""


class ResetPasswordForm(Dressed, allauth_forms.ResetPasswordForm):  # type: ignore[misc]  # untyped
    """Ask for a link to set a new password."""

    labels: ClassVar[dict[str, str]] = {"email": "E-mail"}


class KeyForm(forms.Form):
    """What a new API key is called and may do."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # The section stands on a page with other forms, whose fields have ids of their own.
        super().__init__(*args, **{"auto_id": "key_%s", **kwargs})

    name = forms.CharField(
        label="Name",
        max_length=60,
        help_text="Where the key is used, such as “Bookkeeping sync”.",
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label="It may",
        choices=[
            (Scope.READ.value, "Read everything"),
            (Scope.WRITE.value, "Make and change invoices"),
            (Scope.SEND.value, "Send e-mail to customers"),
        ],
        initial=sorted(ALL_SCOPES),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one thing that the key may do."},
    )

    def clean_scopes(self) -> frozenset[Scope]:
        """The scopes as the services know them."""
        return parse_scopes(self.cleaned_data["scopes"])


class ClosingForm(forms.Form):
    """What must be typed to delete the account: its e-mail address and the password."""

    email = forms.CharField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "off"}),
        error_messages={"required": "Type the address that you sign in with."},
    )
    password = forms.CharField(
        label="Your password",
        strip=False,
        widget=forms.PasswordInput(attrs={"class": "input", "autocomplete": "current-password"}),
        error_messages={"required": "Type your password."},
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "close_%s", **kwargs})
        self._user = user

    def clean_email(self) -> str:
        """The address of who is signed in."""
        typed: str = self.cleaned_data["email"].strip().lower()
        if typed != self._user.email:
            raise ValidationError(f"That is not the address of this account. It is {self._user.email}.")
        return typed
