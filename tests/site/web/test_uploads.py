"""What a form with a picture may make us keep in memory."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from phalera.authoring import pictures
from phalera.web import uploads


@pytest.fixture
def posted(monkeypatch):
    """Post files of so many bytes under a limit of 1,000, and give what was kept of each and how long it was."""
    monkeypatch.setattr(pictures, "LARGEST_UPLOAD", 1_000)

    def post(*sizes):
        files = [SimpleUploadedFile(f"{size}.png", b"x" * size) for size in sizes]
        request = RequestFactory().post("/", {"picture": files, "name": "Knots"})
        request.upload_handlers = [uploads.Capped(request)]
        assert request.POST["name"] == "Knots"
        return [(len(file.read()), file.size) for file in request.FILES.getlist("picture")]

    return post


class TestUploads:
    def test_are_kept_up_to_the_limit(self, posted):
        assert posted(1_000) == [(1_000, 1_000)]

    def test_that_are_too_large_are_measured_only(self, posted):
        ((kept, size),) = posted(5_000)

        assert (kept, size) == (0, 5_000)

    def test_share_the_limit_however_many_they_are(self, posted):
        assert sum(kept for kept, _size in posted(*[900] * 50)) <= 1_000
