"""A seller's logo, made safe to put into a document."""

from __future__ import annotations

import logging
import warnings
from functools import lru_cache
from io import BytesIO
from typing import Final, NamedTuple

log = logging.getLogger(__name__)

_FORMATS: Final = ("PNG", "JPEG", "WEBP", "GIF")
_MOST_BYTES: Final = 5 * 1024 * 1024
_MOST_PIXELS: Final = 25_000_000
_BOX: Final = (800, 400)
"""Pixels: enough for 34 mm at 600 dpi."""


class Picture(NamedTuple):
    """A PNG and its size in pixels."""

    png: bytes
    width: int
    height: int


@lru_cache(maxsize=2)  # the keys are whole uploads, of up to 5 MB
def clean_logo(data: bytes) -> Picture | None:
    """The picture as a small PNG without its metadata, or None when it is none that can be drawn.

    An invoice without its logo is still an invoice, so a broken logo is logged and left out. The size is read before
    any pixel is decoded: a few bytes can declare gigabytes.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        if len(data) > _MOST_BYTES:
            raise ValueError("more than 5 MB")
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=_FORMATS) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise ValueError("more than 25 million pixels")
                image.load()
                picture = image.convert("RGBA")
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError, Warning) as error:
        log.warning("The logo is left out: %s", error)
        return None
    picture.thumbnail(_BOX)
    if picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    out = BytesIO()
    picture.save(out, "PNG")
    return Picture(out.getvalue(), picture.width, picture.height)


def fitted(picture: Picture, width: float, height: float) -> tuple[float, float]:
    """The size at which a picture fills a box without being stretched."""
    scale = min(width / picture.width, height / picture.height)
    return picture.width * scale, picture.height * scale
