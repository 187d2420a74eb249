"""Stage 8, questions: our own, then what the rules miss, one after the other, in the person's language."""

from __future__ import annotations

from typing import Any, Final, Protocol

from conversations.assistants.local.plan import Ask, Plan
from conversations.assistants.local.wording import joined, knows
from conversations.assistants.local.wording.rules import asked_as, category_of_rule
from conversations.assistants.port import Question
from invoices.domain import countries
from invoices.domain.invoice import InvoiceData, LineItem, TaxCategory
from invoices.domain.rules import Finding, findings
from invoices.domain.status import Kind
from invoices.domain.suggest import NAMES

_CATEGORIES: Final = {name: category for category, name in NAMES.items()}
_ORDER: Final = {"line_items": 0, "customer_name": 1, "description": 2, "unit_price": 3, "quantity": 4}
"""A price before a quantity, for a price alone means one."""
_OF_SELLER: Final = "business."


class Speaker(Protocol):
    """Whoever words the reply."""

    plan: Plan
    effective: InvoiceData
    places: dict[str, tuple[int, LineItem]]
    kind: Kind
    language: str

    def say(self, key: str, **values: Any) -> str:
        """A sentence in the person's language."""
        ...


def is_sellers(question: Question) -> bool:
    """Whether it is answered in Settings, not in the talk."""
    return question.field.startswith(_OF_SELLER)


def questions(voice: Speaker) -> list[Question]:
    """Our own questions, then what the rules miss; the seller's own details last."""
    asked = own_questions(voice)
    fields = {question.field for question in asked}
    missing = [finding for finding in _missing(voice) if finding.field not in fields]
    return [*asked, *(_of_rule(voice, finding) for finding in missing)]


def own_questions(voice: Speaker) -> list[Question]:
    """What is asked about the message itself, before anything that a rule misses."""
    return [_own(voice, ask) for ask in voice.plan.asks]


def what_is_missing(voice: Speaker) -> str:
    """The names of all that is missing; empty when nothing is."""
    names = [_name(voice, finding.field) for finding in _missing(voice)]
    return joined(voice.language, list(dict.fromkeys(names)))


def worth_asking(voice: Speaker, questions: list[Question]) -> str:
    """The one question to ask now. What is missing in Settings is told once, not with every turn."""
    if not questions:
        return ""
    first, before = questions[0], voice.plan.state.asked
    told = is_sellers(first) and bool(before) and before[0].field == first.field
    return "" if told else first.text


def _missing(voice: Speaker) -> list[Finding]:
    found = findings(voice.effective, voice.plan.state.business, voice.kind)
    return sorted(found, key=_order)


def _order(finding: Finding) -> int:
    """Lines, customer, parts of lines, then as the rules come: tax, the buyer's details; the seller's own last."""
    if finding.field.startswith(_OF_SELLER):
        return 9
    if finding.rule == "SP-01":
        return 8
    return _ORDER.get(finding.field.rsplit(".", 1)[-1], 5)


def _name(voice: Speaker, field: str) -> str:
    key = f"missing {'own' if field.startswith(_OF_SELLER) else field.rsplit('.', 1)[-1]}"
    return voice.say(key if knows(key) else "missing other")


def _own(voice: Speaker, ask: Ask) -> Question:
    values = {"description": "", "tax": _tax(voice), **ask.values}
    values["description"] = inline(values["description"]) or voice.say("line to be named")
    if values.get("unit"):
        values["unit"] = _unit(voice, values["unit"])
    return Question(field=ask.field, text=voice.say(f"q {ask.key}", **values), choices=ask.choices)


def _of_rule(voice: Speaker, finding: Finding) -> Question:
    choices = tuple(_choice(voice, choice) for choice in finding.choices)
    key = next((name for name in asked_as(finding.rule, finding.field) if knows(name)), None)
    if key is None:
        return Question(field=finding.field, rule=finding.rule, text=finding.ask, choices=choices)
    text = voice.say(key, **_values(voice, finding))
    return Question(field=finding.field, rule=finding.rule, text=text[:1].upper() + text[1:], choices=choices)


def _choice(voice: Speaker, choice: str) -> str:
    """An answer to offer; a VAT category by its name in the person's language."""
    category = _CATEGORIES.get(choice)
    return choice if category is None else capital(category_name(voice, category))


def category_name(voice: Speaker, category: TaxCategory | str) -> str:
    """What a VAT category is called in the middle of a sentence."""
    return voice.say(f"category {category}")


def _values(voice: Speaker, finding: Finding) -> dict[str, Any]:
    """What a rule's sentence may name."""
    name, position, line = _line(voice, finding.field)
    category = category_of_rule(finding.rule)
    own = finding.field.removeprefix(_OF_SELLER)
    return {
        "customer": voice.effective.customer_name or voice.say("somebody"),
        "name": name,
        "position": position,
        "per": _per(voice, line),
        "category": category_name(voice, category) if category else "",
        "own": voice.say(f"own {own}") if knows(f"own {own}") else "",
        "tax": _tax(voice),
    }


def _tax(voice: Speaker) -> str:
    """What the seller's country calls the tax."""
    return countries.tax_name(voice.plan.state.business.country)


def _line(voice: Speaker, field: str) -> tuple[str, int, LineItem | None]:
    """The line that a finding is about: its name, its place, itself."""
    parts = field.split(".")
    if len(parts) != 3:
        return "", 1, None
    position, line = voice.places.get(parts[1], (1, None))
    name = inline(line.description or "") if line else ""
    return name or voice.say("line to be named"), position, line


def _unit(voice: Speaker, unit: str | None) -> str:
    """A unit's name in the person's language, where it is another word."""
    return voice.say(f"unit {unit}") if knows(f"unit {unit}") else str(unit)


def _per(voice: Speaker, line: LineItem | None) -> str:
    if line is None or line.unit in (None, "piece"):
        return voice.say("per or total") if line is not None and line.quantity != 1 else ""
    return voice.say("per unit", unit=_unit(voice, line.unit))


def inline(text: str) -> str:
    """A description inside a sentence: its first letter small, unless it is a name or an abbreviation."""
    first = text.split(" ", 1)[0]
    return text if len(first) < 2 or not first[1:].islower() else text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """With a capital first, as a label stands."""
    return text[:1].upper() + text[1:]
