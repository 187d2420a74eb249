"""What counts as a change of bank details, who may make it, and what is told of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoices.bank_details import FIELDS, BankDetailsRefused, by_program, differences
from invoices.domain.business import Business

MINE = Business(name="Atelier", iban="FR76 3000 6000 0112 3456 7890 189", bic="AGRIFRPP878", bank_name="Agricole")
THEIRS = "DE89 3704 0044 0532 0130 00"
ALL = frozenset(Business.model_fields)


def with_(**values):
    return MINE.model_copy(update=values)


def told(old, new):
    return [each.told() for each in differences(old, new)]


def test_another_iban_is_a_difference():
    assert [each.field for each in differences(MINE, with_(iban=THEIRS))] == ["iban"]


def test_spaces_and_small_letters_are_none():
    assert differences(MINE, with_(iban="fr7630006000011234567890189", bic="agri frpp 878")) == ()


def test_other_fields_are_none():
    assert differences(MINE, with_(name="Other", currency="EUR")) == ()


def test_a_mail_shows_no_more_than_the_last_four_of_a_number():
    assert told(MINE, with_(iban=THEIRS)) == ["IBAN: now ends in 3000, ended in 0189 before"]
    assert told(Business(), with_(bank_name=None)) == ["IBAN: added, ends in 0189", "BIC: added, ends in P878"]
    assert told(MINE, Business()) == ["IBAN: removed, ended in 0189", "BIC: removed, ended in P878", "Bank: removed"]


def test_a_mail_does_not_repeat_the_banks_name():
    assert told(MINE, with_(bank_name="Click https://evil.example")) == ["Bank: changed"]


def test_a_program_may_write_bank_details_down_while_there_are_none():
    assert by_program(Business(name="Old"), MINE, ALL) == MINE


@pytest.mark.parametrize("values", [{"iban": THEIRS}, {"bic": "NDEADKKK"}, {"bank_name": "Other"}, {"iban": None}])
def test_a_program_may_not_change_or_remove_what_is_there(values):
    with pytest.raises(BankDetailsRefused) as refused:
        by_program(MINE, with_(**values), ALL)
    assert refused.value.field == next(iter(values))


def test_a_program_may_not_add_an_account_to_a_bank_that_is_named():
    with pytest.raises(BankDetailsRefused):
        by_program(Business(bank_name="Agricole"), MINE, ALL)


def test_what_a_program_leaves_out_stays():
    after = by_program(MINE, Business(name="New"), frozenset({"name"}))
    assert after == Business(name="New", iban=MINE.iban, bic=MINE.bic, bank_name=MINE.bank_name)


def test_the_same_number_written_otherwise_is_saved_as_it_was():
    after = by_program(MINE, with_(iban="FR7630006000011234567890189", name="New"), ALL)
    assert (after.iban, after.name) == (MINE.iban, "New")


@given(st.sets(st.sampled_from(FIELDS)), st.dictionaries(st.sampled_from(FIELDS), st.sampled_from([None, THEIRS])))
def test_no_program_ever_moves_an_account_that_is_there(said, values):
    try:
        after = by_program(MINE, with_(**values), frozenset(said))
    except BankDetailsRefused:
        return
    assert differences(MINE, after) == ()
