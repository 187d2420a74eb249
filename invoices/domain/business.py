"""The seller: who an account's invoices come from, and the defaults that it writes them with."""

from __future__ import annotations

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, Field

from invoices.domain.numbering import checked_format, series_year
from invoices.domain.status import Kind
from invoices.domain.values import FROZEN, BlankIsNone, Block, Country, Currency, Email, Name, Note, Percent, Short

TaxStatus = Literal["registered", "small_business", "outside"]


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)  # kept by the library once it is found; listing all zones would read hundreds of files
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"Unknown time zone “{value}”. Use a name such as Europe/Berlin.") from error
    return value


class Business(BaseModel):
    """An account's profile. Every field has a default, so that an account can write its first invoice at once."""

    model_config = FROZEN

    name: Annotated[Name | None, BlankIsNone] = None
    """The trading name, printed beside the logo."""
    legal_name: Annotated[Name | None, BlankIsNone] = None
    """The seller's name on the invoice (BT-27), when it is another than ``name``."""
    address: Annotated[Block | None, BlankIsNone] = None
    country: Annotated[Country | None, BlankIsNone] = None
    tax_status: TaxStatus = "outside"
    vat_id: Annotated[Short | None, BlankIsNone] = None
    tax_number: Annotated[Short | None, BlankIsNone] = None
    exemption_reason: Annotated[Short | None, BlankIsNone] = None
    email: Annotated[Email | None, BlankIsNone] = None
    phone: Annotated[Short | None, BlankIsNone] = None
    currency: Currency = "USD"
    payment_terms_days: Annotated[int, Field(ge=0, le=3650)] = 30
    default_tax_rate: Annotated[Percent | None, BlankIsNone] = None
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] = "en-US"
    time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    iban: Annotated[Short | None, BlankIsNone] = None
    bic: Annotated[Short | None, BlankIsNone] = None
    bank_name: Annotated[Short | None, BlankIsNone] = None
    accent_color: Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")] = "#0a6177"
    number_format: Annotated[Short, AfterValidator(checked_format)] = "INV-{year}-{seq:04}"
    credit_number_format: Annotated[Short, AfterValidator(checked_format)] = "CN-{year}-{seq:04}"
    quote_number_format: Annotated[Short, AfterValidator(checked_format)] = "Q-{year}-{seq:04}"
    restart_yearly: bool = True
    """Whether a series whose numbers name the year begins again at 1 with each year."""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] = "en"
    """The language of the invoice."""
    footer_note: Annotated[Note | None, BlankIsNone] = None
    email_subject: Annotated[Short | None, BlankIsNone] = None
    """The subject of the mail that brings a document, with placeholders in braces; None: the language's own."""
    email_text: Annotated[Note | None, BlankIsNone] = None

    @property
    def seller_name(self) -> str | None:
        """The name that stands on the invoice as the seller's."""
        return self.legal_name or self.name

    def pattern(self, kind: Kind) -> str:
        """How the numbers of that kind of document read."""
        formats = {
            Kind.INVOICE: self.number_format,
            Kind.CREDIT_NOTE: self.credit_number_format,
            Kind.QUOTE: self.quote_number_format,
        }
        return formats[kind]

    def series_year(self, kind: Kind, year: int) -> int:
        """Which year's series a document of that kind, dated in ``year``, is counted in; 0: one for all years."""
        return series_year(self.pattern(kind), year, restart=self.restart_yearly)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that this business's days are counted in."""
        return ZoneInfo(self.time_zone)
