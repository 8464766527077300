"""What learning earns, for authors: of what they made."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from phalera.learning.models import LearningObject
from phalera.web import arranging, attaching, roles

PLACE = attaching.Place(
    layout="web/author/layout.html",
    listing="author_home",
    page="author_learning_badge",
    arrange="author_learning_arrange",
)


@roles.authors_only
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List what the author made, with its badges."""
    own = LearningObject.objects.filter(author=roles.person(request), retired_at=None)
    return attaching.listing(request, own, place=PLACE)


@roles.authors_only
@require_http_methods(["GET", "HEAD", "POST"])
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose, change or take away the badge of what the author made."""
    return attaching.page(request, slug, place=PLACE)


@roles.authors_only
@require_http_methods(["GET", "HEAD", "POST"])
def arrange(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a path or certification is made of, and how long it holds."""
    return arranging.page(request, slug, place=PLACE)
