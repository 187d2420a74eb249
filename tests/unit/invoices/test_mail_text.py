"""The words of the mail that brings a document."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoices.domain.status import Kind
from invoices.mail_text import PLACEHOLDERS, checked_template, checked_words, default_text, rendered, rendered_subject

VALUES = {name: f"<{name}>" for name in PLACEHOLDERS}


def test_placeholders_are_filled():
    assert rendered("{number} of {seller} over {total}", VALUES) == "<number> of <seller> over <total>"


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is():
    assert rendered("For {customer}: {total}", VALUES | {"customer": "{total}"}) == "For {total}: <total>"


def test_a_placeholder_without_a_value_becomes_nothing():
    assert rendered("Due {due_date}.", {}) == "Due ."


def test_an_unknown_placeholder_stays_as_it_is():
    assert rendered("{iban} {0} {number.real} {}", VALUES) == "{iban} {0} {number.real} {}"


def test_a_subject_stays_on_one_line():
    assert rendered_subject("For {customer}", {"customer": "A\r\nBcc: x@evil.example"}) == "For A Bcc: x@evil.example"


def test_known_placeholders_may_be_used():
    everything = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    assert checked_template(everything) == everything


def test_an_unknown_placeholder_is_refused_by_name():
    with pytest.raises(ValueError, match=r"There is no \{amount\} or \{nunber\}\. In braces you can use \{number\}"):
        checked_template("{nunber} over {amount}, {total}")


@pytest.mark.parametrize("text", ["{number", "number}", "{{number}}", "{num\nber}", "}{"])
def test_a_brace_that_stands_alone_is_refused(text):
    with pytest.raises(ValueError, match="brace"):
        checked_template(text)


@pytest.mark.parametrize("text", ["{number!r}", "{number.__class__}", "{number:>9}", "{ number }", "{}"])
def test_nothing_of_pythons_own_formatting_is_taken(text):
    with pytest.raises(ValueError, match="There is no"):
        checked_template(text)


# ------------------------------------------------------------------------------------------------- words for one mail
@pytest.mark.parametrize("name", ["{foo}", "{evil}", "{customer.__class__}", "{number!r}", "{ number }", "{total:>9}"])
def test_a_name_that_is_none_is_refused_in_a_mails_words(name):
    with pytest.raises(ValueError, match="There is no " + re.escape(name)):
        checked_words(f"Hello {name}, see {{link}}")


@pytest.mark.parametrize("text", ["{", "}{", "{}", "{1, 2}", '{"a": 1}', "a {b c} d", "{number} {link}", "{a: 1}"])
def test_other_braces_are_text_in_a_mails_words(text):
    assert checked_words(text) == text


def test_what_a_name_holds_may_stand_in_a_mails_words():
    assert checked_words("For {x} Ltd", ["{x} Ltd"]) == "For {x} Ltd"


@given(st.text(alphabet=string.ascii_lowercase + "{} _\n"))
def test_what_is_taken_leaves_no_brace_in_a_mail(text):
    try:
        template = checked_template(text)
    except ValueError:
        return
    assert not set("{}") & set(rendered(template, VALUES))


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
@pytest.mark.parametrize("kind", Kind)
def test_every_language_has_words_for_every_kind(language, kind):
    words = default_text(kind, language)
    assert checked_template(words.subject) == words.subject
    assert checked_template(words.text) == words.text
    assert "{number}" in words.subject
    assert "{link}" in words.text


def test_the_words_differ_by_language_and_kind():
    all_of_them = {default_text(kind, language) for kind in Kind for language in ("en", "de", "fr", "es")}
    assert len(all_of_them) == 12


def test_a_language_without_words_speaks_english():
    assert default_text(Kind.INVOICE, "fi") == default_text(Kind.INVOICE, "en")


def test_only_the_text_of_a_credit_note_names_no_day():
    assert [kind for kind in Kind if "{due_date}" not in default_text(kind, "en").text] == [Kind.CREDIT_NOTE]
