"""Random lives of documents: after every single step the record is what an independent model says, to the cent."""

from collections import Counter

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.invoices.life.books import Books
from tests.unit.invoices.life.drafting import Drafting
from tests.unit.invoices.life.offering import Offering
from tests.unit.invoices.life.settling import Correcting, Paying

STEPS_EACH, LIVES, WANTED = 100, 150, 10_000
EVENTS = (
    *("issued", "payment", "payment_reversed", "refund", "credit_used", "credit_received"),
    *("credited", "cancelled", "accepted", "declined", "converted"),
)


class Life(Drafting, Paying, Correcting, Offering):
    """Everything that can happen to an account's documents."""


@pytest.mark.slow
def test_ten_thousand_steps_of_random_lives_hold_every_invariant(capsys):
    Books.steps, Books.happened = 0, Counter()
    run_state_machine_as_test(
        Life, settings=settings(settings.default, max_examples=LIVES, stateful_step_count=STEPS_EACH, deadline=None)
    )
    with capsys.disabled():
        print(f" {Books.steps:,} steps, every invariant after each; {dict(Books.happened)} ", end="")
    assert Books.steps >= WANTED
    assert min(Books.happened[type_] for type_ in EVENTS) >= 20, Books.happened
