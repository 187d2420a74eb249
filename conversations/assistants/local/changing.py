"""Stage 5, edits of what is there: change, rename, remove. Nothing here ever adds a line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from conversations.assistants.local.amounts import Money, Quantity
from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.items import Item, trim
from conversations.assistants.local.placing import Placer
from conversations.assistants.local.plan import Plan, TaxOfAll
from conversations.assistants.local.reading import Reading, Span
from conversations.assistants.local.targets import Target, WorkLine, find_target
from invoices.domain.edits import SetDiscount

_VALUES: Final = ("quantity", "number", "money", "percent", "range")
_SLOTS: Final = (
    "customer_email",
    "customer_address",
    "customer_tax_id",
    "purchase_order",
    "notes",
    "customer_name",
    "due_date",
    "invoice_date",
)
_TO: Final = frozenset(("to", "into", "zu", "in", "en", "a", "par", "por", "with"))
_LINE_FIELDS: Final = ("quantity", "unit_price", "description")


class Changer:
    """Carries out a clause of changing."""

    def __init__(self, plan: Plan, placer: Placer) -> None:
        self.plan = plan
        self.placer = placer
        self.reading: Reading = plan.reading

    # --- is it a change?

    def is_change(self, clause: Clause) -> bool:
        """Whether a clause without an editing verb changes what is there: ``the second item is $30 each, not 32``."""
        if not self.plan.present() or clause.act != "say":
            return False
        values = [span for span in self.reading.in_order(clause.start, clause.end) if span.kind in _VALUES]
        if values and any(self._is_old(span, clause) for span in values):
            return True
        if values and self._told_of_person(clause, values):
            return True
        if clause.corrects and (values or self._target(clause).lines):
            return True
        for index in range(clause.body, clause.end):
            if self.reading.at[index] is None and (length := self.reading.length(index, "is")) and index > clause.body:
                subject = find_target(
                    self.reading, clause.body, index, self.plan.present(), last_line=self.plan.last_line
                )
                field = self._field(clause.body, index)
                certain = self.reading.length(index, "should") and len(self.plan.present()) > 1
                if (subject.lines or certain or field in _LINE_FIELDS) and any(
                    span.start >= index + length for span in values
                ):
                    return True
        return False

    def _told_of_person(self, clause: Clause, values: list[Span]) -> bool:
        """``she only took 5``: someone, and a bare value, but no thing of its own."""
        reading = self.reading
        if not reading.length(clause.body, "pronoun") or any(
            span.kind not in ("number", "quantity") for span in values
        ):
            return False
        after = values[-1].end
        return all(reading.kind(index) != "word" or reading.hits[index] for index in range(after, clause.end))

    def is_exception(self, clause: Clause) -> bool:
        """Whether a clause begins like ``but not on the jerseys``."""
        return clause.act == "say" and any(
            self.reading.at[index] is None and self.reading.length(index, "except") > 0
            for index in range(clause.start, min(clause.start + 2, clause.end))
        )

    def excepts(self, clause: Clause) -> bool:
        """Take the tax off the lines that an exception names, when the draft has a tax for every line."""
        if not self.is_exception(clause) or not self.plan.known_rate():
            return False
        target = find_target(self.reading, clause.start, clause.end, self.plan.present())
        for line in target.lines:
            self.plan.set_line_tax(line, Decimal(0), None, clause.start, clause.end)
        if target.lines:
            self.plan.used.append((clause.start, clause.end))
        return bool(target.lines)

    # --- change

    def change(self, clause: Clause) -> None:
        """Set what the clause says on the line that it means."""
        for part in self._parts(clause):
            self._change_one(part)

    def _parts(self, clause: Clause) -> list[Clause]:
        """``change the canvases to 6 and the frames to 7`` is two changes: each side has a line and a value."""
        for index in range(clause.body + 1, clause.end):
            joiner = _and_at(self.reading, index)
            if not joiner:
                continue
            left = replace(clause, end=index)
            right = replace(clause, start=index + joiner, body=index + joiner)
            if self._has_both(left) and self._has_both(right):
                return [left, *self._parts(right)]
        return [clause]

    def _has_both(self, clause: Clause) -> bool:
        if not any(span.kind in _VALUES for span in self.reading.in_order(clause.body, clause.end)):
            return False
        return bool(find_target(self.reading, clause.body, clause.end, self.plan.present()).lines)

    def _change_one(self, clause: Clause) -> None:
        values = [span for span in self.reading.in_order(clause.body, clause.end) if span.kind in _VALUES]
        target = self._target(clause)
        values = [span for span in values if not any(start <= span.start < end for start, end in target.used)]
        old = [span for span in values if self._is_old(span, clause)]
        new = [span for span in values if span not in old]
        field = self._field(clause.start, clause.end)
        if field == "discount" and new:
            self._discount(target, new[-1], clause)
            return
        if field == "tax" and new and new[-1].kind in ("percent", "number"):
            self._tax(target, new[-1], clause)
            return
        if field in _SLOTS and not new:
            return
        if not new:
            self._words(clause, target, field)
            return
        if not field and target.lines and self._renames(clause, new[0]):
            self.rename(clause)
            return
        line = self._line(clause, target, old, new[-1], field)
        if line is not None:
            self._set(line, new, old, field, clause)

    def _renames(self, clause: Clause, value: Span) -> bool:
        """``change awning repair to awning replacement at $410``: words of their own between "to" and the price."""
        reading = self.reading
        for index in range(clause.body, value.start):
            if reading.at[index] is None and reading.norm(index) in _TO:
                after = index + 1
                words = trim(reading, after, value.start)
                if words is None or value.kind != "money":
                    return False
                return any(reading.kind(at) == "word" and not reading.length(at, "stop word") for at in range(*words))
        return False

    def _target(self, clause: Clause) -> Target:
        return find_target(
            self.reading,
            clause.body if clause.act != "say" else clause.start,
            clause.end,
            self.plan.present(),
            last_line=self.plan.last_line,
        )

    def _is_old(self, span: Span, clause: Clause) -> bool:
        """Whether ``not``, ``instead of`` or ``from`` stands before a value."""
        index = span.start - 1
        while index >= clause.start and (
            self.reading.length(index, "at", "article", "for") and not self.reading.length(index, "not", "from")
        ):
            index -= 1
        for back in range(4):
            position = index - back
            if position < clause.start:
                break
            hit = self.reading.hit(position, "not") or self.reading.hit(position, "from")
            if hit and hit[0] == back + 1 and self.reading.at[position] is None:
                return True
        return False

    def _field(self, start: int, end: int) -> str:
        for index in range(start, end):
            if self.reading.at[index] is None and (hit := self.reading.hit(index, "field")):
                return hit[1]
        return ""

    def _line(self, clause: Clause, target: Target, old: list[Span], value: Span, field: str) -> WorkLine | None:
        present = self.plan.present()
        if len(target.lines) == 1:
            return target.lines[0]
        if target.doubtful or len(target.lines) > 1:
            self._which(clause, target.lines or present, field or _slot_of(value))
            return None
        by_value = [line for line in present if any(_has_value(line, span) for span in old)]
        if len(by_value) == 1:
            return by_value[0]
        if len(present) == 1:
            return present[0]
        if not present:
            return None
        fitting = [line for line in present if _fits(line, value)]
        if len(fitting) == 1:
            return fitting[0]
        recent = next((line for line in present if line.line_id == self.plan.last_line), None)
        if recent is not None and clause.corrects:
            return recent
        self._which(clause, present, field or _slot_of(value))
        return None

    def _which(self, clause: Clause, lines: list[WorkLine], slot: str) -> None:
        said = self.reading.words(clause.start, clause.end)
        slot = slot if slot in _LINE_FIELDS else "quantity"
        value = ""
        for span in self.reading.in_order(clause.body, clause.end):
            if span.kind in _VALUES:
                value = self.reading.words(span.start, span.end)
        word = {"quantity": "quantity", "unit_price": "price"}.get(slot, "description")
        choices = [f"change the {word} of {line.description} to {value}" for line in lines[:4]]
        for line in lines[:1]:
            self.plan.ask(f"line_items.{line.line_id}.{slot}", "which line", *choices, said=said)

    def _set(self, line: WorkLine, new: list[Span], old: list[Span], field: str, clause: Clause) -> None:
        item = Item(clause.start, clause.end, act="change", corrects=True)
        item.taxes = [span for span in self.reading.in_order(clause.start, clause.end) if span.kind == "tax"]
        for span in new:
            if (
                field == "quantity"
                and isinstance(span.value, Money)
                and span.value.currency is None
                and span.value.per is None
            ):
                span = Span("number", span.start, span.end, Quantity(span.value.amount))
            if span.kind == "range":
                item.range = span
            elif span.kind == "money" or (
                span.kind in ("number", "percent") and self._means_price(line, span, old, field, len(new))
            ):
                item.price = span
            elif span.kind in ("quantity", "number"):
                item.quantity = span
        if item.range is not None:
            self.placer._ask_range(line, item.range.value, item)
            return
        if item.quantity is not None and field != "unit_price":
            self.placer._set_quantity(line, item)
        if item.price is not None:
            money = item.price.value
            if isinstance(money, Money) and money.role is None and money.marker != "at" and money.per is None:
                item.shared_price = True
            self.placer._set_price(line, item)

    def _means_price(self, line: WorkLine, span: Span, old: list[Span], field: str, count: int) -> bool:
        """Whether a bare number is a price: by the field's name, the old value, or what the line has."""
        if field == "unit_price":
            return True
        if field == "quantity":
            return False
        value = span.value.value if isinstance(span.value, Quantity) else span.value
        for other in old:
            said = _number(other)
            if said is not None and said == line.unit_price and said != line.quantity:
                return True
            if said is not None and said == line.quantity:
                return False
        if -int(Decimal(value).as_tuple().exponent) == 2 and count == 1:
            return True
        return line.quantity in (None, Decimal(1)) and line.unit in (None, "piece") and Decimal(value) >= 10

    def _discount(self, target: Target, value: Span, clause: Clause) -> None:
        percent = value.value if value.kind == "percent" else None
        amount = None if percent is not None else _number(value)
        if target.lines:
            for line in target.lines:
                self.plan.set_line_discount(line, percent, amount, clause.start, clause.end)
        else:
            self.plan.discount = SetDiscount(
                percent=percent, amount=amount, source=self.plan.source(clause.start, clause.end)
            )

    def _tax(self, target: Target, value: Span, clause: Clause) -> None:
        rate = value.value if value.kind == "percent" else _number(value)
        if target.lines:
            for line in target.lines:
                self.plan.set_line_tax(line, rate, None, clause.start, clause.end)
        else:
            self.plan.tax_of_all = TaxOfAll(rate, None, self.plan.source(clause.start, clause.end))

    # --- rename

    def _words(self, clause: Clause, target: Target, field: str) -> None:
        """``change the logo to brand identity``: words for a value are a new name."""
        if self._typed(clause):
            return
        if target.lines or field == "description":
            self.rename(clause)
        else:
            self.plan.kept_unread.append((clause.start, clause.end))

    def rename(self, clause: Clause) -> None:
        """Give a line another description: the words after "to"."""
        reading = self.reading
        if any(span.kind in ("discount", "tax", "party") for span in reading.in_order(clause.start, clause.end)):
            return
        to = next(
            (
                index
                for index in range(clause.body, clause.end)
                if reading.at[index] is None and reading.length(index, "rename to")
            ),
            None,
        )
        lines = self.plan.present()
        if to is None:
            target = find_target(
                reading, clause.body, min(clause.body + 3, clause.end), lines, last_line=self.plan.last_line
            )
            start = max((end for _, end in target.used), default=clause.body)
        else:
            target = find_target(reading, clause.body, to, lines, last_line=self.plan.last_line)
            start = to + reading.length(to, "rename to")
        chosen = target.lines if len(target.lines) == 1 else (lines if len(lines) == 1 and not target.named else [])
        stop = next((span.start for span in reading.in_order(start, clause.end) if span.kind in _VALUES), clause.end)
        words = trim(reading, start, stop) if start < stop else None
        if not chosen or words is None:
            self.plan.kept_unread.append((clause.start, clause.end))
            if lines:
                self.plan.ask(
                    f"line_items.{lines[0].line_id}.description",
                    "which line",
                    *(line.description for line in lines[:4]),
                    said=reading.words(clause.start, clause.end),
                )
            return
        text = reading.words(*words).strip(" \"'“”")
        self.plan.set_line(chosen[0], "description", text[:1].upper() + text[1:], clause.start, clause.end)
        rest = [span for span in reading.in_order(stop, clause.end) if span.kind in _VALUES]
        if rest:
            self._set(chosen[0], rest, [], "", clause)

    # --- remove

    def remove(self, clause: Clause) -> None:
        """Take off a line, a discount, a tax or a field."""
        field = self._field(clause.body, clause.end)
        target = self._target(clause)
        if field == "discount" or any(
            span.kind == "discount" for span in self.reading.in_order(clause.start, clause.end)
        ):
            self._remove_discount(target, clause)
            return
        if any(span.kind == "tax" for span in self.reading.in_order(clause.start, clause.end)):
            return
        if field == "tax":
            self._remove_tax(target, clause)
            return
        if field in _SLOTS and not target.lines:
            plan = self.plan
            plan.set_field("payment_terms_days" if field == "due_date" else field, None, clause.start, clause.end)
            return
        quantity = self._how_many(clause, target)
        if target.lines and not (quantity is not None and len(target.lines) == 1):
            for line in target.lines:
                self.plan.remove_line(line, clause.start, clause.end)
        elif target.lines and quantity is not None:
            self._lower(target.lines[0], quantity, clause)
        elif any(self.reading.length(index, "all") for index in range(clause.body, clause.end)) and self._lone_line():
            self.plan.remove_line(self.plan.present()[0], clause.start, clause.end)
        else:
            self._not_found(clause)

    def _how_many(self, clause: Clause, target: Target) -> Span | None:
        """How many of a line go, when not all of it does."""
        for span in self.reading.in_order(clause.body, clause.end):
            if span.kind in ("quantity", "number") and not any(start <= span.start < end for start, end in target.used):
                return span
        return None

    def _lone_line(self) -> bool:
        return len(self.plan.present()) == 1

    def _lower(self, line: WorkLine, quantity: Span, clause: Clause) -> None:
        """``take 2 hours off the design``."""
        fits = quantity.value.unit in (line.unit, None)
        if line.quantity is None or quantity.value.value >= line.quantity or not fits:
            self.plan.remove_line(line, clause.start, clause.end)
            return
        self.plan.set_line(line, "quantity", line.quantity - quantity.value.value, clause.start, clause.end)

    def _remove_discount(self, target: Target, clause: Clause) -> None:
        if target.lines and target.named:
            for line in target.lines:
                self.plan.set_line_discount(line, None, None, clause.start, clause.end)
            return
        data = self.plan.state.draft.data
        self.plan.discount = SetDiscount(source=self.plan.source(clause.start, clause.end))
        if data.discount_percent is None and data.discount_amount is None:
            for item in data.line_items:
                if item.discount_percent is not None or item.discount_amount is not None:
                    self.plan.line_edits.append(
                        SetDiscount(line=item.line_id, source=self.plan.source(clause.start, clause.end))
                    )

    def _remove_tax(self, target: Target, clause: Clause) -> None:
        if not target.lines:
            category = self.plan.state.draft.data.default_tax_category
            rate = Decimal(0) if category is None or category.is_taxed else None
            self.plan.tax_of_all = TaxOfAll(rate, None, self.plan.source(clause.start, clause.end))
        for line in target.lines:
            self.plan.set_line_tax(line, Decimal(0), None, clause.start, clause.end)

    def _not_found(self, clause: Clause) -> None:
        present = self.plan.present()
        self.plan.kept_unread.append((clause.start, clause.end))
        if present:
            self.plan.ask(
                "line_items",
                "which to remove",
                *(f"remove {line.description}" for line in present[:4]),
                said=self.reading.words(clause.body, clause.end),
            )

    def _typed(self, clause: Clause) -> bool:
        kinds = (
            "terms",
            "tax",
            "discount",
            "email",
            "po",
            "tax_id",
            "invoice_date",
            "party",
            "currency",
            "note",
            "address",
            "country",
            "delivery_date",
        )
        return any(span.kind in kinds for span in self.reading.in_order(clause.start, clause.end))


def _and_at(reading: Reading, index: int) -> int:
    """How many tokens an "and" or comma takes here."""
    if reading.at[index] is not None:
        return 0
    return 1 if reading.norm(index) == "," else reading.length(index, "clause and")


def _slot_of(value: Span) -> str:
    return "unit_price" if value.kind == "money" else "quantity"


def _number(span: Span) -> Decimal | None:
    if isinstance(span.value, Money):
        return span.value.amount
    if isinstance(span.value, Quantity):
        return span.value.value
    return span.value if isinstance(span.value, Decimal) else None


def _has_value(line: WorkLine, span: Span) -> bool:
    value = _number(span)
    return value is not None and value in (line.quantity, line.unit_price)


def _fits(line: WorkLine, value: Span) -> bool:
    """Whether a value's unit is the line's."""
    if isinstance(value.value, Quantity):
        return value.value.unit is not None and value.value.unit == line.unit
    if isinstance(value.value, Money):
        return value.value.per is not None and value.value.per == line.unit
    return False
