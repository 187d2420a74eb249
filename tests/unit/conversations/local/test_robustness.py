"""Whatever is typed: no exception, no number from nowhere, work that grows with the length alone."""

import re
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.assistants.local import LocalAssistant, explain
from conversations.assistants.local.text import CAP
from invoices.domain.edits import apply
from tests.unit.conversations.local.helpers import Talk, said

WORDS = st.sampled_from(
    [
        "invoice",
        "bill",
        "add",
        "remove",
        "change",
        "the",
        "a",
        "rate",
        "to",
        "$",
        "€",
        "95",
        "12",
        "hours",
        "at",
        "per",
        "hour",
        "each",
        "10%",
        "off",
        "tax",
        "VAT",
        "Acme",
        "logo",
        ",",
        ".",
        "-",
        ":",
        "\n",
        "and",
        "not",
        "undo",
        "second",
        "item",
        "last",
        "one",
        "total",
        "net",
        "15",
        "due",
        "03/04/2027",
        "PO",
        "12",
        "rename",
        "it",
        "1.234",
        "31",
        "February",
        "für",
        "Stunden",
        "heures",
        "añade",
        "k",
        "x",
        "/",
        "@",
        "(",
        ")",
        "\t",
        "|",
        "reverse charge",
        "VAT exempt",
        "under",
        "§ 19",
        "quote",
        "valid until",
        "paid",
        "cancel it",
        "the same for",
        "Germany",
        "DE123456789",
        "1e400",
        "99999999999999999999",
        "Ω",
        "\u202e",
    ]
)
SENTENCES = st.lists(WORDS, max_size=25).map(" ".join)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(SENTENCES, st.text(max_size=80)), min_size=1, max_size=4))
def test_nothing_that_is_typed_raises_and_edits_always_apply(turns):
    talk = Talk()
    for turn in turns:
        before = talk.draft
        talk.say(turn)
        if talk.reply.command is None:
            apply(before, talk.reply.edits)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(SENTENCES, min_size=1, max_size=3))
def test_spans_of_sources_and_unread_words_lie_in_the_message(turns):
    talk = Talk()
    for turn in turns:
        talk.say(turn)
        for one in talk.reply.unread:
            assert turn[one.start : one.end].startswith(one.text[:80].strip())
        for edit in talk.reply.edits:
            source = edit.source
            if source is not None and source.start is not None:
                assert 0 <= source.start < source.end <= len(turn)


MUTATIONS = [
    lambda text: text.upper(),
    lambda text: text.lower(),
    lambda text: text.replace(" ", "  "),
    lambda text: text.replace(",", " ,"),
    lambda text: text + " thanks!!!",
    lambda text: "hi, " + text,
    lambda text: text.replace("$", "USD "),
    lambda text: text.replace("e", "é"),
    lambda text: text[: len(text) // 2],
    lambda text: text.replace("a", ""),
    lambda text: " ".join(reversed(text.split())),
]
SEEDS = [
    "Invoice Summit Outdoor Co, PO 88213: 24 hours of UX design at $110/hr, 3 tests at $350 each. 8.25% tax, net 45.",
    "bill Riverbend for 500 prints at $0.38 each, 2 logos at $275 each with 10% off the logos, and delivery $35",
    "Rechnung an Müller Bau GmbH: 16 Stunden Beratung à 95 €/Std., zzgl. 19 % MwSt., zahlbar innerhalb von 14 Tagen",
]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_number_of_the_draft_stands_in_the_message_or_follows_from_it(seed, mutation):
    text = mutation(seed)
    talk = said(text)
    stated = {Decimal(number.replace(",", ".")) for number in re.findall(r"\d+(?:[.,]\d+)?", text)} | {Decimal(1)}
    for line in talk.lines:
        for value in (line.quantity, line.unit_price):
            assert value is None or value in stated or any(value * other in stated for other in stated)


@pytest.mark.parametrize(
    "huge", ["1e400", "9" * 40, "9" * 5000, "$" + "1,000" * 30, "-" * 3000, "a-" * 3000, "(" * 3000]
)
def test_huge_and_odd_figures_are_survived(huge):
    talk = said(f"Invoice Al for 3 hours of work at {huge}", huge)
    assert isinstance(talk.reply.text, str)


def test_a_message_past_the_cap_is_cut_and_says_so():
    reply = said("Invoice Al for 3 hours of work at $50. " + "word " * 6000).reply
    assert reply.unread[-1].start == CAP


def calls_to_read(text: str) -> int:
    """How many Python functions are called for one reply: work counted, not time."""
    count = 0

    def counting(_frame, event, _argument):
        nonlocal count
        count += event == "call"

    state = Talk().state
    assistant = LocalAssistant()
    assistant.reply(state, text, message_id="warm")
    old = sys.getprofile()
    sys.setprofile(counting)
    try:
        assistant.reply(state, text, message_id="m1")
    finally:
        sys.setprofile(old)
    return count


@pytest.mark.parametrize(
    "unit",
    [
        "lorem ipsum dolor sit amet ",
        "3 hours of work at $50, ",
        "and then the and a ",
        "12 x 3 - 4 / ",
        "change the rate to 95. ",
        "and ",
        "und ",
        "VAT 20% ",
        "10% off ",
        "and ok ",
        "quote ",
        "per Client ",
        "10 hours ",
        "net 30 ",
        "Acme Corp ",
        "- ",
        "(",
    ],
)
def test_twice_the_text_is_about_twice_the_work(unit):
    once, twice = calls_to_read(unit * 300), calls_to_read(unit * 600)
    assert twice < 2.6 * once


def test_the_same_message_gives_the_same_reply():
    assert said("Bill Al for 3 hours at $50").reply == said("Bill Al for 3 hours at $50").reply


def test_an_assistant_that_is_built_has_loaded_what_an_english_turn_needs():
    script = (
        "import sys\n"
        "from datetime import date\n"
        "from conversations.assistants.local import LocalAssistant\n"
        "from conversations.assistants.local.lexicon import phrases\n"
        "from conversations.assistants.port import State\n"
        "from invoices.domain.business import Business\n"
        "from invoices.domain.invoice import Draft\n"
        "assistant = LocalAssistant()\n"
        "before = set(sys.modules), phrases.cache_info().misses\n"
        "state = State(draft=Draft(), business=Business(), today=date(2027, 1, 1), locale='en-US')\n"
        "assistant.reply(state, 'Invoice Roy for 3 hours of advice at $50, due in 14 days', message_id='m1')\n"
        "assert before == (set(sys.modules), phrases.cache_info().misses), set(sys.modules) - before[0]\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_explain_shows_every_stage():
    shown = explain(Talk().state, "Bill Al for 3 hours of coding at $50/hr")
    for stage in ("language en", "span ", "clause say", "edit ", "reply "):
        assert stage in shown
