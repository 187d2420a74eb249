"""Stage 5, talk: questions about the draft, greetings, thanks, commands to the system. None of it changes anything."""

from __future__ import annotations

from conversations.assistants.local.clauses import Clause
from conversations.assistants.local.plan import Plan
from conversations.assistants.local.reading import Reading


def answer_talk(plan: Plan, clauses: list[Clause]) -> None:
    """Answer what was asked; say why a command is not obeyed."""
    for clause in clauses:
        if clause.act == "ask":
            plan.answer(f"topic {topic_of(plan.reading, clause)}")
        elif clause.act == "injection":
            plan.answer("total is computed" if _sets_total(plan.reading, clause) else "not obeyed")
        elif clause.act == "issue":
            plan.answer("issue by button")
    if plan.answers or plan.command or plan.edits() or plan.asks:
        return
    for act, key in (("talk", "thanks"), ("yes", "fine"), ("no", "fine")):
        if any(clause.act == act for clause in clauses):
            if key == "thanks" and not _says_thanks(plan.reading):
                continue
            plan.answer(key)
            return
    if clauses and all(clause.act in ("talk", "yes", "no") for clause in clauses) and not _greets(plan):
        plan.answer("fine")
    if any(span.kind == "greeting" for span in plan.reading.spans) and plan.draft_is_empty:
        plan.answer("hello")


def _greets(plan: Plan) -> bool:
    return any(span.kind == "greeting" for span in plan.reading.spans)


def _says_thanks(reading: Reading) -> bool:
    return any(reading.length(index, "thanks") for index in range(len(reading)))


def _sets_total(reading: Reading, clause: Clause) -> bool:
    return any(reading.length(index, "total set") for index in range(clause.start, clause.end)) and not any(
        reading.length(index, "system label") for index in range(clause.start, clause.end)
    )


def topic_of(reading: Reading, clause: Clause) -> str:
    """What a question is about: the most telling phrase, and "how does this work" when there is none."""
    topic, best = "help", -1
    for index in range(clause.start, clause.end):
        hit = reading.hit(index, "topic")
        if hit is not None and _rank(hit[1]) + (hit[0] > 2) * 5 > best:
            topic, best = hit[1], _rank(hit[1]) + (hit[0] > 2) * 5
    return topic


def _rank(topic: str) -> int:
    order = (
        "help",
        "lines",
        "customer",
        "total",
        "currency",
        "tax",
        "discount",
        "subtotal",
        "hours",
        "date",
        "due",
        "number",
        "paid",
        "missing",
    )
    return order.index(topic) if topic in order else 0
