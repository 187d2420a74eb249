"""What may go wrong with an invoice for reasons of its own; each names what was wrong and what was kept."""

from __future__ import annotations

from collections.abc import Sequence

from invoices.domain.rules import Finding
from invoices.domain.status import Status


class InvoiceError(Exception):
    """A request that the invoice's rules refuse. Nothing was changed."""


class NotFound(InvoiceError):
    """This account has no such invoice (whether another has is not told)."""

    def __init__(self, what: str = "invoice") -> None:
        super().__init__(f"There is no such {what} in this account.")


class NotADraft(InvoiceError):
    """Only a draft can be changed, deleted or issued."""

    def __init__(self, status: Status, number: str | None) -> None:
        name = number or "This invoice"
        super().__init__(f"{name} is {status}, not a draft: what was issued stays as it is. Nothing was changed.")
        self.status = status


class Stale(InvoiceError):
    """The invoice was changed since the caller saw it; ``current`` is its version now."""

    def __init__(self, current: int) -> None:
        super().__init__(
            f"The invoice was changed in the meantime: its version is {current} now. Nothing was written; look again."
        )
        self.current = current


class NotReady(InvoiceError):
    """Rules that fail keep the invoice from being issued."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("The invoice cannot be issued yet. It stays a draft; nothing is lost.")
        self.findings = tuple(findings)


class NumberTaken(InvoiceError):
    """The next number of the series is in use already, given by hand or moved in."""

    def __init__(self, number: str) -> None:
        super().__init__(
            f"The number {number} is in use already. The invoice stays a draft; choose another number format in Settings."
        )
        self.number = number


class NothingToUndo(InvoiceError):
    """The draft has no earlier (or no later) state."""


class PaymentRefused(InvoiceError):
    """A payment that cannot be recorded; ``field`` is at fault."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
