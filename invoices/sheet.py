"""The sheet: an invoice as the page shows it, every value formatted, every field of a draft ready to be changed.

Its words, sums and parties are the printed document's (``documents.content``), so that screen and paper say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from invoices import presentation, sheet_tax
from invoices.documents.content import Line, content_of
from invoices.domain.invoice import InvoiceData, LineItem, TaxCategory
from invoices.domain.money import ZERO
from invoices.domain.rules import Finding, warnings
from invoices.domain.status import Kind
from invoices.marks import touched
from invoices.records import Invoice
from invoices.sheet_parts import NEW_LINE, Field, Missing, Sheet, SheetLine, Total, field_id, provenance, setting_id


def sheet(
    invoice: Invoice,
    findings: Sequence[Finding] = (),
    changed_paths: Collection[str] = (),
    *,
    editable: bool = True,
    fresh: bool = True,
    errors: Mapping[str, tuple[str, str]] | None = None,
) -> Sheet:
    """An invoice as the page shows it.

    ``changed_paths`` are marked: as just changed when ``fresh``, else as changed a while ago. ``errors`` holds, by
    path, what was typed into a field and why it could not be taken.
    """
    return _Writer(invoice, findings, changed_paths, editable=editable, fresh=fresh, errors=errors or {}).sheet()


class _Writer:
    """Writes one sheet."""

    def __init__(
        self,
        invoice: Invoice,
        findings: Sequence[Finding],
        changed_paths: Collection[str],
        *,
        editable: bool,
        fresh: bool,
        errors: Mapping[str, tuple[str, str]],
    ) -> None:
        self.invoice = invoice
        self.said = invoice.draft.data
        self.data = invoice.snapshot.data
        self.content = content_of(invoice.snapshot)
        self.words = self.content.labels
        self.currency = invoice.snapshot.currency
        self.locale = presentation.document_locale(invoice.snapshot.seller)
        self.editable = editable
        self.findings = findings
        self.wanted = {path for finding in findings for path in sheet_tax.places(finding.field, self.data)}
        doubts = warnings(self.data, invoice.snapshot.seller) if editable and self.data.customer_tax_id else ()
        self.doubts = {finding.field: finding.ask for finding in doubts}
        self.changed = touched(changed_paths, self.data)
        self.mark = "is-changed glow" if fresh else "is-settled"
        self.errors = errors

    def sheet(self) -> Sheet:
        head = self.invoice.head
        lines = [self._line(position) for position in range(len(self.data.line_items))]
        if not lines and self.editable:
            lines = [self._new_line()]
        client = self._client()
        if (
            not self.editable
        ):  # in print the country belongs to the address; on a draft it shows itself only when wanted
            client.append(client.pop(2))
        discount = self._whole_discount()
        shown = Sheet(
            invoice_id=head.invoice_id,
            version=head.version,
            revision=head.revision,
            editable=self.editable,
            is_quote=head.kind is Kind.QUOTE,
            content=self.content,
            accent=self.invoice.snapshot.seller.accent_color.removeprefix("#"),
            client=client[:3],
            optional=client[3:],
            details=self._details(),
            lines=lines,
            discount=discount,
            note=self._field("notes", "Note to client", self.data.notes or "", "Add a note", multiline=True),
            totals=self._totals(discount),
            due=Total(*self.content.due, self._mark("totals.due")),
            missing=(),
            reason=self._reason(),
            tax_choices=sheet_tax.choices(self.data, self.invoice.snapshot.seller, self.locale)
            if self.editable
            else (),
            wide_tax=any(len(line.tax.value) > _NARROW for line in lines),
        )
        return replace(shown, missing=self._missing(shown.shown.keys())) if self.findings else shown

    # ----------------------------------------------------------------------------------------------- fields
    def _field(
        self,
        path: str,
        label: str,
        value: str,
        placeholder: str = "",
        *,
        style: str = "",
        hint: str = "",
        multiline: bool = False,
        changed: bool | None = None,
        unclear: bool = False,
        offers: str = "",
    ) -> Field:
        typed, error = self.errors.get(path, (value, ""))
        is_changed = path in self.changed if changed is None else changed
        return Field(
            path=path,
            id=field_id(path),
            label=label,
            value=typed,
            placeholder=placeholder,
            hint=error or hint or self._source(path, value),
            style=style,
            multiline=multiline,
            missing=path in self.wanted,
            changed=is_changed,
            error=error,
            kept=value if error else "",
            mark=self.mark if is_changed else "",
            unclear=unclear,
            offers=offers,
            doubt=self.doubts.get(path, ""),
        )

    def _source(self, path: str, value: str) -> str:
        if not value or not self.editable:
            return ""
        return provenance(self.invoice.draft.provenance.get(path))

    @property
    def _nothing(self) -> str:
        """An amount of zero."""
        return presentation.number(ZERO, self.currency, self.locale)

    def _mark(self, path: str) -> str:
        return self.mark if path in self.changed else ""

    def _default(self, path: str, value: object, otherwise: str = "Default from Settings") -> str:
        """The hint of a value that nobody said."""
        return otherwise if value is None else self._source(path, "said")

    # ---------------------------------------------------------------------------------------------- parties
    def _client(self) -> list[Field]:
        data = self.data
        country = data.customer_country
        return [
            self._field(
                "customer_name",
                "Client name",
                data.customer_name or "",
                "Client",
                style="field--strong",
                multiline=True,
            ),
            self._field(
                "customer_address",
                "Billing address",
                data.customer_address or "",
                "Add billing address" if "customer_address" in self.wanted else "Billing address",
                multiline=True,
            ),
            self._field("customer_email", "Client e-mail", data.customer_email or "", "E-mail"),
            self._field(
                "customer_country",
                "Client country",
                presentation.country_name(country, self.content.language) if country else "",
                "Country",
            ),
            self._field(
                "customer_tax_id", "Client tax ID", data.customer_tax_id or "", f"{self.words.tax_id} number or tax ID"
            ),
        ]

    def _details(self) -> list[tuple[str, Field]]:
        if not self.editable:
            return [(label, self._field("", label, value, style=_NUM)) for label, value in self.content.details]
        data, said, words = self.data, self.said, self.words
        rows = [
            (words.issued, "invoice_date", "Issue date", self._day(data), self._day_hint(said)),
            *self._until(data, said),
            (words.currency, "currency", "Currency", self.currency, self._default("currency", said.currency)),
            (words.your_reference, "purchase_order", "Purchase order", data.purchase_order or "", ""),
        ]
        if sheet_tax.needs_delivery(data):
            day = presentation.date(data.delivery_date, self.locale) if data.delivery_date else ""
            rows.insert(1, (words.delivered, "delivery_date", "Delivery date", day, self._source("delivery_date", day)))
        return [
            (label, self._field(path, name, value, "None" if path == "purchase_order" else "", style=_NUM, hint=hint))
            for label, path, name, value, hint in rows
        ]

    def _until(self, data: InvoiceData, said: InvoiceData) -> list[tuple[str, str, str, str, str]]:
        """When an invoice is to be paid, by date and by terms; a quote has a last day, and nothing to pay."""
        words, days = self.words, data.payment_terms_days
        if self.invoice.head.kind is Kind.QUOTE:
            hint = self._due_hint(said, "Counted from the issue date")
            return [(words.due, "due_date", "Valid until", self._due_day(data), hint)]
        terms = "" if days is None else presentation.terms(days, self.content.language)
        return [
            (words.due, "due_date", "Due date", self._due_day(data), self._due_hint(said)),
            (words.terms, "payment_terms_days", "Payment terms", terms, self._terms_hint(said)),
        ]

    def _day(self, data: InvoiceData) -> str:
        return presentation.date(data.invoice_date, self.locale) if data.invoice_date else ""

    def _due_day(self, data: InvoiceData) -> str:
        return presentation.date(data.due_date, self.locale) if data.due_date else ""

    def _day_hint(self, said: InvoiceData) -> str:
        return self._default("invoice_date", said.invoice_date, "The day of issue")

    def _due_hint(self, said: InvoiceData, otherwise: str = "Follows from issue date and terms") -> str:
        return self._default("due_date", said.due_date, otherwise)

    def _terms_hint(self, said: InvoiceData) -> str:
        if said.payment_terms_days is None and said.due_date is not None:
            return "Follows from the dates"
        return self._default("payment_terms_days", said.payment_terms_days)

    # ------------------------------------------------------------------------------------------------ lines
    def _line(self, position: int) -> SheetLine:
        line, printed = self.data.line_items[position], self.content.lines[position]
        number, path = position + 1, f"line_items.{line.line_id}"
        added = path in self.changed
        parts = self._line_fields(line, printed, path, number, added=added)
        return SheetLine(
            line_id=line.line_id,
            number=number,
            amount=printed.amount or self._nothing,
            details=self._more(line, printed),
            added=added,
            mark=("glow" if self.mark.endswith("glow") else "is-rest") if added else "",
            changed=added or any(part.changed for part in parts.values()) or f"{path}.amount" in self.changed,
            amount_mark="" if added else self._mark(f"{path}.amount"),
            **parts,
        )

    def _line_fields(self, line: LineItem, printed: Line, path: str, number: int, *, added: bool) -> dict[str, Field]:
        whole = False if added else None
        return {
            "description": self._field(
                f"{path}.description",
                f"Description, line {number}",
                (line.description or "") if self.editable else printed.name,
                "What you did",
                multiline=True,
                changed=whole,
            ),
            "quantity": self._field(
                f"{path}.quantity",
                f"Quantity, line {number}",
                printed.quantity,
                "Quantity" if f"{path}.quantity" in self.wanted else "1",
                style=_NUM,
                changed=whole,
            ),
            "price": self._field(
                f"{path}.unit_price",
                f"Unit price, line {number}",
                printed.price,
                "Add price" if f"{path}.unit_price" in self.wanted else self._nothing,
                style=_NUM,
                hint=self._price_hint(line),
                changed=whole,
            ),
            "tax": self._field(
                f"{path}.tax_rate",
                f"{self.words.tax}, line {number}",
                sheet_tax.shown(line, printed.tax, self.said, self.content.language) if self.editable else printed.tax,
                "–",
                style=_NUM,
                hint=self._tax_hint(line),
                changed=whole,
                unclear=line.tax_category is None,
                offers="tax-choices",
            ),
            "discount": self._field(
                f"{path}.discount",
                f"Discount, line {number}",
                self._discount(line, printed),
                "5% or an amount",
                style="field--inline",
                hint=self._source(f"{path}.discount_percent", "said")
                or self._source(f"{path}.discount_amount", "said"),
                changed=whole,
            ),
        }

    def _more(self, line: LineItem, printed: Line) -> Sequence[str]:
        """What stands under the description beside what the fields hold already."""
        if not self.editable:
            return printed.details
        return printed.details[-1:] if line.charge_amount and printed.amount else ()

    def _discount(self, line: LineItem, printed: Line) -> str:
        if not (line.discount_percent or line.discount_amount):
            return ""
        of_line = printed.details[len([t for t in (line.description or "").split("\n")[1:] if t.strip()]) :]
        if of_line:
            return of_line[0]
        if line.discount_percent:
            return self.words.line_discount_percent.format(
                percent=presentation.percent(line.discount_percent, self.locale)
            )
        return presentation.money(-(line.discount_amount or ZERO), self.currency, self.locale)

    def _price_hint(self, line: LineItem) -> str:
        if line.gross_price is None or not self.editable:
            return ""
        gross = presentation.money(line.gross_price, self.currency, self.locale)
        return f"Net of {gross} including {presentation.percent(line.tax_rate or ZERO, self.locale)} {self.words.tax}"

    def _tax_hint(self, line: LineItem) -> str:
        if not self.editable:
            return ""
        said = self.said.line(line.line_id)
        own = said.tax_rate if said else None
        reason = _CATEGORY_WORDS.get(line.tax_category) if line.tax_category else None
        if own is None:
            hint = self._default("default_tax_rate", self.said.default_tax_rate)
        else:
            hint = self._source(f"line_items.{line.line_id}.tax_rate", "said")
        return f"{reason}. {hint}".rstrip(". ") if reason else hint

    def _new_line(self) -> SheetLine:
        """The line that an empty sheet invites one to write; its elements' ids are those of the line it becomes."""
        seller = self.invoice.snapshot.seller
        rate = self.data.default_tax_rate
        line = LineItem(line_id=NEW_LINE, tax_rate=rate)
        tax = presentation.percent(rate, self.locale) if rate is not None and seller.tax_status != "outside" else ""
        printed = Line("1", "", (), "", "", tax, "")
        parts = self._line_fields(line, printed, f"line_items.{NEW_LINE}", 1, added=False)
        coming = f"f-L{self.invoice.draft.next_line}-"
        parts = {
            key: replace(
                part,
                id=coming + part.path.rpartition(".")[2],
                hint="",
                missing=key == "description" and "line_items" in self.wanted,
            )
            for key, part in parts.items()
        }
        return SheetLine(
            line_id=NEW_LINE,
            number=1,
            amount=self._nothing,
            details=(),
            added=False,
            changed=False,
            amount_mark="",
            mark="",
            **parts,
        )

    # ------------------------------------------------------------------------------------------------- sums
    def _whole_discount(self) -> Field:
        data = self.data
        value = ""
        if data.discount_percent:
            value = presentation.percent(data.discount_percent, self.locale)
        elif data.discount_amount:
            value = presentation.money(data.discount_amount, self.currency, self.locale)
        hint = self._source("discount_percent", value) or self._source("discount_amount", value)
        changed = bool({"discount_percent", "discount_amount"} & self.changed)
        return self._field(
            "discount", "Discount on the whole invoice", value, "None", style=_NUM, hint=hint, changed=changed
        )

    def _reason(self) -> Field | None:
        """The field for why no tax is charged; in print the reason stands at the foot."""
        if not (self.editable and sheet_tax.needs_reason(self.data, self.wanted)):
            return None
        hint = self._default("exemption_reason", self.said.exemption_reason)
        return self._field(
            "exemption_reason",
            "Why no tax is charged",
            self.data.exemption_reason or "",
            "The reason, such as the article of the law",
            hint=hint if self.data.exemption_reason else "",
            multiline=True,
        )

    def _totals(self, discount: Field) -> list[Total]:
        words = self.words
        rows = [row for row in self.content.totals if row[0] != words.total or row[1] != self.content.due[1]]
        if not rows and self.editable:
            subtotal = self.invoice.snapshot.totals.subtotal
            rows = [(words.subtotal, presentation.money(subtotal, self.currency, self.locale))]
        totals = [Total(label, value, self._mark(f"totals.{_kind(label, words)}")) for label, value in rows]
        if self.editable and self.invoice.snapshot.totals.discount and discount.value:
            totals[1] = replace(totals[1], label=words.discount, field=discount)
        return totals

    def _missing(self, on_sheet: Collection[str]) -> list[Missing]:
        """The rules that fail, each with the field to go to; what no field of the sheet can mend leads to the top."""
        first = self.data.line_items[0].line_id if self.data.line_items else f"L{self.invoice.draft.next_line}"
        found = []
        for finding in self.findings:
            path = next(iter(sheet_tax.places(finding.field, self.data)), finding.field)
            anchor = setting = ""
            if finding.field.startswith("business."):
                setting = setting_id(finding.field.removeprefix("business."))
            elif finding.field == "line_items":
                anchor = f"f-{first}-description"
            else:
                anchor = field_id(path) if path in on_sheet else "paper"
            found.append(Missing(anchor, finding.ask, setting))
        return found


_NUM: Final = "field--num"
_NARROW: Final = 7
"""Characters of a tax that the narrow column holds, such as ``8.25 %``."""
_CATEGORY_WORDS: Final = {
    TaxCategory.REVERSE_CHARGE: "Reverse charge",
    TaxCategory.INTRA_COMMUNITY: "Intra-Community supply",
    TaxCategory.EXPORT: "Export",
    TaxCategory.EXEMPT: "Exempt",
    TaxCategory.OUTSIDE: "Not subject to tax",
}


def _kind(label: str, words: presentation.Labels) -> str:
    return "subtotal" if label == words.subtotal else "tax" if label.startswith(words.tax) else "other"
