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


class StaleCustomer(Stale):
    """The customer was changed since the caller saw them."""

    def __init__(self, current: int) -> None:
        InvoiceError.__init__(
            self,
            f"This client was changed in the meantime: the version is {current} now. Nothing was written; look again.",
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
            f"The number {number} is in use already. The invoice stays a draft; choose another number format or start "
            "number in Settings."
        )
        self.number = number


class NothingToUndo(InvoiceError):
    """The draft has no earlier (or no later) state."""


class NotIssued(InvoiceError):
    """What was asked for belongs to an issued document, and this one has no number yet."""

    def __init__(self, status: Status) -> None:
        super().__init__(f"This one is {status} and has no number yet. Issue it first. Nothing was changed.")
        self.status = status


class SeriesStarted(InvoiceError):
    """A series cannot begin elsewhere once a number of it was given."""

    def __init__(self, following: str) -> None:
        super().__init__(
            f"Numbers of this series were given already, and they run without a gap: the next one is {following}."
        )


class Refused(InvoiceError):
    """Something that cannot be done to this document; ``field`` is at fault. Nothing was changed."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


class PaymentRefused(Refused):
    """A payment, refund or reversal that cannot be recorded."""


class CreditNoteRefused(Refused):
    """A credit note or a cancellation that cannot be made."""


class QuoteRefused(Refused):
    """A step that a quote cannot take from where it is."""


class CustomerRefused(Refused):
    """A customer that cannot be saved."""


class SendRefused(Refused):
    """A mail that cannot be sent as it was asked for."""


class BeingSent(InvoiceError):
    """The same mail is being sent at this moment."""

    def __init__(self) -> None:
        super().__init__("This mail is being sent right now. Nothing was sent twice; look again in a moment.")


class MayHaveGone(InvoiceError):
    """An earlier attempt at the same mail broke off at the point where it may have gone out."""

    def __init__(self, to: str) -> None:
        super().__init__(
            f"The mail to {to} may have gone out: the connection broke off while it was handed over. It is not sent again "
            "by itself. Ask the client whether it came, or send it again on purpose."
        )


class NotDelivered(InvoiceError):
    """The mail server could not be reached or did not take the mail; nothing went out to ``to``."""

    def __init__(self, to: str, reason: str) -> None:
        super().__init__(
            f"The mail to {to} was not sent: {reason}. The document is unchanged and the attempt is noted; try again in "
            "a while."
        )


class AddressUnconfirmed(InvoiceError):
    """Mail goes out to customers only for accounts whose own address is confirmed."""

    def __init__(self) -> None:
        super().__init__(
            "Confirm your own e-mail address first, by the link in the mail that came when you signed up. Nothing was "
            "sent."
        )
