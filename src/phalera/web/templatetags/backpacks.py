"""What every page may say of a learner's backpack."""

from typing import Any

from django import template
from django.http import HttpRequest

from phalera.backpacks import queries
from phalera.web import roles

register = template.Library()


@register.inclusion_tag("web/learner/backpack_links.html", takes_context=True)
def backpack_links(context: dict[str, Any]) -> dict[str, object]:
    """Show the ways to a learner's backpack: to set it up, and to open it where there is one."""
    request: HttpRequest = context["request"]
    connection = queries.live_connection(roles.person(request))
    return {"is_on": connection is not None or queries.is_on(), "connection": connection}
