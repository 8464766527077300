"""`GET /api/v1/openapi.json`: the API as a document that programs read (OpenAPI 3.1)."""

from collections.abc import Mapping
from typing import Any, get_args

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from phalera.api.v1 import questions
from phalera.common import urls
from phalera.verifying import limits
from phalera_core import reading
from phalera_core.verifying import report

_CORS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
_TEXT = {"type": "string"}
_EMAIL = {"type": "string", "format": "email", "description": "Whose badge it should be; it is not kept."}
_URL = {"type": "string", "format": "uri", "description": "The address of a badge, which is fetched."}


@login_not_required
@require_safe
def openapi(_request: HttpRequest) -> HttpResponse:
    """Answer with the description of this version of the API."""
    return JsonResponse(document(), headers={**_CORS, "Cache-Control": "public, max-age=300"})


def document() -> dict[str, Any]:
    """Give the description; paths are relative to the address of the version."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Phalera",
            "version": "1",
            "summary": "Ask whether a badge is genuine.",
            "description": "Open Badges 2.0 and 3.0 of any issuer. No key is needed, and nothing is kept.",
        },
        "servers": [{"url": urls.public_url("/api/v1")}],
        "paths": {"/verify": {"post": _verify()}},
        "components": {"schemas": _schemas()},
    }


def _verify() -> dict[str, Any]:
    return {
        "operationId": "verify",
        "summary": "Verify a badge, or each badge of a file",
        "description": (
            f"Files have up to {limits.LARGEST_FILE // 1_000_000} MB, and up to {limits.MOST} badges of a file are "
            "checked. What `phalera verify --json` prints is what is answered. Any page may ask (CORS)."
        ),
        "requestBody": {"required": True, "content": _bodies()},
        "responses": {
            "200": {
                "description": "The verdict, which may well be that the badge is refused.",
                "content": {"application/json": {"schema": {"oneOf": [_ref("Report"), _ref("Reports")]}}},
            },
            "400": _problem("The question cannot be understood, or the address cannot be asked."),
            "405": _problem("Asked with another method than POST."),
            "413": _problem("The badge is too large."),
            "415": _problem("The body is of a type that holds no badge."),
            "429": {
                **_problem("Too many badges are being checked at this moment."),
                "headers": {
                    "Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait for."}
                },
            },
        },
    }


def _bodies() -> dict[str, Any]:
    """Give each media type that may be sent, with what it holds."""
    form = {
        "type": "object",
        "properties": {
            "badge": {"type": "string", "contentMediaType": "application/octet-stream"},
            "url": _URL,
            "recipient": _EMAIL,
        },
        "additionalProperties": False,
    }
    question = {
        "description": "A question, or the credential itself.",
        "anyOf": [_ref("Question"), {"type": "object"}],
    }
    raw = {"type": "string", "contentMediaType": "application/octet-stream"}
    return {
        **{kind: {"schema": form} for kind in sorted(questions.FORMS)},
        **{kind: {"schema": raw} for kind in sorted(questions.BADGES)},
        "application/json": {"schema": question},
    }


def _schemas() -> dict[str, Any]:
    named = {"name": {"type": "string", "description": "Its name inside the file."}}
    members = _report()
    return {
        "Question": _object(
            {
                "url": _URL,
                "credential": {
                    "type": ["object", "string"],
                    "description": "A credential as JSON, or a token (JWT).",
                },
                "recipient": {**_EMAIL, "type": ["string", "null"]},
            },
            required=(),
        ),
        "Report": _object(members),
        "NamedReport": _object({**named, **members}),
        "Reports": _object(
            {
                "verdict": _ref("Verdict"),
                "badges": {"type": "array", "items": _ref("NamedReport")},
                "complete": {
                    "type": "boolean",
                    "description": "False where there were more badges, or no more time.",
                },
            }
        ),
        "Verdict": {"type": "string", "enum": [each.value for each in report.Verdict]},
        "Check": _object(
            {
                "id": {"type": "string", "enum": list(report.CHECK_IDS)},
                "outcome": {"type": "string", "enum": [each.value for each in report.Outcome]},
                "message": {**_TEXT, "description": "What was found, in a sentence."},
                "remedy": {**_TEXT, "description": "What to do now; empty where there is nothing to do."},
            }
        ),
        "Issuer": _object(
            {
                "id": _TEXT,
                "origin": {
                    "type": ["string", "null"],
                    "description": "The host that publishes the issuer's key.",
                },
                "name": {"type": ["string", "null"], "description": "The name that it gives itself."},
            }
        ),
        "Problem": _object(
            {
                "error": _TEXT,
                "remedy": _TEXT,
                "field": {
                    "type": ["string", "null"],
                    "description": "The part of the question that it is about.",
                },
            }
        ),
    }


def _report() -> dict[str, Any]:
    return {
        "verdict": _ref("Verdict"),
        "version": {"type": ["string", "null"], "enum": ["2.0", "3.0", None]},
        "packed_as": {"type": ["string", "null"], "enum": [*get_args(reading.PackedAs), None]},
        "issuer": {
            "description": "Who is proven to have issued it; null unless that was proven.",
            "oneOf": [_ref("Issuer"), {"type": "null"}],
        },
        "checks": {"type": "array", "items": _ref("Check")},
        "credential": {
            "type": ["object", "null"],
            "description": "What the badge says: a claim, unless the verdict is “verified”.",
        },
    }


def _object(properties: Mapping[str, Any], *, required: tuple[str, ...] | None = None) -> dict[str, Any]:
    """Describe an object that has these members and no others; all of them, unless told otherwise."""
    needed = list(properties) if required is None else list(required)
    return {
        "type": "object",
        "properties": dict(properties),
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
    }


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {"application/json": {"schema": _ref("Problem")}},
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
