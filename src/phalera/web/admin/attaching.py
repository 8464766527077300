"""What learning earns, for administrators: of all of it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from phalera.learning.models import LearningObject
from phalera.web import arranging, attaching, roles

PLACE = attaching.Place(
    layout="web/admin/layout.html",
    listing="admin_learning",
    page="admin_learning_badge",
    arrange="admin_learning_arrange",
    add="admin_learning_new",
)


@roles.administrators_only
@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    """List all learning with its badges."""
    return attaching.listing(request, LearningObject.objects.filter(retired_at=None), place=PLACE)


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose, change or take away the badge of any learning object."""
    return attaching.page(request, slug, place=PLACE)


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a path or certification is made of, and how long it holds."""
    return arranging.page(request, slug, place=PLACE)
