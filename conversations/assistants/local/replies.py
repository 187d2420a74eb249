"""Stage 8, the reply: a short receipt, the answer to what was asked, then the next missing thing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from conversations.assistants.local.plan import Ask, Plan
from conversations.assistants.local.wording import joined, knows, say
from conversations.assistants.local.wording.amounts import day, money, number
from conversations.assistants.port import Question, Unread
from invoices.domain.edits import AddLine, ChangeLine, Edit, RemoveLine, SetDiscount, SetField, SetTax
from invoices.domain.effective import effective
from invoices.domain.invoice import Draft, InvoiceData, LineItem
from invoices.domain.rules import Finding, findings, is_ready
from invoices.domain.totals import compute

_LISTED: Final = 4
_QUOTE: Final = 80


class Voice:
    """Words one reply in one language."""

    def __init__(self, plan: Plan, before: Draft, after: Draft, edits: list[Edit]) -> None:
        self.plan = plan
        self.language = plan.reading.language
        self.locale = plan.state.locale
        self.before = before.data
        self.after = after.data
        self.edits = edits
        self.effective: InvoiceData = effective(after.data, plan.state.business, plan.state.today)
        self.currency = self.effective.currency or "USD"
        self.places = {line.line_id: (at, line) for at, line in enumerate(self.effective.line_items, 1)}

    def say(self, key: str, **values: Any) -> str:
        """A sentence in the person's language."""
        return say(self.language, key, **values)

    def money(self, amount: Decimal) -> str:
        """An amount in the invoice's currency."""
        return money(amount, self.currency, self.locale)

    # --- the text

    def text(self, questions: list[Question], unread: list[Unread]) -> str:
        """The whole reply."""
        opening = self._opening()
        parts = [opening] if opening else list(self._receipt())
        parts += [self._answer(key, values) for key, values in self.plan.answers]
        if (
            not opening
            and self.edits
            and self.after.line_items
            and any(line.unit_price is not None for line in self.after.line_items)
        ):
            fresh = not self.before.line_items
            parts.append(self.say("total" if fresh else "new total", total=self.money(compute(self.effective).total)))
        if unread and not self._only_talk():
            said = "”, “".join(one.text if len(one.text) <= _QUOTE else one.text[:_QUOTE] + "…" for one in unread[:3])
            parts.append(self.say("unread", said=said))
        if questions and not (self.plan.answers and not self.edits and questions[0].rule == "BR-16" and parts):
            parts.append(questions[0].text)
        return " ".join(part for part in parts if part) or self.say("nothing changed")

    def _opening(self) -> str:
        """The first words about a new draft, like the head of a receipt; empty when the draft was there before."""
        customer, due = self.effective.customer_name, self.effective.due_date
        if not self.edits or customer is None or not self.plan.draft_is_empty or self.plan.start_over:
            return ""
        if self.plan.asks or due is None or not is_ready(self.after):
            return self.say("draft started", customer=customer)
        total = self.money(compute(self.effective).total)
        return self.say("draft ready", customer=customer, total=total, due=day(due, self.language))

    def _only_talk(self) -> bool:
        return bool(self.plan.answers) and not self.edits

    def _receipt(self) -> Iterator[str]:
        if self.plan.start_over:
            yield self.say("started over")
        added = [self._name(edit) for edit in self.edits if isinstance(edit, AddLine)]
        extra = [text for edit in self.edits if (text := self._given(edit))]
        if added or extra:
            yield self.say("added", what=self._list([*added, *extra]))
        if removed := [text for edit in self.edits if (text := self._taken(edit))]:
            yield self.say("removed", what=self._list(removed))
        if changed := [text for edit in self.edits if (text := self._changed(edit))]:
            yield self.say("changed" if self._is_change() else "set", what=self._list(changed))

    def _is_change(self) -> bool:
        """Whether a value that was there is another now, so that "changed" is the word and not "set"."""
        for edit in self.edits:
            if isinstance(edit, ChangeLine):
                return True
            if isinstance(edit, SetTax) and (edit.line is not None or self.before.default_tax_rate is not None):
                return True
            if isinstance(edit, SetField) and getattr(self.before, edit.field, None) is not None:
                return True
        return False

    def _list(self, names: list[str]) -> str:
        unique = list(dict.fromkeys(names))
        if len(unique) > _LISTED:
            unique = [*unique[: _LISTED - 1], f"{len(unique) - _LISTED + 1} +"]
        return joined(self.language, unique)

    def _name(self, edit: AddLine) -> str:
        text = str(edit.values.get("description") or "")
        return _inline(text) if text else self.say("line to be named")

    def _given(self, edit: Edit) -> str:
        """What a discount adds."""
        if not isinstance(edit, SetDiscount) or (edit.percent is None and edit.amount is None):
            return ""
        if edit.line is not None:
            return ""
        if edit.percent is not None:
            return self.say("field discount_percent", value=number(edit.percent, self.locale))
        return self.say("field discount_amount", value=self.money(edit.amount or Decimal(0)))

    def _taken(self, edit: Edit) -> str:
        if isinstance(edit, RemoveLine):
            line = self.before.line(edit.ref)
            return _inline(line.description or "") if line else ""
        if isinstance(edit, SetDiscount) and edit.percent is None and edit.amount is None:
            return self.say("no field", name=self.say("name discount_percent"))
        if isinstance(edit, SetField) and edit.value is None and knows(f"name {edit.field}"):
            return self.say("no field", name=self.say(f"name {edit.field}"))
        return ""

    def _changed(self, edit: Edit) -> str:
        if isinstance(edit, SetField) and edit.value is not None:
            return self._field(edit.field, edit.value)
        if isinstance(edit, SetTax):
            return self._tax(edit)
        if isinstance(edit, ChangeLine):
            return self._line(edit)
        if (
            isinstance(edit, SetDiscount)
            and edit.line is not None
            and (edit.percent is not None or edit.amount is not None)
        ):
            name = self._line_name(edit.line)
            if edit.percent is not None:
                return self.say("line discount_percent", name=name, value=number(edit.percent, self.locale))
            return self.say("line discount_amount", name=name, value=self.money(edit.amount or Decimal(0)))
        return ""

    def _field(self, field: str, value: Any) -> str:
        if field == "payment_terms_days" and value == 0:
            return self.say("field due_now")
        if field in ("invoice_date", "due_date"):
            value = day(value, self.language)
        return self.say(f"field {field}", value=value) if knows(f"field {field}") else ""

    def _tax(self, edit: SetTax) -> str:
        if edit.rate is None:
            return ""
        rate = number(edit.rate, self.locale)
        if edit.line is None:
            return self.say("field default_tax_rate", value=rate)
        return self.say("line tax_rate", name=self._line_name(edit.line), value=rate)

    def _line(self, edit: ChangeLine) -> str:
        name = self._line_name(edit.ref)
        if edit.field == "quantity" and edit.value is not None:
            return self.say("line quantity", name=name, value=number(Decimal(edit.value), self.locale))
        if edit.field in ("unit_price", "gross_price") and edit.value is not None:
            return self.say("line unit_price", name=name, value=self.money(Decimal(edit.value)))
        if edit.field == "description":
            old = self.before.line(edit.ref)
            return self.say(
                "line description", before=_inline(old.description or "") if old else "", name=_inline(str(edit.value))
            )
        return ""

    def _line_name(self, line_id: str) -> str:
        line = self.after.line(line_id) or self.before.line(line_id)
        return _inline(line.description or self.say("line to be named")) if line else ""

    # --- answers

    def _answer(self, key: str, values: dict[str, Any]) -> str:
        topic = key.removeprefix("topic ")
        if topic == key:
            return self.say(key, **values)
        sums = compute(self.effective)
        total = self.money(sums.total)
        data = self.effective
        if topic in ("total", "subtotal", "tax") and not data.line_items:
            return self.say("answer total empty", total=total)
        if topic == "total":
            return self.say("answer total", total=total)
        if topic == "subtotal":
            return self.say("answer subtotal", subtotal=self.money(sums.taxable))
        if topic == "tax":
            rates = ", ".join(f"{number(group.rate, self.locale)}%" for group in sums.tax_breakdown if group.rate)
            return self.say("answer tax", tax=self.money(sums.tax), rates=rates) if rates else self.say("answer no tax")
        return self._answer_more(topic, total)

    def _answer_more(self, topic: str, total: str) -> str:
        data = self.effective
        if topic == "due" and data.due_date:
            return self.say("answer due", due=day(data.due_date, self.language), days=data.payment_terms_days)
        if topic == "date" and data.invoice_date:
            return self.say("answer date", date=day(data.invoice_date, self.language))
        if topic == "customer":
            return (
                self.say("answer customer", customer=data.customer_name)
                if data.customer_name
                else self.say("answer no customer")
            )
        if topic == "currency":
            return self.say("answer currency", currency=self.currency)
        if topic == "missing":
            return self._missing(total)
        if topic == "lines":
            return self._lines(total)
        if topic == "hours":
            hours = sum(
                (line.quantity for line in data.line_items if line.unit == "hour" and line.quantity), Decimal(0)
            )
            return self.say("answer hours", hours=number(hours, self.locale))
        if topic == "discount":
            return self._discount()
        return self.say("help")

    def _discount(self) -> str:
        data = self.effective
        if data.discount_percent:
            return self.say("answer discount", discount=f"{number(data.discount_percent, self.locale)}%")
        if data.discount_amount:
            return self.say("answer discount", discount=self.money(data.discount_amount))
        return self.say("answer no discount")

    def _missing(self, total: str) -> str:
        open_fields = [
            finding.field.rsplit(".", 1)[-1] for finding in findings(self.effective, self.plan.state.business)
        ]
        names = [
            self.say(f"missing {name}") if knows(f"missing {name}") else self.say("missing other")
            for name in open_fields
        ]
        if not names:
            return self.say("answer nothing missing", total=total)
        return self.say("answer missing", what=joined(self.language, list(dict.fromkeys(names))))

    def _lines(self, total: str) -> str:
        data = self.effective
        if not data.line_items:
            return self.say("answer no lines")
        shown = [self._shown(line) for line in data.line_items[:8]]
        return self.say("answer lines", lines="; ".join(shown), total=total)

    def _shown(self, line: LineItem) -> str:
        name = line.description or self.say("line to be named")
        if line.quantity is None or line.unit_price is None:
            return self.say("answer line open", name=name)
        return self.say(
            "answer line", quantity=number(line.quantity, self.locale), name=name, price=self.money(line.unit_price)
        )

    # --- questions

    def questions(self) -> list[Question]:
        """Our own questions, then what the rules miss; a price before a quantity, for a price alone means one."""
        asked = [self._own(ask) for ask in self.plan.asks]
        fields = {question.field for question in asked}
        missing = [
            finding for finding in findings(self.effective, self.plan.state.business) if finding.field not in fields
        ]
        missing.sort(key=_order)
        return [*asked, *(self._of_rule(finding) for finding in missing)]

    def _own(self, ask: Ask) -> Question:
        values = {"description": "", **ask.values}
        values["description"] = _inline(values["description"]) or self.say("line to be named")
        if values.get("unit"):
            values["unit"] = self._unit(values["unit"])
        return Question(field=ask.field, text=self.say(f"q {ask.key}", **values), choices=ask.choices)

    def _of_rule(self, finding: Finding) -> Question:
        key = f"ask {finding.rule}"
        if not knows(key):
            return Question(field=finding.field, rule=finding.rule, text=finding.ask)
        parts = finding.field.split(".")
        values: dict[str, Any] = {"name": "", "per": "", "position": 1}
        if len(parts) == 3:
            position, line = self.places.get(parts[1], (1, None))
            values |= {
                "name": _inline(line.description or "") if line else "",
                "position": position,
                "per": self._per(line),
            }
            values["name"] = values["name"] or self.say("line to be named")
        return Question(field=finding.field, rule=finding.rule, text=self.say(key, **values))

    def _unit(self, unit: str | None) -> str:
        """A unit's name in the person's language, where it is another word."""
        return self.say(f"unit {unit}") if knows(f"unit {unit}") else str(unit)

    def _per(self, line: LineItem | None) -> str:
        if line is None or line.unit in (None, "piece"):
            return self.say("per or total") if line is not None and line.quantity != 1 else ""
        return self.say("per unit", unit=self._unit(line.unit))


_ORDER: Final = {"line_items": 0, "customer_name": 1, "description": 2, "unit_price": 3, "quantity": 4}


def _order(finding: Finding) -> int:
    if finding.rule in ("BR-06", "SP-01") or not finding.rule.startswith("BR-") or finding.field.startswith("business"):
        return 9
    return _ORDER.get(finding.field.rsplit(".", 1)[-1], 8)


def _inline(text: str) -> str:
    """A description inside a sentence: its first letter small, unless it is a name or an abbreviation."""
    first = text.split(" ", 1)[0]
    return text if len(first) < 2 or not first[1:].islower() else text[:1].lower() + text[1:]
