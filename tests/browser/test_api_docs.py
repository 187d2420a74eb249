"""The page about the API, under the site's own Content-Security-Policy (a breach is a complaint and fails the test)."""

from playwright.sync_api import expect

from scatterpilot import backends

METHODS = {"get", "post", "put", "patch", "delete"}


def opened(person, operation):
    """The panel of one call."""
    person.opens("/api/docs")
    panel = person.page.locator(f"[id$='-{operation}']")
    panel.locator(".opblock-summary-control").click()
    return panel


def test_everybody_can_read_about_every_call(visitor, world):
    reader = visitor()
    panel = opened(reader, "issueInvoice")
    expect(panel).to_contain_text("Give a draft its number and freeze it")
    expect(panel).to_contain_text("Idempotency-Key")
    described = reader.page.request.get(reader.page.url.replace("/docs", "/openapi.json")).json()["paths"]
    calls = [method for path in described.values() for method in path if method in METHODS]
    expect(reader.page.locator(".opblock")).to_have_count(len(calls))


def test_a_signed_in_person_tries_a_change_out_with_the_session(person, maren):
    panel = opened(person(), "saveBusiness")
    panel.get_by_role("button", name="Try it out").click()
    panel.locator("textarea.body-param__text").fill('{"name": "Atelier Tried"}')
    panel.get_by_role("button", name="Execute").click()
    expect(panel.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    assert backends.invoices(maren.account_id).profile().business.name == "Atelier Tried"
