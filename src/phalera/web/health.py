"""`/livez` and `/readyz`, for supervisors and load balancers."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from phalera.jobs import clock, health


@login_not_required
@never_cache
@require_safe
def livez(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers; a supervisor restarts it when it does not."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether requests should come here, and if not, which condition fails."""
    conditions = health.readiness(clock=clock.now)
    ready = all(conditions.values())
    return JsonResponse({"ready": ready, **conditions}, status=200 if ready else 503)


urlpatterns = [path("livez", livez, name="livez"), path("readyz", readyz, name="readyz")]
