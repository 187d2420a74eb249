"""Stage 5, slots of the invoice itself: customer, ids, dates, terms, notes, currency."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from conversations.assistants.local.amounts import DOLLAR, UNKNOWN, Money, currency_at
from conversations.assistants.local.charges import Discount
from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.dates import DateWords
from conversations.assistants.local.parties import PartyName, two_people
from conversations.assistants.local.places import country_at_end
from conversations.assistants.local.plan import Plan
from conversations.assistants.local.reading import Span
from conversations.assistants.local.tables import Row
from conversations.assistants.local.terms import Terms
from conversations.assistants.local.text import fold

DOLLAR_CURRENCIES: Final = frozenset(
    [
        "USD",
        "CAD",
        "AUD",
        "NZD",
        "SGD",
        "HKD",
        "TWD",
        "JMD",
        "BBD",
        "BSD",
        "BZD",
        "FJD",
        "GYD",
        "KYD",
        "LRD",
        "NAD",
        "SBD",
        "SRD",
        "TTD",
        "XCD",
        "BMD",
        "MXN",
        "ARS",
        "CLP",
        "COP",
    ]
)
_KRONA_CHOICES: Final = ("SEK", "NOK", "DKK")


def fill_slots(plan: Plan, clauses: list[Clause], parties: list[Span]) -> None:
    """Take what spans say about the invoice itself."""
    for clause in clauses:
        for span in list(plan.reading.in_order(clause.start, clause.end)):
            _slot(plan, clause, span)
    _customer(plan, parties)
    _dates(plan, clauses)
    set_currency(plan, clauses)


def _slot(plan: Plan, clause: Clause, span: Span) -> None:
    removing = clause.act == "remove"
    if span.kind == "email":
        plan.set_field("customer_email", None if removing else span.value, span.start, span.end)
    elif span.kind == "tax_id":
        plan.set_field("customer_tax_id", None if removing else span.value, span.start, span.end)
    elif span.kind == "po":
        plan.set_field("purchase_order", None if removing else span.value, span.start, span.end)
    elif span.kind == "address":
        _address(plan, span)
    elif span.kind == "country":
        plan.set_field("customer_country", span.value, span.start, span.end)
    elif span.kind == "place":
        plan.kept_unread.append((span.start, span.end))
    elif span.kind == "reason":
        plan.set_field("exemption_reason", span.value, span.start, span.end)
    elif span.kind == "delivery_date":
        _delivery_date(plan, span)
    elif span.kind == "note" and span.value:
        old = plan.state.draft.data.notes if not plan.start_over and clause.act != "change" else None
        text = f"{old}\n{span.value}" if old else span.value
        plan.set_field("notes", text, span.start, span.end)


def _address(plan: Plan, span: Span) -> None:
    """The address; a country that is named at its end is the customer's, where none was said."""
    plan.set_field("customer_address", span.value, span.start, span.end)
    if plan.start_over or plan.state.draft.data.customer_country is None:
        country = country_at_end(span.value, plan.reading.language)
        if country is not None:
            plan.set_field("customer_country", country, span.start, span.end)


def _delivery_date(plan: Plan, span: Span) -> None:
    if isinstance(span.value, int):
        plan.set_field("delivery_date", plan.state.today + timedelta(days=span.value), span.start, span.end)
        return
    words: DateWords = span.value
    day = words.on(plan.state.today, future=False)
    if day is None:
        _no_such_day(plan, "delivery_date", span)
    elif words.doubtful:
        plan.ask("delivery_date", "day or month", *_both(words), said=plan.reading.words(span.start, span.end))
    else:
        plan.set_field("delivery_date", day, span.start, span.end)


def _customer(plan: Plan, parties: list[Span]) -> None:
    if not parties:
        return
    names = {fold(span.value.name): span for span in parties if isinstance(span.value, PartyName)}
    current = None if plan.start_over else plan.state.draft.data.customer_name
    last = parties[-1]
    corrected = any(plan.reading.length(index, "correction", "not") for index in range(parties[0].end, last.start))
    if len(names) > 1 and not corrected:
        plan.ask(
            "customer_name",
            "two clients",
            *(f"{span.value.name}" for span in names.values()),
            first=parties[0].value.name,
            second=last.value.name,
        )
        return
    party: PartyName = last.value
    if current and fold(current) != fold(party.name) and party.how not in ("label",):
        if party.how == "for":
            plan.kept_unread.append((last.start, last.end))
            return
        plan.ask("customer_name", "other client", party.name, current, first=current, second=party.name)
        return
    plan.set_field("customer_name", party.name, last.start, last.end)
    people = two_people(party.name)
    answered = any(question.field == "customer_name" for question in plan.state.asked)
    if people is not None and party.how != "label" and not answered:
        plan.ask("customer_name", "two people", party.name, *people, first=people[0], second=people[1])


def _dates(plan: Plan, clauses: list[Clause]) -> None:
    terms: list[Span] = []
    for clause in clauses:
        for span in plan.reading.in_order(clause.start, clause.end):
            if span.kind == "invoice_date" and clause.act != "remove":
                _invoice_date(plan, span)
            elif span.kind == "terms":
                terms.append(span)
            elif span.kind == "date" and span.value.on(plan.state.today, future=False) is None:
                _no_such_day(plan, "invoice_date", span)
    if terms:
        _terms(plan, terms[-1])


def _no_such_day(plan: Plan, field: str, span: Span) -> None:
    """``31 February``: said back and asked about, whatever it was the day of."""
    plan.ask(field, "no such day", said=plan.reading.words(span.start, span.end))
    plan.kept_unread.append((span.start, span.end))


def _invoice_date(plan: Plan, span: Span) -> None:
    if isinstance(span.value, int):
        plan.set_field("invoice_date", plan.state.today + timedelta(days=span.value), span.start, span.end)
        return
    words: DateWords = span.value
    day = words.on(plan.state.today, future=False)
    if day is None:
        _no_such_day(plan, "invoice_date", span)
    elif words.doubtful:
        plan.ask("invoice_date", "day or month", *_both(words), said=plan.reading.words(span.start, span.end))
    else:
        plan.set_field("invoice_date", day, span.start, span.end)


def _both(words: DateWords) -> tuple[str, str]:
    return (f"{words.year}-{words.month:02}-{words.day:02}", f"{words.year}-{words.day:02}-{words.month:02}")


def _terms(plan: Plan, span: Span) -> None:
    terms: Terms = span.value
    valid = plan.reading.quote and plan.reading.length(span.start, "valid") > 0
    if terms.days is not None and terms.month_end is None and not valid:
        plan.set_field("payment_terms_days", terms.days, span.start, span.end)
        return
    said = plan.fields.get("invoice_date")
    old = None if plan.start_over else plan.state.draft.data.invoice_date
    invoice_date: date = said[0] if said else old or plan.state.today
    if terms.on_date is not None and terms.on_date.doubtful:
        plan.ask("due_date", "day or month", *_both(terms.on_date), said=plan.reading.words(span.start, span.end))
        return
    if terms.days is not None:
        invoice_date += timedelta(days=terms.days)
    by_days = valid and terms.days is not None and terms.month_end is None
    due = invoice_date if by_days else terms.due_date(invoice_date, plan.state.today)
    if due is None:
        _no_such_day(plan, "due_date", span)
    else:
        plan.set_field("due_date", due, span.start, span.end)


def resolve_currency(plan: Plan, said: str) -> str:
    """The code meant: a bare dollar sign is the draft's or the account's dollar, else the US one."""
    if said != DOLLAR:
        return said
    drafted = None if plan.start_over else plan.state.draft.data.currency
    for code in (drafted, plan.state.business.currency):
        if code in DOLLAR_CURRENCIES:
            return str(code)
    return "USD"


def set_currency(plan: Plan, clauses: list[Clause]) -> None:
    """One currency for the invoice: the one said; several, or an unknown one, are asked about."""
    said: dict[str, Span | tuple[int, int]] = {}
    loose: list[str] = []
    for clause in clauses:
        for span in plan.reading.in_order(clause.start, clause.end):
            code = _currency_of(span)
            if code:
                said.setdefault(resolve_currency(plan, code), span)
        for code, start, end in _loose(plan, clause):
            resolved = resolve_currency(plan, code)
            said[resolved] = (start, end)
            loose.append(resolved)
    if not said:
        return
    drafted = None if plan.start_over else plan.state.draft.data.currency
    code = loose[-1] if loose else next(iter(said))
    place = said[code]
    start, end = (place.start, place.end) if isinstance(place, Span) else place
    if code == UNKNOWN:
        plan.ask("currency", "which currency", *_KRONA_CHOICES, said=plan.reading.words(start, end))
    elif len(said) > 1 and not loose:
        plan.ask("currency", "two currencies", *said, first=code, second=list(said)[1])
        if drafted is None:
            plan.set_field("currency", code, start, end)
    elif drafted and drafted != code and not loose:
        plan.ask("currency", "two currencies", drafted, code, first=drafted, second=code)
    elif drafted != code:
        plan.set_field("currency", code, start, end)


def _currency_of(span: Span) -> str | None:
    if isinstance(span.value, (Money, Row, Discount)):
        return span.value.currency
    return None


def _loose(plan: Plan, clause: Clause) -> list[tuple[str, int, int]]:
    """A currency said without an amount: ``in euros``, ``currency: CHF``."""
    reading, found = plan.reading, []
    index = clause.start
    while index < clause.end:
        here = currency_at(reading, index) if reading.at[index] is None else None
        if here is not None and reading.kind(here[1]) == "word" and not reading.hits[here[1]]:
            here = None  # part of a name, such as CAD drawings
        if here is not None and (reading.kind(index) == "word" or reading.norm(index) in "€£¥$"):
            old = index > 0 and reading.length(index - 1, "not")
            if not old:
                found.append((here[0], index, here[1]))
            reading.add("currency", index, here[1], here[0])
            index = here[1]
        else:
            index += 1
    return found
