"""The frame's left side. It is read only by pages that show it, because a tag asks for it and not every request."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from conversations.sidebar import sidebar as _sidebar

register = template.Library()


@register.inclusion_tag("partials/sidebar.html", takes_context=True)
def sidebar(context: Context) -> dict[str, Any]:
    """The sidebar of the signed-in person's account."""
    desk = context.get("desk")
    return {**_sidebar(context["request"], desk.entry if desk else None), "csrf_token": context.get("csrf_token")}
