"""What went wrong, as JSON: a sentence, what to do, and which part of the question it is about."""

from collections.abc import Mapping

from django.http import JsonResponse


class ProblemError(Exception):
    """The question cannot be answered as it was asked."""

    def __init__(self, message: str, *, remedy: str, status: int = 400, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.status = status
        self.field = field


def answer(problem: ProblemError, *, headers: Mapping[str, str]) -> JsonResponse:
    """Give the answer that tells of a problem."""
    body = {"error": problem.message, "remedy": problem.remedy, "field": problem.field}
    return JsonResponse(body, status=problem.status, headers=dict(headers))
