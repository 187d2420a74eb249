"""How documents are made beside each other, and when one fails."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from reportlab import rl_config

from invoices.documents import engine, pdf
from invoices.documents.pdf import RenderFailed

from .conftest import snapshot


def test_documents_made_by_many_threads_are_those_made_one_by_one():
    snapshots = [snapshot(3, number=f"INV-{number}", currency=("EUR", "JPY")[number % 2]) for number in range(8)]
    alone = [pdf.render(one) for one in snapshots]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(pdf.render, snapshots)) == alone


def test_a_document_that_takes_too_long_fails_and_the_next_one_is_made():
    with pytest.raises(RenderFailed, match="could not be made"):
        engine.render(snapshot(), policy=replace(engine.POLICY, max_render_seconds=1e-9))
    assert pdf.render(snapshot()).startswith(b"%PDF")


def test_settings_of_the_library_are_put_back():
    before = rl_config.invariant, rl_config.canvas_basefontname
    pdf.render(snapshot())
    assert (rl_config.invariant, rl_config.canvas_basefontname) == before


def test_warming_up_twice_does_no_harm():
    pdf.warm_up()
    pdf.warm_up()
    assert pdf.render(snapshot()).startswith(b"%PDF")


def test_a_document_is_small(printed):
    assert len(printed(12).data) < 60_000


def test_a_document_with_a_fallback_font_embeds_only_its_glyphs(printed):
    assert len(printed([{"description": "网站设计"}]).data) < 80_000
