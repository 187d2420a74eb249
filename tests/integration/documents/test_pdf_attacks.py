"""Nothing that a person types can make the renderer fetch or read anything.

Three layers, each by itself: user text is text; the policy refuses what slipped into the HTML; and a permissive policy
on the same payloads shows that the watchers below see a fetch and a read when there is one.
"""

import base64
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from PIL import Image
from xhtml2pdf.config.resources import PERMISSIVE_POLICY

from invoices.documents import engine
from invoices.documents.pdf import RenderFailed

from .conftest import Printed, snapshot

_watched: set[str] = set()
_opened: list[str] = []


def _listen(event: str, arguments: tuple) -> None:
    if event == "open" and isinstance(arguments[0], str | bytes) and _watched:
        path = arguments[0].decode(errors="replace") if isinstance(arguments[0], bytes) else arguments[0]
        if any(name in path for name in _watched):
            _opened.append(path)


sys.addaudithook(_listen)


def picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (4, 4), "red").save(out, "PNG")
    return out.getvalue()


class _Handler(BaseHTTPRequestHandler):
    hits: list[str]

    def do_GET(self) -> None:
        self.hits.append(self.path)
        body = b"p { color: red }" if self.path.endswith(".css") else picture()
        self.send_response(200)
        self.send_header("Content-Type", "text/css" if self.path.endswith(".css") else "image/png")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


class Trap:
    """A web server and a secret file that no document may touch."""

    def __init__(self, url: str, secret: str, hits: list[str]) -> None:
        self.url, self.secret, self.hits = url, secret, hits

    @property
    def touched(self) -> list[str]:
        return [*self.hits, *_opened]


@pytest.fixture
def trap(tmp_path) -> Iterator[Trap]:
    secret = tmp_path / "secret-of-the-machine.png"
    secret.write_bytes(picture())
    hits: list[str] = []
    handler = type("Handler", (_Handler,), {"hits": hits})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    _watched.add(secret.name)
    _opened.clear()
    yield Trap(f"http://127.0.0.1:{server.server_port}", str(secret), hits)
    _watched.clear()
    server.shutdown()
    thread.join()
    server.server_close()


def _inline_svg(text: str) -> str:
    return f'<img src="data:image/svg+xml;base64,{base64.b64encode(text.encode()).decode()}">'


def _svg_link(trap: Trap) -> str:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    image = (
        f'<image width="9" height="9" xlink:href="{trap.secret}"/><image width="9" height="9" href="{trap.url}/s.png"/>'
    )
    return _inline_svg(f'<svg {space} width="9" height="9">{image}</svg>')


def _entity(trap: Trap) -> str:
    kind = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{trap.secret}">]>'
    return _inline_svg(f'{kind}<svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>')


PAYLOADS = {
    "image over http": lambda trap: f'<img src="{trap.url}/a.png">',
    "image by path": lambda trap: f'<img src="{trap.secret}">',
    "image by file url": lambda trap: f'<img src="file://{trap.secret}">',
    "image up the tree": lambda trap: f'<img src="{"../" * 12}{trap.secret.lstrip("/")}">',
    "imported style": lambda trap: f'<style>@import url("{trap.url}/i.css");</style>',
    "linked style": lambda trap: f'<link rel="stylesheet" href="{trap.url}/l.css" type="text/css">',
    "linked style file": lambda trap: f'<link rel="stylesheet" href="{trap.secret}" type="text/css">',
    "font": lambda trap: f"<style>@font-face {{ font-family: x; src: url({trap.url}/f.ttf); }}</style><p>x</p>",
    "font file": lambda trap: f"<style>@font-face {{ font-family: x; src: url({trap.secret}); }}</style><p>x</p>",
    "background": lambda trap: f'<div style="background-image: url({trap.url}/b.png)">x</div>',
    "page background": lambda trap: f"<style>@page {{ background-image: url({trap.url}/p.png); }}</style>x",
    "inserted pdf": lambda trap: f'<pdf:insertpdf src="{trap.secret}"></pdf:insertpdf>',
    "svg reference": _svg_link,
    "xml entity": _entity,
    "frame and object": lambda trap: f'<iframe src="{trap.url}/f"></iframe><object data="{trap.secret}"></object>',
    "out of the cell": lambda trap: f'</p></td></tr></table><img src="{trap.url}/o.png"><table><tr><td><p>',
    "out of the attribute": lambda trap: f'"><img src="{trap.url}/q.png">',
    "template": lambda trap: f'{{% include "{trap.secret}" %}}{{{{ style }}}}',
    "escaped already": lambda trap: f'&lt;img src="{trap.url}/e.png"&gt;',
}
# What the library fetches or reads when nothing forbids it; the others show no reaction in any case.
REACHES = (
    "image over http",
    "image by path",
    "image by file url",
    "imported style",
    "linked style",
    "linked style file",
    "font",
    "font file",
    "background",
    "out of the cell",
    "out of the attribute",
)


def everywhere(text: str) -> dict:
    """The text in every field of a person's that can be printed."""
    short = text[:100]
    return {
        "lines": [{"description": f"{text}\n{text}"[:1000]}],
        "number": short,
        "customer_name": text[:200],
        "customer_address": text[:1000],
        "customer_tax_id": short,
        "purchase_order": short,
        "notes": text,
        "exemption_reason": short,
        "discounts": ({"amount": "1", "tax_rate": "0", "reason": short},),
        "seller": {
            "name": text[:200],
            "legal_name": text[:200],
            "address": text[:1000],
            "vat_id": short,
            "tax_number": short,
            "phone": short,
            "iban": short,
            "bic": short,
            "bank_name": short,
            "footer_note": text,
        },
    }


@pytest.mark.parametrize("name", PAYLOADS)
def test_what_a_person_types_stays_text(trap, printed, name):
    payload = PAYLOADS[name](trap)
    document = printed(**everywhere(payload))
    assert trap.touched == []
    start = "".join(payload[:30].split())
    assert start in "".join(document.text.split())


@pytest.mark.parametrize("name", PAYLOADS)
def test_the_policy_refuses_it_even_as_html(trap, name):
    raw(PAYLOADS[name](trap), engine.POLICY)
    assert trap.touched == []


@pytest.mark.parametrize("name", REACHES)
def test_without_the_policy_the_same_html_gets_through(trap, name):
    raw(PAYLOADS[name](trap), PERMISSIVE_POLICY)
    assert trap.touched


def raw(payload: str, policy: object) -> Printed | None:
    """The payload as HTML, straight into the engine; None when it gives up."""
    engine.prepare()
    try:
        html = f"<html><body><table><tr><td><p>{payload}</p></td></tr></table></body></html>"
        return Printed(engine.convert(html, meta={}, policy=policy))
    except RenderFailed:
        return None


def test_deep_nesting_in_a_text_is_only_text(printed):
    assert "<div><div>" in printed(notes="<div>" * 900).text


def test_a_cell_that_spans_a_million_columns_is_only_text(printed):
    assert "colspan" in printed(customer_address='<td colspan="1000000">').text


@pytest.mark.parametrize("color", ["red", "#FFF", "#7b2d57;}", "url(x)", "#7b2d5", "#7B2D57"])
def test_a_colour_is_six_hexadecimal_digits_or_refused(color):
    with pytest.raises(ValueError, match="accent_color"):
        snapshot(seller={"accent_color": color})
