"""Which function answers which call, and what every door says of a token that does not open it."""

import re
from collections.abc import Callable

from phalera.backpacks.hosts.badgr.fake import (
    backpack,
    badge_connect,
    control,
    earner,
    granting,
    judging,
    oauth,
    reading,
    site,
    taking,
    tokens,
    values,
)
from phalera.backpacks.hosts.badgr.fake import store as stores

_ROUTES: tuple[tuple[str, str, Callable[..., values.Reply]], ...] = (
    ("GET", r"/", site.home),
    ("GET POST", r"/auth/oauth2/authorize", site.authorize),
    ("POST", r"/auth/login", site.sign_in),
    ("POST", r"/auth/logout", site.sign_out),
    ("GET", r"/recipient/badges", site.backpack),
    ("GET", r"/media/uploads/badges/(\w+)", site.picture),
    ("GET POST", r"/o/authorize", oauth.authorize),
    ("POST", r"/o/token", granting.token),
    ("POST", r"/o/revoke_token/", granting.revoke),
    ("POST", r"/o/register", badge_connect.register),
    (
        "GET DELETE",
        r"/v2/auth/tokens(?:/(\w+))?",
        lambda store, request, it: granting.own_tokens(store, request, it or ""),
    ),
    ("GET", r"/v2/users/self", backpack.user),
    ("POST", r"/v2/backpack/import", backpack.take),
    ("GET", r"/v2/backpack/assertions", backpack.entries),
    ("GET PUT DELETE", r"/v2/backpack/assertions/(\w+)", backpack.entry),
    ("GET", r"/v2/backpack/assertions/(\w+)/image", backpack.picture),
    ("POST", r"/v2/backpack/collections", backpack.make_collection),
    ("POST", r"/public/verify", backpack.verify),
    ("GET POST", r"/v1/earner/badges", earner.badges),
    ("GET DELETE", r"/v1/earner/badges/(\w+)", earner.badge),
    ("GET", r"/\.well-known/badgeconnect\.json", badge_connect.discover),
    ("GET", r"/bcv1/manifest/([\w.:-]+)", badge_connect.manifest),
    ("GET POST PUT DELETE", r"/bcv1/assertions(?:/\w+)?", badge_connect.assertions),
    ("GET", r"/bcv1/profile", badge_connect.profile),
    ("GET POST DELETE", r"/control/(\w+)", control.use),
)
_COMPILED = tuple((methods.split(), re.compile(pattern), answer) for methods, pattern, answer in _ROUTES)


def answer(store: stores.Store, request: values.Request) -> values.Reply:
    """Answer a call as Badgr would when all is well."""
    connects = request.path.startswith("/bcv1/")
    for methods, pattern, give in _COMPILED:
        match = pattern.fullmatch(request.path)
        if match is None:
            continue
        if request.method not in methods:
            return values.document({"detail": f'Method "{request.method}" not allowed.'}, status=405)
        try:
            return give(store, request, *match.groups())
        except tokens.TokenDeadError:
            return badge_connect.denied("UNAUTHENTICATED") if connects else backpack.no_token()
        except tokens.NotAllowedError:
            return badge_connect.denied("PERMISSION_DENIED") if connects else backpack.not_found()
        except (reading.NoBadgeError, taking.ColumnError):
            return values.crash()
        except judging.PictureRefusedError:
            return values.page(
                "<!doctype html><title>Bad Request</title><h1>Bad Request (400)</h1>", status=400
            )
    return values.page("<!doctype html><title>Not Found</title><h1>Not Found</h1>", status=404)
