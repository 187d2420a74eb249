"""Stage 5, items to lines: a new thing is a new line, a bare value fills the slot that is empty."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from conversations.assistants.local.amounts import Money, Quantity, Range
from conversations.assistants.local.items import Item, describe, is_range, money_of
from conversations.assistants.local.plan import Plan
from conversations.assistants.local.targets import WorkLine, content_words, find_target, matching_description
from conversations.assistants.local.wording.amounts import plain, tidy

_TIME_UNITS: Final = frozenset(("minute", "hour", "day", "week", "month", "year"))
_MEASURES: Final = _TIME_UNITS | {"km", "kg", "m2", "page", "word"}
_SIXTY: Final = Decimal(60)
_MANY_WORDS: Final = 10
_FEW_WORDS: Final = 6


class Placer:
    """Carries out items, one after the other."""

    def __init__(self, plan: Plan, *, invoicing: bool) -> None:
        self.plan = plan
        self.invoicing = invoicing
        """Whether the message asks for an invoice: then a thing without a price is a line too."""
        self.valued = False
        """Whether any item of the message has a quantity or a price."""
        self.open_lines = [line for line in plan.present() if _is_open(line)]
        """The lines that lack a slot."""
        self.last_price = -1
        """Where the last item with a price begins."""

    def look_at(self, items: list[Item]) -> None:
        """See the items of a message before they are placed one by one."""
        self.valued = any(item.price is not None or item.quantity is not None for item in items)
        self.last_price = max((item.start for item in items if item.price is not None), default=-1)

    def place(self, item: Item) -> None:
        """Make an item a line, or fill a line with it, or leave its words unread."""
        if item.range is not None and not item.words and self._fill_range(item):
            return
        if not item.words and item.heading is None:
            self._fill(item)
            return
        if self._raise(item) or self._fill_named(item):
            self.plan.used.append((item.start, item.end))
            return
        if not self._is_thing(item):
            self.plan.kept_unread += item.words
            for span in (item.quantity, item.price):
                if span is not None:
                    self.plan.kept_unread.append((span.start, span.end))
            return
        self._new_line(item)

    def _is_thing(self, item: Item) -> bool:
        """Whether an item may become a line: it has a price, or was plainly meant as work to bill."""
        if item.price is not None:
            return True
        count = sum(end - start for start, end in item.words)
        if item.act == "add":
            return count <= _MANY_WORDS
        wanted = self.invoicing or bool(self.plan.state.asked and self.plan.state.asked[0].field == "line_items")
        if item.quantity is not None:
            if (
                item.quantity.kind == "number"
                and self.last_price >= 0
                and not item.bulleted
                and item.joiner in ("line", "sentence")
            ):
                return False
            measured = isinstance(item.quantity.value, Quantity) and item.quantity.value.unit is not None
            return count <= _MANY_WORDS and (wanted or item.bulleted or (measured and self.plan.draft_is_empty))
        if item.range is not None:
            return wanted or item.bulleted
        if not wanted or count > _FEW_WORDS:
            return False
        if not self.valued:
            return not self.plan.present()
        return item.joiner == "and" or (item.joiner == "," and self.last_price > item.start)

    # --- lines that are there

    def _raise(self, item: Item) -> bool:
        """``add 4 more hours to the animation`` raises its quantity."""
        span = item.quantity
        if span is None or (item.price is not None and not item.shared_price) or item.act not in ("add", "say"):
            return False
        quantity: Quantity = span.value
        to_line = any(
            self.plan.reading.norm(start - 1) in _TO or self.plan.reading.norm(start - 2) in _TO
            for start, _ in item.words
        )
        if not quantity.more and not (item.act == "add" and to_line):
            return False
        target = self._target(item)
        if target is None or target.quantity is None:
            return False
        self._raise_line(target, quantity, item)
        return True

    def _raise_line(self, line: WorkLine, quantity: Quantity, item: Item) -> None:
        value = quantity.value
        if quantity.unit == "minute" and line.unit == "hour":
            value = tidy(value / _SIXTY)
        elif quantity.unit in _MEASURES and line.unit in _MEASURES and quantity.unit != line.unit:
            self.plan.ask(
                f"line_items.{line.line_id}.quantity", "other unit", description=line.description, unit=line.unit
            )
            return
        raised = (line.quantity or Decimal(0)) + value
        if raised <= 0:
            self.plan.ask(
                f"line_items.{line.line_id}.quantity", "how many", description=line.description, unit=line.unit
            )
            return
        self.plan.set_line(line, "quantity", raised, item.start, item.end)

    def _target(self, item: Item) -> WorkLine | None:
        old = [line for line in self.plan.lines if not line.removed]
        for start, end in item.words:
            found = find_target(self.plan.reading, start, end, old, last_line=self.plan.last_line)
            if len(found.lines) == 1:
                return found.lines[0]
        return None

    def _fill_named(self, item: Item) -> bool:
        """A value said with the words of a line that lacks it, or that it plainly changes."""
        if item.act == "add" and item.price is not None:
            return False
        words = [word for start, end in item.words for word in content_words(self.plan.reading.words(start, end))]
        line = matching_description(words, [one for one in self.plan.lines if not one.new])
        if line is None or item.words_only:
            return False
        changed = False
        if item.quantity is not None and (line.quantity is None or line.assumed_quantity or item.act != "add"):
            self._set_quantity(line, item)
            changed = True
        if item.price is not None and (line.unit_price is None or item.act != "add"):
            self._set_price(line, item)
            changed = True
        return changed

    def _fill(self, item: Item) -> None:
        """A bare value fills the slot that is empty; the line that was just asked about comes first."""
        present = self.plan.present()
        if self._raise_only(item, present):
            return
        if item.quantity is not None and item.quantity.value.more and len(present) >= 1 and item.price is None:
            line = self._last() if len(present) > 1 else present[0]
            if line is not None and line.quantity is not None:
                self._raise_line(line, item.quantity.value, item)
                return
        for slot, span in (("quantity", item.quantity), ("unit_price", item.price)):
            if span is None:
                continue
            lines = self._lacking(slot, item)
            for line in lines:
                if slot == "quantity":
                    self._set_quantity(line, item)
                else:
                    self._set_price(line, item)
            if lines:
                self.plan.used.append((span.start, span.end))
            if not lines:
                self._not_empty(slot, item, span.start, span.end)

    def _raise_only(self, item: Item, present: list[WorkLine]) -> bool:
        """``add 3 hours``: the only line that is counted in hours gets them."""
        if item.act != "add" or item.quantity is None or item.price is not None or item.quantity.value.unit is None:
            return False
        fitting = [line for line in present if line.unit == item.quantity.value.unit and line.quantity is not None]
        if len(fitting) != 1 or fitting[0].new or fitting[0].assumed_quantity:
            return False
        self._raise_line(fitting[0], item.quantity.value, item)
        return True

    def _not_empty(self, slot: str, item: Item, start: int, end: int) -> None:
        present = self.plan.present()
        said = self.plan.reading.words(start, end)
        if item.quantity is not None and item.price is not None:
            if slot == "quantity":
                return
            self._nameless(item)
        elif not present:
            self._nameless(item)
        elif item.corrects or item.act == "change":
            line = self._last() or present[-1]
            self._set_quantity(line, item) if slot == "quantity" else self._set_price(line, item)
        else:
            line = self._last() or present[-1]
            self.plan.kept_unread.append((start, end))
            self.plan.ask(
                f"line_items.{line.line_id}.{slot}",
                "what is it for",
                *(f"{_CHANGE_TO[slot]} {one.description} to {said}" for one in present[:4]),
                said=said,
            )

    def _nameless(self, item: Item) -> None:
        """A quantity and a price without a name: a line whose name is asked for."""
        line = self.plan.add_line("", item.start, item.end)
        line.values.pop("description", None)
        self._fill_new(line, item)

    def _last(self) -> WorkLine | None:
        return next((line for line in self.plan.present() if line.line_id == self.plan.last_line), None)

    def _lacking(self, slot: str, item: Item) -> list[WorkLine]:
        """The lines that lack this slot and that the value fits; all of one unit when a price is per unit."""
        self.open_lines = [line for line in self.open_lines if not line.removed and _is_open(line)]
        lacking = [
            line
            for line in self.open_lines
            if getattr(line, slot) is None or (slot == "quantity" and line.assumed_quantity)
        ]
        asked = self._asked(slot)
        if asked is not None:
            first = next((line for line in self.plan.present() if line.line_id == asked), None)
            if first is not None and (first in lacking or self.plan.state.asked):
                same = [
                    line for line in lacking if line.unit == first.unit and slot == "unit_price" and line is not first
                ]
                money = money_of(item.price)
                return [first, *same] if money is not None and money.per in _MEASURES else [first]
        if not lacking:
            return []
        lacking.sort(key=lambda line: line.line_id != self.plan.last_line)
        money = money_of(item.price)
        if slot == "unit_price" and money is not None and money.per:
            fitting = [line for line in lacking if line.unit == money.per]
            return fitting or lacking[:1]
        if slot == "quantity" and item.quantity is not None and item.quantity.value.unit:
            fitting = [line for line in lacking if line.unit in (item.quantity.value.unit, None, "piece")]
            return fitting[:1] or lacking[:1]
        return lacking[:1]

    def _asked(self, slot: str) -> str | None:
        """The line whose slot was just asked for."""
        for question in self.plan.state.asked[:1]:
            parts = question.field.split(".")
            if len(parts) == 3 and parts[0] == "line_items" and parts[2] == slot:
                return parts[1]
        return None

    def _fill_range(self, item: Item) -> bool:
        said = is_range(item)
        present = self.plan.present()
        if said is None or not present:
            return False
        line = self._last() or present[-1]
        self._ask_range(line, said, item)
        return True

    # --- new lines

    def _new_line(self, item: Item) -> None:
        description = describe(self.plan.reading, item)
        line = self.plan.add_line(description, item.start, item.end)
        self._fill_new(line, item)

    def _fill_new(self, line: WorkLine, item: Item) -> None:
        self.open_lines.append(line)
        line.span = (min(item.start, *(start for start, _ in item.words), item.start), item.end)
        if item.quantity is not None:
            self._set_quantity(line, item)
        if item.range is not None:
            self._ask_range(line, item.range.value, item)
        if item.price is not None:
            self._set_price(line, item)
            if line.quantity is None and item.range is None and item.quantity is None:
                self.plan.assume_one(line, item.start, item.end)
        if line.unit is None and (line.quantity is not None or item.price is not None):
            self.plan.set_line(line, "unit", "piece", item.start, item.end)
            line.assumed_quantity = item.quantity is None and item.price is not None

    def _ask_range(self, line: WorkLine, said: Range, item: Item) -> None:
        unit = f" {said.unit}" if said.unit else ""
        slot = "unit_price" if said.money else "quantity"
        if said.unit and line.new:
            self.plan.set_line(line, "unit", said.unit, item.start, item.end)
        choices = (
            (f"{plain(said.low)}{unit}s", f"{plain(said.high)}{unit}s")
            if said.unit
            else (plain(said.low), plain(said.high))
        )
        self.plan.ask(
            f"line_items.{line.line_id}.{slot}",
            "which of the range",
            *choices,
            low=plain(said.low),
            high=plain(said.high),
            description=line.description,
        )

    def _set_quantity(self, line: WorkLine, item: Item) -> None:
        if item.quantity is None:
            return
        quantity: Quantity = item.quantity.value
        start, end = item.quantity.start, item.quantity.end
        if quantity.vague:
            self.plan.set_line(line, "unit", quantity.unit, start, end)
            self.plan.ask(
                f"line_items.{line.line_id}.quantity", "how many", description=line.description, unit=quantity.unit
            )
            return
        value, unit = quantity.value, quantity.unit
        money = money_of(item.price)
        if unit == "minute":
            per_minute = money is not None and money.per == "minute"
            value, unit = (value, "MIN") if per_minute else (tidy(value / _SIXTY), "hour")
        elif unit is None and money is not None and money.per in _MEASURES:
            unit = money.per
        if value <= 0:
            self.plan.ask(f"line_items.{line.line_id}.quantity", "how many", description=line.description, unit=unit)
            return
        per = money.per if money is not None else None
        if unit in _MEASURES and per in _MEASURES and per != unit and quantity.unit != "minute":
            self.plan.set_line(line, "unit", per, start, end)
            self.plan.ask(f"line_items.{line.line_id}.quantity", "other unit", description=line.description, unit=per)
            return
        self.plan.set_line(line, "quantity", value, start, end)
        if unit is not None:
            self.plan.set_line(line, "unit", unit, start, end)
        elif line.unit is None:
            self.plan.set_line(line, "unit", "piece", start, end)

    def _set_price(self, line: WorkLine, item: Item) -> None:
        money = money_of(item.price)
        if item.price is None or money is None:
            return
        start, end = item.price.start, item.price.end
        amount = money.amount
        quantity = line.quantity
        path = f"line_items.{line.line_id}.unit_price"
        if money.role == "total" and quantity and not item.shared_price:
            amount = tidy(amount / quantity)
        elif self._total_or_each(money, item, line):
            said = self.plan.reading.words(start, end)
            self.plan.ask(
                path,
                "each or in total",
                f"{said} each",
                f"{said} in total",
                said=said,
                description=line.description,
                quantity=plain(quantity or 0),
            )
        if (
            money.doubtful
            and self.plan.reading.decimal == "."
            and money.currency not in ("KWD", "BHD", "OMR", "TND", "JOD", "IQD", "LYD")
        ):
            self.plan.ask(path, "point or comma", said=self.plan.reading.words(start, end))
        if line.quantity is None and not line.new and item.quantity is None and line.values == {}:
            self.plan.assume_one(line, start, end)
        self._set_money(line, amount, item, start, end)

    def _set_money(self, line: WorkLine, amount: Decimal, item: Item, start: int, end: int) -> None:
        incl = next((tax for tax in item.taxes if tax.value.mode == "incl"), None)
        if incl is None:
            self.plan.set_line(line, "unit_price", amount, start, end)
            return
        rate = incl.value.rate if incl.value.rate is not None else self.plan.known_rate()
        if rate is None:
            said = self.plan.reading.words(start, end)
            self.plan.ask(
                f"line_items.{line.line_id}.tax_rate",
                "rate in the price",
                *(f"{said} incl. {rate}% VAT" for rate in ("19", "20", "21")),
                said=said,
            )
            line.unit_price = None
            return
        line.unit_price = amount
        self.plan.set_line(line, "gross_price", amount, start, end)

    def _total_or_each(self, money: Money, item: Item, line: WorkLine) -> bool:
        """``5 hours for $500``: whether each or all of it is not said."""
        if (
            money.per
            or money.role == "total"
            or money.marker == "at"
            or item.shared_price
            or line.quantity in (None, Decimal(1))
        ):
            return False
        return not (
            item.quantity is None or item.quantity.value.times or (self.plan.state.asked and self._asked("unit_price"))
        )


def _is_open(line: WorkLine) -> bool:
    return line.quantity is None or line.unit_price is None or line.assumed_quantity


_TO: Final = frozenset(("to", "zu", "zur", "zum", "a", "au", "aux", "al", "aan", "bij", "bei", "beim", "onto", "on"))
_CHANGE_TO: Final = {"quantity": "change the quantity of", "unit_price": "change the price of"}
