"""What the tests of the settings page do with its forms."""


def text(answer):
    return " ".join(answer.content.decode().split())


def shown(browser, section):
    """A section's form as the page gives it to a browser: every field and its value."""
    form = browser.get("/settings/").context["forms"][section]
    return {
        "section": section,
        **{name: "" if form[name].value() is None else str(form[name].value()) for name in form.fields},
    }


def saved(browser, section, **typed):
    return browser.post("/settings/", {**shown(browser, section), **typed})
