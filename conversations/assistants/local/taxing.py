"""Stage 5, taxes and discounts: for every line, or for the lines that were named."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from conversations.assistants.local.charges import Discount, Scope, Tax, scope_after
from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.items import Item
from conversations.assistants.local.plan import Plan, TaxOfAll
from conversations.assistants.local.reading import Span
from conversations.assistants.local.targets import WorkLine, content_words, find_target, same_word
from invoices.domain.edits import SetDiscount, SetTax

_NEAR: Final = 60
"""Tokens before and after a tax that are looked at for what it belongs to."""


class Owner(NamedTuple):
    """The item that a tax or discount stands in, and its line."""

    item: Item
    line: WorkLine
    is_last: bool


def tax_first(plan: Plan, spans: list[Span]) -> None:
    """The tax of every line must be known before prices that include it."""
    taxes = [span for span in spans if span.kind == "tax" and span.value.mode != "denied"]
    rated = [span for span in taxes if span.value.rate is not None]
    one_rate = len({span.value.rate for span in rated}) == 1
    gross = any(span.value.mode == "incl" and span.value.rate is None for span in taxes)
    for span in rated:
        tax: Tax = span.value
        everything = tax.scope is not None and tax.scope.everything
        if everything or (one_rate and tax.scope is None and (gross or tax.mode == "incl")):
            _tax_all(plan, span)


def _tax_all(plan: Plan, span: Span) -> None:
    tax: Tax = span.value
    if tax.mode == "denied":
        _deny(plan, tax, span)
        return
    category = _category_of(plan, tax)
    if category is None and tax.rate == 0:
        category = _untaxed_before(plan)
    plan.tax_of_all = TaxOfAll(tax.rate, category, plan.source(span.start, span.end))
    if tax.rate:
        _forget_reason(plan, span)
    _note_reason(plan, tax, category, span)


def _category_of(plan: Plan, tax: Tax) -> str | None:
    """The category that was meant. Words such as "tax exempt" name one only where the seller has to do with VAT."""
    if tax.soft and not tax.reason and plan.state.business.tax_status == "outside":
        return None
    return tax.category


def _untaxed_before(plan: Plan) -> str | None:
    """``reverse charge, no VAT``: that there is no tax was said already, and why."""
    if plan.tax_of_all is not None:
        return plan.tax_of_all.category if plan.tax_of_all.rate == 0 else None
    said = None if plan.start_over else plan.state.draft.data.default_tax_category
    return said.value if said is not None and not said.is_taxed else None


def _deny(plan: Plan, tax: Tax, span: Span) -> None:
    """``no reverse charge``: takes back what was said so before; where nothing was, nothing changes."""
    data = plan.state.draft.data
    source = plan.source(span.start, span.end)
    if data.default_tax_category is not None and data.default_tax_category.value == tax.category:
        plan.tax_of_all = TaxOfAll(None, None, source)
        _forget_reason(plan, span)
    for line in data.line_items:
        if line.tax_category is not None and line.tax_category.value == tax.category:
            plan.line_edits.append(SetTax(rate=None, line=line.line_id, source=source))


def _forget_reason(plan: Plan, span: Span) -> None:
    """A reason goes with the exemption that it was for."""
    if not plan.start_over and plan.state.draft.data.exemption_reason is not None:
        plan.set_field("exemption_reason", None, span.start, span.end)


def _note_reason(plan: Plan, tax: Tax, category: str | None, span: Span) -> None:
    if tax.reason and category is not None:
        plan.set_field("exemption_reason", tax.reason[:1].upper() + tax.reason[1:], span.start, span.end)


def settle_percents(plan: Plan, clauses: list[Clause], spans: list[Span]) -> None:
    """A bare per cent is what the draft already has, a tax or a discount; with both or neither it is asked about."""
    reading, data = plan.reading, plan.state.draft.data
    taxed = data.default_tax_rate is not None or any(line.tax_rate is not None for line in data.line_items)
    discounted = data.discount_percent is not None or any(line.discount_percent is not None for line in data.line_items)
    for clause in clauses:
        if clause.act in ("change", "remove", "rename") and any(
            reading.length(index, "field") for index in range(clause.start, clause.end) if reading.at[index] is None
        ):
            continue
        for span in [one for one in reading.in_order(clause.start, clause.end) if one.kind == "percent"]:
            if any(reading.length(span.start - back, "not", "from") for back in (1, 2, 3)):
                continue
            reading.drop(span)
            scope, end = scope_after(reading, span.end)
            if taxed != discounted:
                value = Tax(span.value, None, scope) if taxed else Discount(percent=span.value, scope=scope)
                added = reading.add("tax" if taxed else "discount", span.start, end, value)
                spans += [added] if added else []
                continue
            reading.add("percent", span.start, span.end, span.value)
            said = reading.words(span.start, span.end)
            plan.ask("discount_percent", "percent", f"{said} discount", f"{said} tax", said=said)


def release_scopes(plan: Plan, spans: list[Span]) -> None:
    """``€4,760 incl. 19% VAT for the website relaunch``: words after "for" that name no line and nothing else said are
    the work itself. They are given back, so that they can name it."""
    for position, span in enumerate(spans):
        scope: Scope | None = span.value.scope
        if scope is None or scope.weak_from is None or scope.end != span.end or _is_named(plan, span, scope):
            continue
        plan.reading.drop(span)
        value = span.value._replace(scope=None)
        spans[position] = plan.reading.add(span.kind, span.start, scope.weak_from, value) or span


def _is_named(plan: Plan, span: Span, scope: Scope) -> bool:
    """Whether a scope's words are said elsewhere: of a line that is there, or in the rest of the message."""
    reading = plan.reading
    if any(reading.length(index, "ordinal", "line word", "others") for index in range(scope.start, scope.end)):
        return True
    wanted = content_words(reading.words(scope.start, scope.end))
    said = [
        reading.norm(index)
        for index in range(len(reading))
        if not span.start <= index < span.end and reading.kind(index) == "word"
    ]
    named = [stem for line in plan.present() for stem in line.stems()]
    return any(same_word(word, other) for word in wanted for other in (*said, *named))


def apply_taxes(plan: Plan, spans: list[Span], owners: dict[int, Owner], *, removing: frozenset[int]) -> None:
    """Carry out the taxes of a message: first those of every line, then those of single lines."""
    taxes = [span for span in spans if span.kind == "tax"]
    unscoped = {span.value.rate for span in taxes if span.value.scope is None and span.value.rate is not None}
    for span in taxes:
        tax: Tax = span.value
        if span.start in removing:
            tax = tax._replace(rate=Decimal(0), mode="denied" if tax.category else "none")
            span = span._replace(value=tax)
        lines = _lines_of(
            plan, span, tax.scope, owners.get(span.start), several=len(unscoped) > 1 or tax.mode == "incl"
        )
        if tax.rate is None and tax.mode != "none":
            _tax_without_rate(plan, span)
        elif lines is None or tax.mode == "denied":
            _tax_all(plan, span)
        else:
            for line in lines:
                _tax_line(plan, line, tax, span)


def _tax_line(plan: Plan, line: WorkLine, tax: Tax, span: Span) -> None:
    category = _category_of(plan, tax)
    plan.set_line_tax(line, tax.rate, category, span.start, span.end)
    _note_reason(plan, tax, category, span)


def _tax_without_rate(plan: Plan, span: Span) -> None:
    """``plus VAT``: the rate is the account's or the draft's; unknown, it is asked for."""
    if plan.known_rate() is None and span.value.mode != "incl":
        plan.ask("default_tax_rate", "which tax rate", said=plan.reading.words(span.start, span.end))


def _lines_of(
    plan: Plan, span: Span, scope: Scope | None, owner: Owner | None, *, several: bool
) -> list[WorkLine] | None:
    """The lines meant, or None for all of them."""
    if span.kind == "tax" and span.value.line is not None:
        return [line for line in plan.present() if line.line_id == span.value.line]
    if scope is not None and scope.everything:
        return None
    if scope is not None:
        return _scoped(plan, span, scope)
    if owner is None:
        return _named_before(plan, span)
    if len(plan.present()) < 2:
        return None
    if several or _within(plan, owner, span):
        return [owner.line]
    return None


def _named_before(plan: Plan, span: Span) -> list[WorkLine] | None:
    """``the canoes get a 10% discount``: the lines named before it, in a clause without values of its own."""
    clause = plan.clause_at(span.start)
    if clause is None or not plan.present():
        return None
    start, end = max(clause.start, span.start - _NEAR), min(clause.end, span.end + _NEAR)
    if any(one.kind in ("money", "quantity", "number", "party") for one in plan.reading.in_order(start, end)):
        return None
    return find_target(plan.reading, start, span.start, plan.present()).lines or None


def _within(plan: Plan, owner: Owner, span: Span) -> bool:
    """Whether it was said inside an item's own words, with more items after it: ``… with 20% VAT, …``."""
    if owner.is_last:
        return False
    before = span.start - 1
    return plan.reading.norm(before) not in (",", ".", ";") and plan.reading.kind(before) != "newline"


def _scoped(plan: Plan, span: Span, scope: Scope) -> list[WorkLine] | None:
    reading = plan.reading
    shown = [reading.at[index] for index in range(scope.start, scope.end)]
    for index in range(scope.start, scope.end):
        reading.at[index] = None
    target = find_target(reading, scope.start, scope.end, plan.present(), last_line=plan.last_line)
    others = any(reading.length(index, "others") for index in range(scope.start, scope.end))
    for index, value in zip(range(scope.start, scope.end), shown, strict=True):
        reading.at[index] = value
    if target.lines:
        return target.lines
    if others or not plan.present():
        return None
    said = reading.words(scope.start, scope.end)
    kind = "tax_rate" if span.kind == "tax" else "discount_percent"
    plan.ask(
        f"line_items.{plan.present()[0].line_id}.{kind}",
        "which line",
        *(line.description for line in plan.present()[:4]),
        said=said,
    )
    return []


def apply_discounts(plan: Plan, spans: list[Span], owners: dict[int, Owner], *, removing: frozenset[int]) -> None:
    """Carry out the discounts of a message."""
    for span in spans:
        if span.kind != "discount" or span.start in removing:
            continue
        discount: Discount = span.value
        lines = _lines_of(plan, span, discount.scope, owners.get(span.start), several=False)
        if lines is None:
            plan.discount = SetDiscount(
                percent=discount.percent or None, amount=discount.amount, source=plan.source(span.start, span.end)
            )
            continue
        for line in lines:
            plan.set_line_discount(line, discount.percent or None, discount.amount, span.start, span.end)
