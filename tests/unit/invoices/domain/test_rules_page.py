"""The page of all rules, made from the code."""

from pathlib import Path

from invoices.domain.rules import RULES, WARNINGS
from invoices.domain.rules.table import markdown

PAGE = Path(__file__).parents[4] / "docs" / "rules.md"


def test_the_page_says_what_the_code_does():
    fresh = markdown()
    assert PAGE.read_text(encoding="utf-8") == fresh, "python -m invoices.domain.rules.table > docs/rules.md"


def test_it_names_every_rule_with_its_sentence():
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"| {rule.id} | {rule.when} | {rule.sentence} |" in page for rule in (*RULES, *WARNINGS))
