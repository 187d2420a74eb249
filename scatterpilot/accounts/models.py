"""Who signs in. Business records are not here: they are items of the store, under the user's account id."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone

from scatterpilot.clock import new_id


class UserManager(BaseUserManager["User"]):
    """Makes users; an address is kept in lower case, so that it signs in however it is typed."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new user with an account of its own."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A new user who may do everything in the admin."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, **fields})

    def get_by_natural_key(self, username: str | None) -> User:
        """The user with that address, in whatever case it is written."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in by e-mail. ``account_id`` is the business whose records the person works on."""

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField("name", max_length=200, blank=True)
    account_id = models.CharField("account", max_length=26, default=new_id, db_index=True, editable=False)
    is_staff = models.BooleanField("may use the admin", default=False)
    is_active = models.BooleanField("active", default=True)
    date_joined = models.DateTimeField("joined", default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        """How the admin calls it."""

        verbose_name = "user"
        verbose_name_plural = "users"

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        """Keep the address in lower case."""
        super().clean()
        self.email = self.email.strip().lower()
