"""``make screenshots``: takes the pictures of the docs from the running product, so that they are never old."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
ROOT = Path(__file__).parent.parent
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]
SENTENCES = (
    "Bill Acme Corp for 12 hours of consulting at $150, net 30, 20% VAT",
    "add 2 train tickets at 84.50 each and take 5% off the consulting",
)


@contextmanager
def served() -> Iterator[str]:
    """The product on a free port with an empty data folder; gives its address."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "SCATTERPILOT_DATA_DIR": folder, "PORT": "0", "LOG_LEVEL": "ERROR"}
        process = subprocess.Popen(
            [sys.executable, "-m", "scatterpilot"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        )
        try:
            found = re.search(r"http://\S+?/", process.stdout.readline() if process.stdout else "")
            if found is None:
                raise RuntimeError("the server did not start")
            yield found[0]
        finally:
            process.terminate()
            process.wait(20)


def say(page: Page, text: str, turns: int) -> None:
    """Type a message and wait for its answer."""
    page.fill("#say", text)
    page.keyboard.press("Enter")
    page.wait_for_function("n => document.querySelectorAll('.msg--bot').length >= n", arg=turns)


def main() -> None:
    """Take them all."""
    IMAGES.mkdir(exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, color_scheme="light")
        page.goto(f"{address}accounts/signup/")
        page.fill("input[name=email]", "maren@odegard.example")
        page.fill("input[name=name]", "Atelier Ødegård")
        page.fill("input[name=password1]", "a long enough password")
        page.click("button[type=submit]")
        page.wait_for_selector("#say")
        for turn, sentence in enumerate(SENTENCES, start=1):
            say(page, sentence, turn)
        page.reload()
        page.screenshot(path=IMAGES / "chat.png")
        browser.close()


if __name__ == "__main__":
    main()
