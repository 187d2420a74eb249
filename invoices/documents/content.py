"""What a printed invoice says: every value of a snapshot as words and figures, in the document's language.

Plain texts without markup, as they were written; ``shell`` and ``lines`` make them printable. Imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from invoices import presentation
from invoices.domain.invoice import DocumentAmount, LineItem, TaxCategory
from invoices.domain.money import EXACT, ZERO, percent_of, rounded
from invoices.domain.snapshot import Snapshot
from invoices.domain.status import Kind
from invoices.presentation import Labels

Pair = tuple[str, str]
"""A label and its value."""

_ADDRESS_LINES: Final = 8
_SHORT_NOTE: Final = 420
"""The most characters, and lines, of a note that stands beside the payment; a longer one stands under it."""
_SHORT_NOTE_LINES: Final = 7
_NAMED_DISCOUNTS: Final = 6
_KEPT_GROUPS: Final = 12


class Line(NamedTuple):
    """One line of the invoice."""

    position: str
    name: str
    details: tuple[str, ...]
    quantity: str
    price: str
    tax: str
    amount: str


class Payment(NamedTuple):
    """How to pay by transfer."""

    title: str
    rows: list[Pair]


class Content(NamedTuple):
    """The words of one document, in the order of the page."""

    language: str
    title: str
    number: str
    heading: str
    labels: Labels
    seller: list[str]
    """The name first."""
    buyer: list[str]
    details: list[Pair]
    lines: list[Line]
    taxed: bool
    """Whether the lines have a column for tax."""
    tax_rows: list[tuple[str, str, str]]
    """Rate, net and tax of each group."""
    tax_rows_long: bool
    """Whether there are too many groups to stand beside the totals; they follow the payment then."""
    tax_notes: list[str]
    totals: list[Pair]
    due: Pair
    payment: Payment | None
    side_notes: list[str]
    long_notes: list[str]
    foot_left: str
    foot_right: str
    stamp: str


def content_of(snapshot: Snapshot) -> Content:
    """The words of a document."""
    return _Writer(snapshot).content()


class _Writer:
    """Writes one snapshot in its language and locale."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.seller = snapshot.seller
        self.data = snapshot.data
        self.totals = snapshot.totals
        self.currency = snapshot.currency
        self.locale = presentation.document_locale(snapshot.seller)
        self.language = self.locale.partition("-")[0]
        self.words = presentation.labels(self.language, snapshot.seller.country)
        self.credit = snapshot.kind is Kind.CREDIT_NOTE
        self.quote = snapshot.kind is Kind.QUOTE
        if self.quote:
            self.words = self.words._replace(bill_to=self.words.quote_for, due=self.words.valid_until)

    def content(self) -> Content:
        words = self.words
        side, long = self._notes()
        tax_rows = self._tax_rows()
        return Content(
            language=self.language,
            title=words.credit_note if self.credit else words.quote if self.quote else words.invoice,
            number=self.snapshot.number or words.draft,
            heading=self.seller.name or self.seller.seller_name or "",
            labels=words,
            seller=self._seller(),
            buyer=self._buyer(),
            details=self._details(),
            lines=[self._line(index) for index in range(len(self.data.line_items))],
            taxed=self._taxed,
            tax_rows=tax_rows,
            tax_rows_long=len(tax_rows) > _KEPT_GROUPS,
            tax_notes=self._tax_notes(),
            totals=self._totals(),
            due=self._due(),
            payment=self._payment(),
            side_notes=side,
            long_notes=long,
            foot_left=self._foot(),
            foot_right=_literal(f"{self.snapshot.number or words.draft}, ") + words.page_of,
            stamp="" if self.snapshot.number else words.draft,
        )

    # ---------------------------------------------------------------------------------------------- parties
    def _seller(self) -> list[str]:
        seller = self.seller
        lines = [seller.seller_name or "", *_address(seller.address)]
        lines += self._country(seller.country, seller.address)
        if seller.vat_id:
            lines.append(f"{self.words.tax_id} {seller.vat_id}")
        if seller.tax_number:
            lines.append(f"{self.words.tax_number} {seller.tax_number}")
        return lines + [value for value in (seller.email, seller.phone) if value]

    def _buyer(self) -> list[str]:
        data = self.data
        lines = [data.customer_name or "", *_address(data.customer_address)]
        lines += self._country(data.customer_country, data.customer_address)
        if data.customer_tax_id:
            lines.append(f"{self.words.tax_id} {data.customer_tax_id}")
        return lines

    def _country(self, code: str | None, address: str | None) -> list[str]:
        """The country's name, between countries and where the address does not say it itself."""
        if not code or self.seller.country == self.data.customer_country:
            return []
        names = {presentation.country_name(code, language).casefold() for language in (self.language, "en")}
        if any(name in (address or "").casefold() for name in names):
            return []
        return [presentation.country_name(code, self.language)]

    def _foot(self) -> str:
        seller = self.seller
        parts = [seller.seller_name, *_address(seller.address)]
        if seller.tax_number or seller.vat_id:
            label = self.words.tax_number if seller.tax_number else self.words.tax_id
            parts.append(f"{label} {seller.tax_number or seller.vat_id}")
        return ", ".join(part for part in parts if part)

    # ---------------------------------------------------------------------------------------------- details
    def _details(self) -> list[Pair]:
        words, data, locale = self.words, self.data, self.locale
        rows: list[Pair] = []
        if self.credit and self.snapshot.credits:
            rows.append((words.corrects, self.snapshot.credits))
        if self.credit and self.snapshot.credits_date:
            rows.append((words.corrected_of, presentation.date(self.snapshot.credits_date, locale)))
        if data.invoice_date:
            rows.append((words.issued, presentation.date(data.invoice_date, locale)))
        if data.period_start and data.period_end:
            rows.append((words.period, presentation.period(data.period_start, data.period_end, locale)))
        if data.delivery_date:
            rows.append((words.delivered, presentation.date(data.delivery_date, locale)))
        if not self.credit and data.due_date:
            rows.append((words.due, presentation.date(data.due_date, locale)))
        if self.snapshot.kind is Kind.INVOICE and data.payment_terms_days is not None:
            rows.append((words.terms, presentation.terms(data.payment_terms_days, self.language)))
        if data.purchase_order:
            rows.append((words.your_reference, data.purchase_order))
        return [*rows, (words.currency, self.currency)]

    # ---------------------------------------------------------------------------------------------- lines
    @property
    def _taxed(self) -> bool:
        return any(group.category is not TaxCategory.OUTSIDE for group in self.totals.tax_breakdown)

    def _line(self, index: int) -> Line:
        line = self.data.line_items[index]
        net = self.totals.line_nets[index]
        name, *rest = (line.description or "").split("\n")
        price = line.unit_price
        return Line(
            position=str(index + 1),
            name=name,
            details=(*(text for text in rest if text.strip()), *self._of_line(line)),
            quantity="" if line.quantity is None else presentation.quantity(line.quantity, line.unit, self.locale),
            price="" if price is None else presentation.price(price, self.currency, self.locale),
            tax=self._rate(line.tax_category, line.tax_rate),
            amount="" if net is None else presentation.number(net, self.currency, self.locale),
        )

    def _of_line(self, line: LineItem) -> Iterator[str]:
        """What a line's discounts and charges took off and put on."""
        if line.quantity is None or line.unit_price is None:
            return
        if line.discount_percent:
            gross = EXACT.multiply(line.quantity, line.unit_price)
            off = rounded(gross, self.currency) - rounded(
                gross - percent_of(gross, line.discount_percent), self.currency
            )
            percent = presentation.percent(line.discount_percent, self.locale)
            yield f"{self.words.line_discount_percent.format(percent=percent)}, {self._money(-off)}"
        if line.discount_amount:
            yield f"{self.words.discount}, {self._money(-line.discount_amount)}"
        if line.charge_amount:
            yield f"{self.words.charge}, {self._money(line.charge_amount)}"

    def _rate(self, category: TaxCategory | None, rate: Decimal | None) -> str:
        if category is TaxCategory.OUTSIDE:
            return ""
        return presentation.percent(rate or ZERO, self.locale)

    # ---------------------------------------------------------------------------------------------- sums
    def _tax_rows(self) -> list[tuple[str, str, str]]:
        """The tax breakdown; none when the totals' one tax row says it all."""
        groups = [group for group in self.totals.tax_breakdown if group.category is not TaxCategory.OUTSIDE]
        if len(self.totals.tax_breakdown) < 2:
            return []
        return [
            (
                self._rate(group.category, group.rate),
                presentation.number(group.taxable, self.currency, self.locale),
                presentation.number(group.tax, self.currency, self.locale),
            )
            for group in groups
        ]

    def _tax_notes(self) -> list[str]:
        """Why a line bears no tax, in the words that the law asks for (Directive 2006/112/EC, article 226)."""
        words, reason = self.words, self.data.exemption_reason
        said = {
            TaxCategory.EXEMPT: words.exempt,
            TaxCategory.REVERSE_CHARGE: words.reverse_charge,
            TaxCategory.INTRA_COMMUNITY: words.intra_community,
            TaxCategory.EXPORT: words.export,
        }
        if self.seller.tax_status == "registered":
            said[TaxCategory.OUTSIDE] = words.outside  # whoever charges tax else says why not here (BR-O-10)
        notes = list(dict.fromkeys(said[row.category] for row in self.totals.tax_breakdown if row.category in said))
        untaxed = {TaxCategory.EXEMPT, TaxCategory.EXPORT, TaxCategory.OUTSIDE, *said}
        if reason and any(row.category in untaxed for row in self.totals.tax_breakdown):
            notes = [reason] if notes == [words.exempt] else [note for note in notes if note != reason] + [reason]
        return notes

    def _totals(self) -> list[Pair]:
        words, totals = self.words, self.totals
        rows = [*self._reductions()]
        if self._taxed:
            rows.append((self._tax_label(), self._money(totals.tax)))
        if rows:
            rows.insert(0, (words.subtotal, self._money(totals.subtotal)))
            if not self._total_is_last:
                rows.append((words.total, self._money(totals.total)))
        if totals.prepaid:
            rows.append((words.prepaid, self._money(-totals.prepaid)))
        if totals.rounding_amount:
            rows.append((words.rounding, self._money(totals.rounding_amount)))
        return rows

    @property
    def _total_is_last(self) -> bool:
        """Whether the document ends with its total: a quote asks for no payment."""
        return self.quote and self.totals.amount_due == self.totals.total

    def _tax_label(self) -> str:
        groups = self.totals.tax_breakdown
        if len(groups) > 1:
            return self.words.tax
        return f"{self.words.tax} {self._rate(groups[0].category, groups[0].rate)}"

    def _reductions(self) -> Iterator[Pair]:
        """Discounts and charges on the whole invoice, each by its reason while they are few."""
        words, data, totals = self.words, self.data, self.totals
        whole = totals.discount - sum((rounded(row.amount, self.currency) for row in data.discounts), ZERO)
        named = data.discounts if len(data.discounts) <= _NAMED_DISCOUNTS else ()
        if not named:
            whole = totals.discount
        if whole:
            percent = data.discount_percent if not data.discounts else None
            label = f" {presentation.percent(percent, self.locale)}" if percent and not data.discount_amount else ""
            yield words.discount + label, self._money(-whole)
        yield from self._named(named, words.discount, -1)
        if len(data.charges) <= _NAMED_DISCOUNTS:
            yield from self._named(data.charges, words.charge, 1)
        elif totals.charge:
            yield words.charge, self._money(totals.charge)

    def _named(self, rows: tuple[DocumentAmount, ...], label: str, sign: int) -> Iterator[Pair]:
        for row in rows:
            yield row.reason or label, self._money(sign * row.amount)

    def _due(self) -> Pair:
        words = self.words
        label = words.amount_credited if self.credit else words.total if self._total_is_last else words.amount_due
        return label, self._money(self.totals.amount_due)

    def _money(self, amount: Decimal) -> str:
        return presentation.money(amount, self.currency, self.locale)

    # ---------------------------------------------------------------------------------------------- payment
    def _payment(self) -> Payment | None:
        seller, words = self.seller, self.words
        if self.credit or self.quote or self.totals.amount_due <= 0 or not seller.iban:
            return None
        rows = [
            (words.account, seller.seller_name),
            (words.bank, seller.bank_name),
            (words.iban, presentation.iban(seller.iban)),
            (words.bic, seller.bic),
            (words.reference, self.snapshot.number),
        ]
        return Payment(words.pay_by_transfer, [(label, value) for label, value in rows if value])

    def _notes(self) -> tuple[list[str], list[str]]:
        """Notes beside the payment, or under it when they are long."""
        notes = [note for note in (self.data.notes, self.seller.footer_note) if note]
        lines = "\n".join(notes).split("\n")
        if sum(map(len, lines)) <= _SHORT_NOTE and len(lines) <= _SHORT_NOTE_LINES:
            return lines if notes else [], []
        return [], lines


def _literal(text: str) -> str:
    """A text that ``str.format`` leaves as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def _address(block: str | None) -> list[str]:
    """The lines of an address; what goes beyond eight lines stands on the last one, parted by commas."""
    lines = [line.strip() for line in (block or "").split("\n") if line.strip()]
    if len(lines) > _ADDRESS_LINES:
        lines[_ADDRESS_LINES - 1 :] = [", ".join(lines[_ADDRESS_LINES - 1 :])]
    return lines
