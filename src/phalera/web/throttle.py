"""How often somebody who need not sign in asked for something."""

import hashlib

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest


def count(request: HttpRequest, what: str, *, within: int) -> int:
    """Count once more that somebody asked, and give how often they did within so many seconds; no address is kept."""
    asker = hashlib.sha256(str(get_adapter().get_client_ip(request)).encode()).hexdigest()
    key = f"{what}:{asker}"
    cache.add(key, 0, within)
    try:
        return cache.incr(key)
    except ValueError:
        return 1  # the time ended in between
