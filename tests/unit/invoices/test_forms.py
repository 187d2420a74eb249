"""The settings' forms."""

import pytest

from invoices import advice, choices
from invoices.domain.business import Business
from invoices.domain.countries import COUNTRIES
from invoices.forms import (
    BIC_SHAPE,
    IBAN_CHECKSUM,
    IBAN_SHAPE,
    SECTIONS,
    BankSection,
    BrandingSection,
    BusinessSection,
    DefaultsSection,
    NumberingSection,
    TaxSection,
)

STUDIO = Business(name="Atelier", address="1 Main St", country="FR", iban="FR76 3000 6000 0112 3456 7890 189")


def filled(section, business=STUDIO, **typed):
    """A section as it was shown, with some fields typed anew."""
    form = section(business, 7)
    shown = {name: "" if (value := form[name].value()) is None else str(value) for name in form.fields}
    return section(business, 7, {**shown, **typed})


def changed(section, business=STUDIO, **typed):
    form = filled(section, business, **typed)
    assert form.is_valid(), form.errors
    return form.changed


def errors(section, **typed):
    return {name: list(found) for name, found in filled(section, **typed).errors.items()}


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_saved_as_it_was_shown_changes_nothing(section):
    assert changed(section) == STUDIO


@pytest.mark.parametrize("section", SECTIONS)
def test_a_section_of_an_empty_profile_saved_as_it_was_shown_changes_nothing(section):
    assert changed(section, Business()) == Business()


def test_every_field_of_the_profile_can_be_set_in_one_section():
    shown = [name for section in SECTIONS for name in section.base_fields if name in Business.model_fields]
    assert sorted(shown) == sorted(Business.model_fields)


def test_a_section_changes_its_own_fields_alone():
    after = changed(BusinessSection, name="Atelier Ødegård", legal_name="Maren Ødegård EI")
    assert after == STUDIO.model_copy(update={"name": "Atelier Ødegård", "legal_name": "Maren Ødegård EI"})


def test_an_emptied_field_is_cleared():
    assert changed(BusinessSection, address="  ").address is None


def test_what_the_profile_refuses_stands_at_its_field():
    assert errors(BusinessSection, email="not an address") == {
        "email": ["This is not an e-mail address, such as name@example.com."]
    }


def test_all_that_is_wrong_is_said_at_once():
    assert set(errors(BusinessSection, email="x", name="n" * 201, phone="\x07")) == {"email", "name", "phone"}


def test_what_was_typed_stays_in_its_field():
    form = filled(BusinessSection, email="not an address", name="New name")
    assert (form["email"].value(), form["name"].value()) == ("not an address", "New name")


def test_the_page_opens_at_the_first_field_that_is_wrong():
    form = filled(BusinessSection, email="x", phone="\x07")
    assert not form.is_valid()
    assert [name for name, field in form.fields.items() if "autofocus" in field.widget.attrs] == ["email"]


def test_typed_text_is_escaped():
    assert "<script>" not in str(filled(BusinessSection, name="<script>alert(1)</script>")["name"])


# ----------------------------------------------------------------------------------------------------- values
def test_an_iban_is_kept_in_groups_of_four():
    assert changed(BankSection, iban="de89370400440532013000").iban == "DE89 3704 0044 0532 0130 00"


def test_an_iban_whose_check_digits_fail_is_refused_in_words():
    assert errors(BankSection, iban="FR76 3000 6000 0112 3456 7890 188") == {"iban": [IBAN_CHECKSUM]}


@pytest.mark.parametrize("typed", ["12345", "FR76 3000", "my bank", "XX00 0000"])
def test_what_is_no_iban_is_refused(typed):
    assert errors(BankSection, iban=typed)["iban"][0] in {IBAN_SHAPE, IBAN_CHECKSUM}


def test_a_bic_is_kept_in_capitals():
    assert changed(BankSection, bic="agrifrpp878").bic == "AGRIFRPP878"


def test_what_is_no_bic_is_refused():
    assert errors(BankSection, bic="AGRI") == {"bic": [BIC_SHAPE]}


@pytest.mark.parametrize(("typed", "rate"), [("20", "20"), ("5,5", "5.5"), ("5.5 %", "5.5"), ("", None)])
def test_a_rate_is_read_as_people_write_it(typed, rate):
    kept = changed(TaxSection, default_tax_rate=typed).default_tax_rate
    assert (None if kept is None else str(kept)) == rate


def test_a_rate_that_is_no_number_is_refused():
    assert errors(TaxSection, default_tax_rate="some") == {
        "default_tax_rate": ["Write the rate as a number, such as 20 or 5.5."]
    }


def test_every_tax_status_says_what_it_means():
    explained = TaxSection(STUDIO, 1).explained()
    assert len(explained) == 3
    assert len({meaning for _, meaning in explained}) == 3


def test_a_number_must_count():
    assert "{seq}" in errors(NumberingSection, number_format="INV-{year}")["number_format"][0]


def test_invoices_and_credit_notes_must_not_share_their_numbers():
    assert "credit_number_format" in errors(NumberingSection, credit_number_format="INV-{year}-{seq:04}")


def test_terms_that_are_no_number_are_refused():
    assert errors(DefaultsSection, payment_terms_days="soon") == {
        "payment_terms_days": ["Write the days as a whole number, such as 30."]
    }


def test_a_colour_may_be_typed_without_its_hash():
    assert changed(BrandingSection, accent_color="7B2D57").accent_color == "#7b2d57"


def test_a_chosen_swatch_is_taken():
    assert changed(BrandingSection, swatch="#22604a").accent_color == "#22604a"


def test_a_typed_colour_goes_before_the_swatch():
    assert changed(BrandingSection, swatch="#22604a", accent_color="#123456").accent_color == "#123456"


@pytest.mark.parametrize("typed", ["red", "#12345", "#12345g", "url(x)"])
def test_what_is_no_colour_is_refused(typed):
    assert set(errors(BrandingSection, accent_color=typed)) == {"accent_color"}


def test_a_choice_that_is_not_offered_is_refused():
    assert set(errors(DefaultsSection, currency="EURO")) == {"currency"}


def test_what_is_set_now_can_be_kept_even_when_it_is_not_among_the_choices():
    business = STUDIO.model_copy(update={"locale": "sw-KE", "time_zone": "Etc/GMT+3"})
    assert changed(DefaultsSection, business) == business


def test_the_way_of_writing_is_shown_by_a_sample():
    german = STUDIO.model_copy(update={"locale": "de-DE"})
    assert DefaultsSection(german, 1).fields["locale"].help_text == "Now 1.234,56 and 20. Nov. 2026."


# ---------------------------------------------------------------------------------------------------- choices
def test_countries_are_offered_by_name():
    names = dict(choices.countries())
    assert (names["FR"], names["DE"]) == ("France", "Germany")
    assert not {"EU", "UN", "ZZ", "QO"} & set(names)
    assert len(names) > 245


def test_every_currency_is_offered():
    assert ("EUR", "EUR – Euro") in choices.currencies()


def test_every_choice_is_one_that_the_profile_takes():
    offered = {
        "country": choices.countries(),
        "currency": choices.currencies(),
        "time_zone": choices.time_zones(),
        "locale": choices.locales(),
        "language": choices.languages(),
    }
    for field, pairs in offered.items():
        for value, _ in pairs:
            assert getattr(Business.model_validate({field: value}), field) == value


# ----------------------------------------------------------------------------------------------------- advice
def test_a_colour_is_told_with_its_contrast():
    assert advice.of_color("#7b2d57") == "Reads well on paper, contrast 8.9 to 1"


def test_a_pale_colour_is_told_to_be_hard_to_read():
    assert advice.of_color("#ffd54f").startswith("Hard to read on paper, contrast 1.4 to 1.")


@pytest.mark.parametrize(("color", "ratio"), [("#000000", 21.0), ("#ffffff", 1.0), ("#767676", 4.54)])
def test_contrast_is_that_of_wcag(color, ratio):
    assert advice.contrast(color) == pytest.approx(ratio, abs=0.01)


def test_every_swatch_reads_well():
    assert all(advice.reads_well(swatch.color) for swatch in advice.SWATCHES)


@pytest.mark.parametrize(
    ("country", "vat_id", "warned"),
    [
        ("FR", "FR 83 404 833 048", False),
        ("FR", "FR 83 404 833 049", True),
        ("GR", "EL094259216", False),
        ("US", "anything", False),
        (None, "FR83404833049", False),
        ("FR", None, False),
    ],
)
def test_a_vat_number_that_does_not_check_is_warned_about_and_kept(country, vat_id, warned):
    assert bool(advice.of_vat_id(Business(country=country, vat_id=vat_id))) is warned


def test_the_countries_of_the_rules_are_those_that_one_can_choose():
    assert {code for code, _ in choices.countries()} == COUNTRIES
