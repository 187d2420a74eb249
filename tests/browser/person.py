"""What a person does at the desk, in the words of the tests."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

TALK = re.compile(r"/chat/[0-9a-z]{26}/")


class Person:
    """Somebody at a browser."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin

    def opens(self, address: str) -> None:
        self.page.goto(address)

    def begins(self, text: str) -> str:
        """Say the first words of a talk; the talk's address."""
        self.opens("/chat/")
        self.page.get_by_label("Message", exact=True).fill(text)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(TALK)
        expect(self.page.locator("#newest")).to_be_visible()
        return self.page.url

    def says(self, text: str) -> None:
        """Say something and wait for its answer."""
        before = self.page.locator(".msg--bot:not(.is-waiting)").count()
        self.page.get_by_label("Message", exact=True).fill(text)
        self.page.keyboard.press("Enter")
        expect(self.page.locator(".msg--bot:not(.is-waiting)")).to_have_count(before + 1)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    def writes(self, label: str, text: str) -> None:
        """Change a field by hand and leave it."""
        self.field(label).fill(text)
        self.page.keyboard.press("Tab")

    @property
    def due(self) -> Locator:
        return self.page.locator("#due")

    @property
    def focused(self) -> str:
        return self.page.evaluate("document.activeElement.id")
