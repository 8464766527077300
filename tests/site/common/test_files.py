"""Files named by their content are written once, whole or not at all."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from phalera.common import files


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    return tmp_path


class TestWriteOnce:
    def test_stores_what_is_read_back(self):
        files.write_once("a/b.bin", b"content")

        assert files.read("a/b.bin") == b"content"

    def test_leaves_alone_what_is_there(self):
        files.write_once("a.bin", b"first")
        files.write_once("a.bin", b"second")

        assert files.read("a.bin") == b"first"

    def test_leaves_nothing_behind_when_the_disk_is_full(self, storage, monkeypatch):
        def full(_descriptor):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)

        with pytest.raises(OSError, match="No space"):
            files.write_once("a.bin", b"content")

        assert [path for path in Path(storage).rglob("*") if path.is_file()] == []
        assert not default_storage.exists("a.bin")

    def test_gives_none_for_what_is_not_there(self):
        assert files.read("nothing.bin") is None
