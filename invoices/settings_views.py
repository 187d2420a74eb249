"""The settings page: the sections of the business's profile, each a form of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from invoices import advice, bank_details, mail_preview, mail_text
from invoices.domain.business import Business
from invoices.domain.status import Kind
from invoices.errors import SeriesStarted, Stale
from invoices.forms import SECTIONS, BankSection, Section
from invoices.numbering_form import Standing, StartForm, standings
from invoices.repository import Profile
from invoices.services import InvoiceService
from invoices.views import opened_for
from scatterpilot.accounts import passwords
from scatterpilot.accounts.caller import Caller
from scatterpilot.accounts.views import key_section
from scatterpilot.clock import utc_now

CHANGED_ELSEWHERE = (
    "These settings were changed in another window in the meantime. What you typed is still here and not saved: "
    "look it over and save again."
)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings_page(request: HttpRequest) -> HttpResponse:
    """All sections; or, posted, one section saved."""
    caller, service = opened_for(request)
    profile = service.profile()
    if request.method != "POST":
        return _page(request, caller, service, profile)
    if request.POST.get("section") == StartForm.key:
        return _start(request, caller, service, profile)
    form = _posted(request, profile)
    if "preview" in request.POST:
        form.is_valid()
        return _page(request, caller, service, profile, form)
    status = 422
    try:
        if form.is_valid() and _confirmed(request, profile, form) and (saved := _saved(service, profile, form)):
            _tell(request, caller, form.key, profile.business, saved)
            return redirect(f"{reverse('invoices:settings')}#{form.key}")
    except passwords.TooManyTries as error:
        form.add_error("password", str(error))
        status = 429
    return _page(request, caller, service, profile, form, status=status)


def _page(
    request: HttpRequest,
    caller: Caller,
    service: InvoiceService,
    profile: Profile,
    form: Section | None = None,
    *,
    start: StartForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, with the section that was posted as it was typed."""
    forms = {section.key: section(profile.business, profile.version) for section in SECTIONS}
    if form is not None:
        forms[form.key] = form
    standing = standings(service, _as_typed(form, "numbering", profile))
    context = {
        "forms": forms,
        "business": profile.business,
        "swatches": [(swatch, swatch.color == profile.business.accent_color) for swatch in advice.SWATCHES],
        "color_advice": advice.of_color(profile.business.accent_color),
        "color_reads_well": advice.reads_well(profile.business.accent_color),
        "vat_advice": advice.of_vat_id(profile.business),
        "start": start or StartForm(standing),
        "placeholders": [(f"{{{name}}}", meaning) for name, meaning in mail_text.PLACEHOLDERS.items()],
        "mail": mail_preview.preview(_as_typed(form, "email", profile), standing[0].next_number, service),
        **_numbering(service, _as_typed(form, "numbering", profile), standing),
        **key_section(caller),
    }
    return render(request, "settings/page.html", context, status=status)


def _as_typed(form: Section | None, key: str, profile: Profile) -> Business:
    """The profile as it would be with what was typed in that section, when that can be."""
    typed = form is not None and form.key == key and form.is_valid()
    return form.changed if form is not None and typed else profile.business


def _posted(request: HttpRequest, profile: Profile) -> Section:
    """The section that was sent, over the profile as it is now; the first one when none is named."""
    chosen = next((section for section in SECTIONS if section.key == request.POST.get("section")), SECTIONS[0])
    return chosen(profile.business, profile.version, request.POST)


def _confirmed(request: HttpRequest, profile: Profile, form: Section) -> bool:
    """Whether this may be saved: other bank details want the password. Raises ``TooManyTries``."""
    if not isinstance(form, BankSection) or not bank_details.differences(profile.business, form.changed):
        return True
    typed = str(form.cleaned_data["password"])
    if not typed:
        form.add_error("password", "Type your password to change the bank details.")
        return False
    if not passwords.is_password(request, typed):
        form.add_error("password", passwords.WRONG_PASSWORD)
        return False
    return True


def _saved(service: InvoiceService, profile: Profile, form: Section) -> Business | None:
    """Save over the version that the person saw. When that is another now, say so at the form and keep its texts."""
    seen = profile.version if form.expected_version is None else form.expected_version
    try:
        return service.save_business(form.changed, if_version=seen).business
    except Stale as stale:
        form.add_error(None, CHANGED_ELSEWHERE)
        form.data = {name: form.data.get(name) for name in form.data} | {"version": str(stale.current)}
        return None


def _tell(request: HttpRequest, caller: Caller, key: str, before: Business, business: Business) -> None:
    """Say that it is saved, and what may not be meant; other bank details are told by mail too."""
    if changed := bank_details.differences(before, business):
        bank_details.tell_owner(caller.account_id, changed, by=caller.actor, at=utc_now())
    if key == "branding":
        messages.success(request, f"Saved. {advice.of_color(business.accent_color)}")
    elif key == "business" and (warning := advice.of_vat_id(business)):
        messages.warning(request, f"Saved. {warning}")
    else:
        messages.success(request, "Saved.")


def _start(request: HttpRequest, caller: Caller, service: InvoiceService, profile: Profile) -> HttpResponse:
    """Let number series begin elsewhere; one that began meanwhile says so."""
    form = StartForm(standings(service, profile.business), request.POST)
    if form.is_valid():
        try:
            for kind, first in form.firsts():
                service.numbers.start(kind, first=first)
        except SeriesStarted as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "Saved.")
        return redirect(f"{reverse('invoices:settings')}#numbering")
    return _page(request, caller, service, profile, start=form, status=422)


def _numbering(service: InvoiceService, business: Business, standing: list[Standing]) -> dict[str, Any]:
    """The numbers that come next, and when the invoices' count begins again (None: never)."""
    year = service.today(business).year
    restarts = year + 1 if business.series_year(Kind.INVOICE, year) else None
    return {"standing": standing, "started": [each for each in standing if each.started], "restarts": restarts}
