"""A seller's logo, made safe."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from invoices.documents.logo import clean_logo, fitted


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **save: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 0).save(out, kind, **save)
    return out.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is as large as that."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_a_picture_becomes_a_png(kind):
    made = clean_logo(picture(kind))
    assert Image.open(BytesIO(made.png)).format == "PNG"
    assert (made.width, made.height) == (60, 40)


def test_transparency_is_kept():
    assert Image.open(BytesIO(clean_logo(picture(mode="RGBA")).png)).mode == "RGBA"


def test_a_large_picture_is_made_small():
    made = clean_logo(picture(size=(3000, 1500)))
    assert (made.width, made.height) == (800, 400)


def test_metadata_does_not_travel():
    assert b"where it was taken" not in clean_logo(picture("JPEG", comment=b"where it was taken")).png


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.4",
        picture()[:60],
        picture("TIFF"),
        picture("BMP"),
        claiming(50_000, 50_000),
        claiming(9_000, 9_000),
        b"x" * (5 * 1024 * 1024 + 1),
    ],
    ids=["empty", "svg", "pdf", "cut off", "tiff", "bmp", "bomb", "small bomb", "large"],
)
def test_what_is_no_picture_to_draw_is_left_out(data):
    assert clean_logo(data) is None


def test_a_picture_fills_its_box_without_being_stretched():
    made = clean_logo(picture(size=(60, 40)))
    assert fitted(made, 30, 30) == (30, 20)
