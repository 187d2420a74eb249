"""The seller's logo on the page."""

import logging
from io import BytesIO

from PIL import Image

from invoices.documents import pdf

from .conftest import Printed, snapshot


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (120, 60), "#7b2d57").save(out, "PNG")
    return out.getvalue()


def test_the_logo_is_drawn_on_the_first_page_alone(printed):
    pages = printed(40, logo=picture()).reader.pages
    assert [len(page.images) for page in pages] == [1, 0]


def test_a_broken_logo_is_left_out_and_logged(caplog):
    with caplog.at_level(logging.WARNING, "invoices.documents.logo"):
        document = Printed(pdf.render(snapshot(), logo=b"no picture"))
    assert len(document.reader.pages[0].images) == 0
    assert "The logo is left out" in caplog.text
