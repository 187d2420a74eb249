"""The QR code that a banking app reads: a SEPA credit transfer by EPC069-12, version 002."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import Final

from stdnum import bic, iban

from invoices.domain.snapshot import Snapshot
from invoices.domain.status import Kind

_MOST: Final = Decimal("999999999.99")
_NAME_LENGTH: Final = 70
_TEXT_LENGTH: Final = 140
_PAYLOAD_BYTES: Final = 331
"""What a code of version 13 and level M holds, the largest that the standard allows."""


def payment_payload(snapshot: Snapshot) -> str | None:
    """The text of an issued invoice's payment code, or None where there is none to make.

    The standard knows euro amounts from 0.01 to 999,999,999.99 and an IBAN whose check digits are right. The number
    of the invoice is the unstructured remittance text: the structured slot is for ISO 11649 references alone.
    """
    seller, due = snapshot.seller, snapshot.totals.amount_due
    if snapshot.kind is not Kind.INVOICE or not snapshot.number or not seller.seller_name or not seller.iban:
        return None
    if snapshot.currency != "EUR" or not 0 < due <= _MOST or not iban.is_valid(seller.iban):
        return None
    payload = "\n".join(
        (
            "BCD",
            "002",
            "1",  # UTF-8
            "SCT",
            bic.compact(seller.bic) if seller.bic and bic.is_valid(seller.bic) else "",
            seller.seller_name[:_NAME_LENGTH],
            iban.compact(seller.iban),
            f"EUR{due:.2f}",
            "",
            "",
            snapshot.number[:_TEXT_LENGTH],
        )
    )
    return payload if len(payload.encode()) <= _PAYLOAD_BYTES else None


def payment_matrix(snapshot: Snapshot) -> tuple[bytes, ...] | None:
    """The modules of the payment code, a row of 0 and 1 each, without its quiet zone; None where there is none."""
    payload = payment_payload(snapshot)
    return None if payload is None else _matrix(payload)


@lru_cache(maxsize=64)
def _matrix(payload: str) -> tuple[bytes, ...]:
    """Kept because an invoice is often printed more than once, and choosing a code's mask takes milliseconds."""
    import segno  # only invoices in euros need it

    # EPC069-12: error correction level M.
    code = segno.make(payload, error="m", micro=False, encoding="utf-8", boost_error=False)
    return tuple(bytes(row) for row in code.matrix)
