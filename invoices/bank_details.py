"""The one rule about bank details, for the page and for programs alike.

Whoever changes where clients pay takes the money. So on the page a change wants the password again; a program may write
them down once, while there are none, and never change them; and the owner hears of every change by mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from invoices.domain.business import Business
from invoices.errors import InvoiceError
from scatterpilot.accounts.notices import tell_owners

FIELDS = ("iban", "bic", "bank_name")
NOT_BY_PROGRAMS = (
    "Bank details are changed on the settings page, with the password. Leave them out to keep them as they are."
)
_LABELS = {"iban": "IBAN", "bic": "BIC", "bank_name": "Bank"}


class BankDetailsRefused(InvoiceError):
    """A program wants to change bank details that are there; nothing was saved. ``field`` is the first one."""

    def __init__(self, field: str) -> None:
        super().__init__(NOT_BY_PROGRAMS)
        self.field = field


@dataclass(frozen=True, slots=True)
class Difference:
    """One of the details, before and after; an empty text for none."""

    field: str
    before: str
    after: str

    def told(self) -> str:
        """A line for a mail, which others may come to see: of a number no more than its last four characters."""
        label = _LABELS[self.field]
        if self.field == "bank_name":
            return f"{label}: {'changed' if self.before and self.after else 'added' if self.after else 'removed'}"
        if not self.before:
            return f"{label}: added, ends in {self.after[-4:]}"
        if not self.after:
            return f"{label}: removed, ended in {self.before[-4:]}"
        return f"{label}: now ends in {self.after[-4:]}, ended in {self.before[-4:]} before"


def differences(old: Business, new: Business) -> tuple[Difference, ...]:
    """What differs between the bank details of two profiles. How a number is spaced is no difference."""
    pairs = ((name, _compact(old, name), _compact(new, name)) for name in FIELDS)
    return tuple(Difference(name, before, after) for name, before, after in pairs if before != after)


def by_program(old: Business, wanted: Business, said: frozenset[str]) -> Business:
    """The profile that a program may save: ``wanted``, with the bank details that it left out as they are.

    ``said`` names the fields that the program gave. Raises ``BankDetailsRefused``.
    """
    if not any(getattr(old, name) for name in FIELDS):
        return wanted
    kept = {name: getattr(old, name) for name in FIELDS if name not in said}
    business = wanted.model_copy(update=kept)
    if refused := differences(old, business):
        raise BankDetailsRefused(refused[0].field)
    return business.model_copy(update={name: getattr(old, name) for name in FIELDS})


def tell_owner(account_id: str, changed: tuple[Difference, ...], *, by: str, at: datetime) -> bool:
    """Mail what changed to the account's people; whether a mail went out. What was saved stays saved."""
    if not changed:
        return False
    lines = [each.told() for each in changed]
    return tell_owners(account_id, "bank_details_changed", {"lines": lines, "by": by, "at": at})


def _compact(business: Business, name: str) -> str:
    value = str(getattr(business, name) or "")
    return " ".join(value.split()) if name == "bank_name" else "".join(value.split()).upper()
