"""Stage 8, the reply: a short receipt, the answer to what was asked, then the next missing thing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from conversations.assistants.local import questions as asking
from conversations.assistants.local.issued import of_draft, of_issued
from conversations.assistants.local.places import country_name
from conversations.assistants.local.plan import Plan
from conversations.assistants.local.questions import inline
from conversations.assistants.local.wording import joined, knows, say
from conversations.assistants.local.wording.amounts import day, money, number
from conversations.assistants.port import Question, Unread
from invoices.domain.edits import AddLine, ChangeLine, Edit, RemoveLine, SetDiscount, SetField, SetTax
from invoices.domain.effective import effective
from invoices.domain.invoice import Draft, InvoiceData, LineItem, TaxCategory
from invoices.domain.rules import is_ready
from invoices.domain.status import Kind
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
        self.issued = plan.state.issued if not edits else None
        """The issued document, when the message was about it and began nothing new."""
        self.effective: InvoiceData = (
            self.issued.data if self.issued else effective(after.data, plan.state.business, plan.state.today)
        )
        self.currency = self.effective.currency or "USD"
        self.kind = plan.kind or Kind.INVOICE
        self.places = {line.line_id: (at, line) for at, line in enumerate(self.effective.line_items, 1)}

    @property
    def of_issued(self) -> bool:
        """Whether the reply is about the issued document."""
        return self.issued is not None

    def say(self, key: str, **values: Any) -> str:
        """A sentence in the person's language; a quote has some of its own."""
        if self.kind is Kind.QUOTE and knows(f"quote {key}"):
            key = f"quote {key}"
        return say(self.language, key, **values)

    def money(self, amount: Decimal) -> str:
        """An amount in the invoice's currency."""
        return money(amount, self.currency, self.locale)

    # --- the text

    def text(self, questions: list[Question], unread: list[Unread]) -> str:
        """The whole reply."""
        opening = self._opening()
        parts = [opening] if opening else list(self._receipt())
        if self.plan.base and self.plan.base[0].source:
            parts.append(self.say("copied", number=self.plan.base[0].source.text))
        parts += [self._answer(key, values) for key, values in self.plan.answers]
        if (
            not opening
            and self.edits
            and self.after.line_items
            and any(line.unit_price is not None for line in self.after.line_items)
        ):
            parts.append(self._sum())
        if unread and not self._only_talk():
            said = "”, “".join(one.text if len(one.text) <= _QUOTE else one.text[:_QUOTE] + "…" for one in unread[:3])
            parts.append(self.say("unread", said=said))
        if (
            questions
            and not self.plan.steps
            and not (self.plan.answers and not self.edits and questions[0].rule == "BR-16" and parts)
        ):
            parts.append(asking.worth_asking(self, questions))
        return " ".join(part for part in parts if part) or self.say("nothing changed")

    def _sum(self) -> str:
        """The total; nothing when the message left it as it was."""
        total = compute(self.effective).total
        if not self.before.line_items:
            return self.say("total", total=self.money(total))
        business, today = self.plan.state.business, self.plan.state.today
        old = effective(self.before, business, today)
        same = old.currency == self.currency and compute(old).total == total
        return "" if same else self.say("new total", total=self.money(total))

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
            if (
                isinstance(edit, SetTax)
                and edit.category is None
                and (edit.line is not None or self.before.default_tax_rate is not None)
            ):
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
        return inline(text) if text else self.say("line to be named")

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
            return inline(line.description or "") if line else ""
        if isinstance(edit, SetDiscount) and edit.percent is None and edit.amount is None:
            return self.say("no field", name=self.say("name discount_percent"))
        if isinstance(edit, SetTax) and edit.rate is None:
            category = self.before.default_tax_category
            name = asking.category_name(self, category) if category else self.say("name default_tax_rate")
            return self.say("no field", name=name) if category is None else name
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
        if field == "customer_country":
            value = country_name(str(value), self.language)
        if field in ("invoice_date", "due_date", "delivery_date"):
            value = day(value, self.language)
        return self.say(f"field {field}", value=value) if knows(f"field {field}") else ""

    def _tax(self, edit: SetTax) -> str:
        if edit.category is not None and edit.category != "S":
            return self._category(edit.category, edit.line)
        if edit.rate is None:
            return ""
        rate = number(edit.rate, self.locale)
        if edit.line is None:
            return self.say("field default_tax_rate", value=rate)
        return self.say("line tax_rate", name=self._line_name(edit.line), value=rate)

    def _category(self, category: str, line: str | None) -> str:
        name = asking.category_name(self, category)
        if line is None:
            return self.say("category for all", category=name)
        return self.say("category for line", category=name, name=self._line_name(line))

    def _line(self, edit: ChangeLine) -> str:
        name = self._line_name(edit.ref)
        if edit.field == "quantity" and edit.value is not None:
            return self.say("line quantity", name=name, value=number(Decimal(edit.value), self.locale))
        if edit.field in ("unit_price", "gross_price") and edit.value is not None:
            return self.say("line unit_price", name=name, value=self.money(Decimal(edit.value)))
        if edit.field == "description":
            old = self.before.line(edit.ref)
            return self.say(
                "line description", before=inline(old.description or "") if old else "", name=inline(str(edit.value))
            )
        return ""

    def _line_name(self, line_id: str) -> str:
        line = self.after.line(line_id) or self.before.line(line_id)
        return inline(line.description or self.say("line to be named")) if line else ""

    # --- answers

    def _answer(self, key: str, values: dict[str, Any]) -> str:
        topic = key.removeprefix("topic ")
        if topic == key:
            return self.say(key, **values)
        if topic in ("paid", "number"):
            return of_draft(self, topic) if self.issued is None else of_issued(self, self.issued, topic)
        if topic in ("total", "missing") and self.issued is not None:
            return of_issued(self, self.issued, topic)
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
            return self.say("answer tax", tax=self.money(sums.tax), rates=rates) if rates else self._no_tax()
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

    def _no_tax(self) -> str:
        """Why there is no tax, when it is known."""
        category = next((line.tax_category for line in self.effective.line_items if line.tax_category), None)
        if category is None or category in (TaxCategory.STANDARD, TaxCategory.OUTSIDE):
            return self.say("answer no tax")
        return self.say("answer category", category=asking.category_name(self, category))

    def _discount(self) -> str:
        data = self.effective
        if data.discount_percent:
            return self.say("answer discount", discount=f"{number(data.discount_percent, self.locale)}%")
        if data.discount_amount:
            return self.say("answer discount", discount=self.money(data.discount_amount))
        return self.say("answer no discount")

    def _missing(self, total: str) -> str:
        what = asking.what_is_missing(self)
        return self.say("answer missing", what=what) if what else self.say("answer nothing missing", total=total)

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

    def own_questions(self) -> list[Question]:
        """What is asked about the message alone."""
        return asking.own_questions(self)

    def questions(self) -> list[Question]:
        """What is open, in the order in which it is asked."""
        return asking.questions(self)
