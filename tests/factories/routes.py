"""The addresses of the product, from its URL configuration."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def every(patterns: list | None = None) -> Iterator[URLPattern]:
    """Give every pattern, those of included configurations too."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        match pattern:
            case URLResolver():
                yield from every(pattern.url_patterns)
            case URLPattern():
                yield pattern
