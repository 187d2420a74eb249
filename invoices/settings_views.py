"""The settings page: the sections of the business's profile, each a form of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from invoices import advice
from invoices.domain.business import Business
from invoices.domain.numbering import series_year
from invoices.domain.status import Kind
from invoices.errors import Stale
from invoices.forms import SECTIONS, Section
from invoices.repository import Profile
from invoices.services import InvoiceService
from invoices.views import opened_for
from scatterpilot.accounts.views import key_section

CHANGED_ELSEWHERE = (
    "These settings were changed in another window in the meantime. What you typed is still here and not saved: "
    "look it over and save again."
)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def settings_page(request: HttpRequest) -> HttpResponse:
    """All sections; or, posted, one section saved."""
    caller, service = opened_for(request)
    profile = service.profile()
    form = None
    if request.method == "POST":
        form = _posted(request, profile)
        if form.is_valid() and (saved := _saved(service, form)):
            _tell(request, form.key, saved)
            return redirect(f"{reverse('invoices:settings')}#{form.key}")
    forms = {section.key: section(profile.business, profile.version) for section in SECTIONS}
    if form is not None:
        forms[form.key] = form
    context = {
        "forms": forms,
        "refused": form,
        "business": profile.business,
        "swatches": _swatches(profile.business),
        "color_advice": advice.of_color(profile.business.accent_color),
        "color_reads_well": advice.reads_well(profile.business.accent_color),
        "vat_advice": advice.of_vat_id(profile.business),
        **_numbering(service, profile.business),
        **key_section(caller),
    }
    return render(request, "settings/page.html", context, status=422 if form else 200)


def _posted(request: HttpRequest, profile: Profile) -> Section:
    """The section that was sent, over the profile as it is now; the first one when none is named."""
    chosen = next((section for section in SECTIONS if section.key == request.POST.get("section")), SECTIONS[0])
    return chosen(profile.business, profile.version, request.POST)


def _saved(service: InvoiceService, form: Section) -> Business | None:
    """Save over the version that the person saw. When that is another now, say so at the form and keep its texts."""
    try:
        return service.save_business(form.changed, if_version=form.expected_version).business
    except Stale as stale:
        form.add_error(None, CHANGED_ELSEWHERE)
        form.data = {name: form.data.get(name) for name in form.data} | {"version": str(stale.current)}
        return None


def _tell(request: HttpRequest, key: str, business: Business) -> None:
    """Say that it is saved, and what may not be meant."""
    if key == "branding":
        messages.success(request, f"Saved. {advice.of_color(business.accent_color)}")
    elif key == "business" and (warning := advice.of_vat_id(business)):
        messages.warning(request, f"Saved. {warning}")
    else:
        messages.success(request, "Saved.")


def _swatches(business: Business) -> list[tuple[advice.Swatch, bool]]:
    return [(swatch, swatch.color == business.accent_color) for swatch in advice.SWATCHES]


def _numbering(service: InvoiceService, business: Business) -> dict[str, Any]:
    """The number that an invoice issued today would get, and when the count restarts (None: never)."""
    year = service.today(business).year
    return {
        "next_number": service.next_number(business, Kind.INVOICE, year),
        "restarts": year + 1 if series_year(business.number_format, year) else None,
    }
