"""Users in the support admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scatterpilot import backends
from scatterpilot.accounts.keys import ApiKeys
from scatterpilot.accounts.models import User
from scatterpilot.accounts.opening import open_account

if TYPE_CHECKING:  # generic in the stubs alone
    BaseAdmin = DjangoUserAdmin[User]
    BaseAddForm = AdminUserCreationForm[User]
    BaseChangeForm = forms.ModelForm[User]
else:
    BaseAdmin, BaseAddForm, BaseChangeForm = DjangoUserAdmin, AdminUserCreationForm, forms.ModelForm

RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


class UserAddForm(BaseAddForm):
    """A new user, by e-mail."""

    class Meta:
        """Which fields; the passwords are the form's own."""

        model = User
        fields = ("email", "name")


@admin.register(User)
class UserAdmin(BaseAdmin):
    """Users by e-mail. Nobody is deleted here, as the account's records must keep their owner: block them instead."""

    form = BaseChangeForm
    add_form = UserAddForm
    list_display = ("email", "name", "account_id", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser", "date_joined")
    search_fields = ("email", "name", "account_id")
    ordering = ("-date_joined",)
    readonly_fields = ("account_id", "sign_in", "last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "account_id", "sign_in", "is_active")}),
        ("Rights in this admin", {"fields": RIGHTS}),
        ("Times", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)
    actions = ()

    @admin.display(description="password")
    def sign_in(self, user: User) -> SafeString:
        """Whether there is a password, and where to set one; never a part of its hash."""
        return format_html(
            '{} <a href="{}">Set a new one</a>',
            "There is one." if user.has_usable_password() else "There is none: the user signs in after a reset.",
            reverse("admin:auth_user_password_change", args=[user.pk]),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Only a superuser gives rights, or staff could make itself one."""
        fields = tuple(str(field) for field in super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else (*fields, *RIGHTS)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Only a superuser changes a member of staff, password included, or one could take the other's rights."""
        if obj is not None and (obj.is_staff or obj.is_superuser) and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:  # noqa: ARG002
        """Nobody is deleted."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's
        """A new user gets an account; a blocked one loses the API keys with the sign-in."""
        if not change:
            open_account(obj)
            return
        super().save_model(request, obj, form, change)
        if "email" in form.changed_data:
            # Any address of a user signs in; the one that was replaced must not.
            EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()
        if "is_active" in form.changed_data and not obj.is_active:
            revoked = ApiKeys(backends.store(), obj.account_id).revoke_all(by=request.user.get_username())
            self.message_user(request, f"API keys revoked with the block: {revoked}.", messages.WARNING)
