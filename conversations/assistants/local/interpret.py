"""Stage 5: one message, clause by clause, becomes a plan."""

from __future__ import annotations

from decimal import Decimal

from conversations.assistants.local.addresses import scan_addresses, scan_countries
from conversations.assistants.local.amounts import scan_amounts
from conversations.assistants.local.blocks import mark_blocks
from conversations.assistants.local.changing import Changer
from conversations.assistants.local.charges import scan_conditions, scan_discounts, scan_taxes
from conversations.assistants.local.clauses import Clause, split_clauses
from conversations.assistants.local.contacts import scan_contacts
from conversations.assistants.local.dates import scan_dates
from conversations.assistants.local.finding import scan_party
from conversations.assistants.local.items import Item, assemble
from conversations.assistants.local.laws import scan_laws, settle_laws
from conversations.assistants.local.notes import scan_notes
from conversations.assistants.local.placing import Placer
from conversations.assistants.local.plan import Plan
from conversations.assistants.local.quoting import read_as_invoice
from conversations.assistants.local.reading import Reading, Span, begin
from conversations.assistants.local.slots import fill_slots
from conversations.assistants.local.tables import Row, scan_tables
from conversations.assistants.local.targets import WorkLine
from conversations.assistants.local.taxing import (
    Owner,
    apply_discounts,
    apply_taxes,
    release_scopes,
    settle_percents,
    tax_first,
)
from conversations.assistants.local.terms import scan_terms
from conversations.assistants.local.wording.amounts import tidy
from conversations.assistants.port import State

_DEAF = ("ask", "injection", "undo", "redo", "start over", "issue", "talk", "yes", "no", "total set")


def read(
    text: str, locale: str, *, quote: bool = False, language: str | None = None
) -> tuple[Reading, list[Clause], list[Span]]:
    """Everything that can be read without knowing the draft: spans, clauses with their acts, the customer.

    ``quote``: the open draft is a quote. ``language``: what was spoken so far.
    """
    reading = read_as_invoice(begin(text, locale, language))
    reading.quote = reading.quote or quote
    lines = mark_blocks(reading)
    scan_tables(reading, lines)
    scan_contacts(reading)
    scan_notes(reading)
    scan_laws(reading)
    scan_dates(reading)
    scan_conditions(reading)
    scan_terms(reading)
    scan_countries(reading)
    scan_addresses(reading)
    scan_amounts(reading)
    scan_taxes(reading)
    settle_laws(reading)
    scan_discounts(reading)
    clauses = split_clauses(reading, lines)
    parties = scan_party(reading, clauses)
    return reading, clauses, parties


def interpret(state: State, reading: Reading, clauses: list[Clause], parties: list[Span], message_id: str) -> Plan:
    """What the message asks for, given the draft."""
    plan = Plan(state, reading, message_id)
    _commands(plan, clauses)
    if plan.command is not None:
        return plan
    live = [clause for clause in clauses if clause.act not in _DEAF]
    fill_slots(plan, live, parties)
    placer = Placer(plan, invoicing=_is_invoicing(reading, live, parties))
    changer = Changer(plan, placer)
    plan.clauses = live
    removing: set[int] = set()
    spans: list[Span] = []
    adding: list[Clause] = []
    for clause in live:
        spans += [span for span in reading.in_order(clause.start, clause.end) if span.kind in ("tax", "discount")]
        if clause.act in ("change", "rename", "remove") and not _can_edit(plan, clause, adding):
            clause.act = "say"
            clause.body = clause.start
        if clause.act == "remove":
            removing |= {
                span.start for span in reading.in_order(clause.start, clause.end) if span.kind in ("tax", "discount")
            }
        if clause.act in ("say", "add") and not changer.excepts(clause) and not changer.is_change(clause):
            adding.append(clause)
    settle_percents(plan, live, spans)
    release_scopes(plan, spans)
    if any(span.kind == "condition" for span in reading.spans):
        plan.ask("notes", "early payment")
    tax_first(plan, [span for span in spans if span.start not in removing])
    owners = _add_items(plan, placer, adding)
    added = {id(clause) for clause in adding}
    for clause in live:
        if id(clause) in added or changer.is_exception(clause):
            continue
        before = len(plan.line_edits), plan.discount, plan.tax_of_all, len(plan.fields), len(plan.kept_unread)
        if clause.act == "remove":
            changer.remove(clause)
        elif clause.act == "rename":
            changer.rename(clause)
        else:
            changer.change(clause)
        if (len(plan.line_edits), plan.discount, plan.tax_of_all, len(plan.fields), len(plan.kept_unread)) != before:
            plan.used.append((clause.start, clause.end))
    apply_taxes(plan, spans, owners, removing=frozenset(removing))
    apply_discounts(plan, spans, owners, removing=frozenset(removing))
    return plan


def _commands(plan: Plan, clauses: list[Clause]) -> None:
    for clause in clauses:
        if clause.act == "start over":
            plan.clear()
        elif clause.act in ("undo", "redo"):
            possible = plan.state.can_undo if clause.act == "undo" else plan.state.can_redo
            if possible:
                plan.command = "undo" if clause.act == "undo" else "redo"
            else:
                plan.answer(f"nothing to {clause.act}")


def _can_edit(plan: Plan, clause: Clause, adding: list[Clause]) -> bool:
    """A verb of editing edits only where there is something to edit."""
    if plan.present() or adding:
        return True
    reading = plan.reading
    kinds = {span.kind for span in reading.in_order(clause.start, clause.end)}
    if kinds & {
        *("terms", "tax", "discount", "email", "po", "tax_id", "invoice_date", "party", "currency", "note", "country"),
    }:
        return not kinds & {"money", "quantity"}
    data = plan.state.draft.data
    return data.customer_name is not None and not kinds & {"money", "quantity", "number"}


def _is_invoicing(reading: Reading, live: list[Clause], parties: list[Span]) -> bool:
    if parties:
        return True
    return any(
        reading.at[index] is None and reading.length(index, "invoice verb", "invoice for", "invoice noun")
        for clause in live
        for index in range(clause.start, clause.end)
    )


def _add_items(plan: Plan, placer: Placer, adding: list[Clause]) -> dict[int, Owner]:
    """Place the items and rows of the clauses that add; which line each tax and discount stands in."""
    reading = plan.reading
    rows = [span for span in reading.spans if span.kind == "row"]
    items = assemble(reading, [clause for clause in adding if not _is_rows(reading, clause)])
    placer.look_at(items)
    owners: dict[int, Owner] = {}
    placed: list[tuple[Item, str | None]] = []
    todo: list[Item | Span] = sorted([*items, *rows], key=lambda one: one.start)
    for one in todo:
        if isinstance(one, Span):
            placer.open_lines.append(_place_row(plan, one.value))
            continue
        before = plan.last_line, len(plan.lines)
        placer.place(one)
        touched = plan.last_line if (plan.last_line, len(plan.lines)) != before else None
        placed.append((one, touched))
    by_id = {line.line_id: line for line in plan.present()}
    final = max((position for position, (_, line_id) in enumerate(placed) if line_id is not None), default=-1)
    for position, (item, line_id) in enumerate(placed):
        line = by_id.get(line_id or "")
        if line is None:
            continue
        last = position == final
        for span in (*item.taxes, *item.discounts):
            owners[span.start] = Owner(item, line, last)
    return owners


def _is_rows(reading: Reading, clause: Clause) -> bool:
    return any(span.kind == "row" for span in reading.in_order(clause.start, clause.end))


def _place_row(plan: Plan, row: Row) -> WorkLine:
    line = plan.add_line(row.description, row.start, row.end)
    quantity, price = row.quantity, row.unit_price
    if price is None and row.amount is not None:
        price = row.amount if not quantity else tidy(row.amount / quantity)
    if quantity is None and price is not None:
        quantity = Decimal(1)
        line.assumed_quantity = True
    assumed = line.assumed_quantity
    for name, value in (("quantity", quantity), ("unit_price", price)):
        if value is not None:
            plan.set_line(line, name, value, row.start, row.end)
    line.assumed_quantity = assumed
    plan.set_line(line, "unit", row.unit or "piece", row.start, row.end)
    if row.tax_rate is not None:
        plan.set_line_tax(line, row.tax_rate, None, row.start, row.end)
    if row.discount:
        plan.set_line_discount(line, row.discount, None, row.start, row.end)
    return line
