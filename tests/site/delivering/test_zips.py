"""Download All Badges: a streamed archive that every tool opens, of known length, with each badge genuine."""

import csv
import gc
import io
import json
import shutil
import subprocess
import weakref
import zipfile
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import stage
from phalera.awarding import actions as awarding
from phalera.delivering import archive, crc, files, queries, zips
from phalera.issuing import actions as issuing
from phalera.issuing import composing, updating
from phalera.verifying import checker

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def cast(db):
    return stage.build(NOW)


@pytest.fixture
def awards(cast):
    courses = [stage.add_course(cast, slug, NOW) for slug in ("knots", "ropes", "sails")]
    awards = [stage.award(cast, course, NOW) for course in courses]
    issuing.issue(awards=awards, now=NOW)
    return awards


def content(zipped: zips.Zip) -> bytes:
    return b"".join(zipped.content)


class TestAll:
    def test_is_as_long_as_it_says(self, cast, awards):
        zipped = zips.badges(queries.packed(cast.leo), now=NOW)

        assert len(content(zipped)) == zipped.length

    def test_holds_every_badge_genuine(self, cast, awards):
        opened = zipfile.ZipFile(io.BytesIO(content(zips.badges(queries.packed(cast.leo), now=NOW))))

        pictures = [name for name in opened.namelist() if name.endswith(".png")]

        assert opened.testzip() is None
        assert len(pictures) == len(awards)
        assert all(checker.verify(opened.read(name), now=NOW) for name in pictures)

    def test_gives_badges_of_one_name_names_of_their_own(self, cast, awards):
        opened = zipfile.ZipFile(io.BytesIO(content(zips.badges(queries.packed(cast.leo), now=NOW))))

        names = [name.casefold() for name in opened.namelist()]

        assert len(set(names)) == len(names)

    def test_lists_what_is_inside(self, cast, awards):
        opened = zipfile.ZipFile(io.BytesIO(content(zips.badges(queries.packed(cast.leo), now=NOW))))

        rows = list(csv.DictReader(io.StringIO(opened.read("manifest.csv").decode("utf-8-sig"))))
        listed = json.loads(opened.read("manifest.json"))["badges"]

        assert {row["file"] for row in rows} == {name for name in opened.namelist() if name.endswith(".png")}
        assert rows == listed
        assert b"/verify/" in opened.read("README.html")

    def test_neutralises_what_a_spreadsheet_would_run(self, cast):
        cast.badge.name = "=cmd|' /C calc'!A0"
        cast.badge.save()
        issuing.issue(awards=[stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)], now=NOW)

        opened = zipfile.ZipFile(io.BytesIO(content(zips.badges(queries.packed(cast.leo), now=NOW))))

        rows = list(csv.DictReader(io.StringIO(opened.read("manifest.csv").decode("utf-8-sig"))))
        assert rows[0]["badge"].startswith("'=")

    def test_leaves_out_what_was_revoked_and_what_is_somebody_elses(self, cast, awards):
        awarding.revoke(award=awards[0], reason="By mistake.", by=cast.grace, now=NOW)
        eve = stage.add_learner("Eve", NOW)

        assert len(queries.badges_of(cast.leo)) == len(awards) - 1
        assert queries.badges_of(eve, awards=[award.uuid for award in awards]) == []

    def test_can_be_some_of_them(self, cast, awards):
        chosen = queries.badges_of(cast.leo, awards=[awards[1].uuid])

        assert [credential.award_id for credential in chosen] == [awards[1].pk]

    def test_is_asked_for_in_two_queries(self, cast, awards, django_assert_num_queries):
        with django_assert_num_queries(2):
            zipped = zips.badges(queries.packed(cast.leo), now=NOW)
            content(zipped)

    def test_opens_with_the_tools_that_people_have(self, cast, awards, tmp_path):
        file = tmp_path / "all.zip"
        file.write_bytes(content(zips.badges(queries.packed(cast.leo), now=NOW)))
        tools = [
            command for command in (["unzip", "-tq"], ["7z", "t"], ["7zz", "t"]) if shutil.which(command[0])
        ]

        for command in tools:
            assert subprocess.run([*command, file], capture_output=True, check=False).returncode == 0


class TestAStream:
    def test_is_as_long_as_it_says_with_badges_of_every_sort(self, cast):
        cast.leo.name = "Ngozi " + "Ọlá" * 38
        cast.leo.save()
        courses = [stage.add_course(cast, f"course-{n}", NOW) for n in range(4)]
        awards = [stage.award(cast, course, NOW) for course in courses]
        ends = datetime(2027, 3, 1, 23, 59, 59, tzinfo=UTC)
        issuing.issue(awards=awards, now=NOW)
        changes = (
            {},
            {"valid_until": ends},
            {"extra": '{"narrative":"Nœuds, tous."}'},
            {"valid_until": ends},
        )
        for award, change in zip(awards, changes, strict=True):
            award.credentials.update(signature=None, **change)
        issuing.issue(awards=awards, now=NOW)

        zipped = zips.badges(queries.packed(cast.leo), now=NOW)

        made = content(zipped)
        assert len(made) == zipped.length
        opened = zipfile.ZipFile(io.BytesIO(made))
        pictures = {name for name in opened.namelist() if name.endswith(".png")}
        assert len(pictures) == len(awards)
        assert all(checker.verify(opened.read(name), now=NOW) for name in pictures)

    def test_is_what_it_was_when_it_began_whatever_is_updated_meanwhile(self, cast, awards):
        zipped = zips.badges(queries.packed(cast.leo), now=NOW)
        first = next(zipped.content)

        updating.update(awards=awards, now=NOW + timedelta(hours=1))

        made = first + content(zipped)
        assert len(made) == zipped.length
        opened = zipfile.ZipFile(io.BytesIO(made))
        later = NOW + timedelta(hours=2)
        assert all(
            checker.verify(opened.read(name), now=later)
            for name in opened.namelist()
            if name.endswith(".png")
        )

    def test_that_nobody_reads_any_more_keeps_nothing(self, cast, awards):
        zipped = zips.badges(queries.packed(cast.leo), now=NOW)
        kept = weakref.ref(zipped.content)
        next(zipped.content)

        zipped.content.close()
        del zipped
        gc.collect()

        assert kept() is None


class TestArchive:
    @given(
        st.lists(
            st.tuples(st.text(st.characters(codec="utf-8"), max_size=20), st.binary(max_size=300)), max_size=8
        )
    )
    def test_gives_back_what_was_put_in(self, files_in):
        members = [
            archive.Member(
                name=f"{number}-{name}", parts=(data[:7], data[7:]), crc=zlib.crc32(data), size=len(data)
            )
            for number, (name, data) in enumerate(files_in)
        ]
        plan = archive.Plan(names=[each.name for each in members], sizes=[each.size for each in members])

        made = b"".join(archive.stream(members, modified=NOW))

        assert len(made) == plan.length()
        opened = zipfile.ZipFile(io.BytesIO(made))
        assert [opened.read(info) for info in opened.infolist()] == [data for _, data in files_in]

    def test_counts_beyond_what_sixteen_bits_hold(self):
        members = [
            archive.Member(name=str(n), parts=(b"x",), crc=zlib.crc32(b"x"), size=1) for n in range(70_000)
        ]
        plan = archive.Plan(names=[each.name for each in members], sizes=[1] * len(members))

        made = b"".join(archive.stream(members, modified=NOW))

        assert len(made) == plan.length()
        assert len(zipfile.ZipFile(io.BytesIO(made)).namelist()) == len(members)

    def test_reaches_beyond_four_gigabytes(self):
        # The large members are said to be large; their bytes are left out where the archive is put together.
        large = 3 << 30
        members = [archive.Member(name=name, parts=(), crc=0, size=large) for name in ("a", "b")]
        members.append(archive.Member(name="end", parts=(b"end",), crc=zlib.crc32(b"end"), size=3))
        plan = archive.Plan(names=[each.name for each in members], sizes=[each.size for each in members])

        made = b"".join(archive.stream(members, modified=NOW))

        assert len(made) + 2 * large == plan.length()
        opened = zipfile.ZipFile(_Sparse(made, holes=2, size=large))
        assert opened.read("end") == b"end"
        assert opened.getinfo("end").header_offset > 1 << 32


class _Sparse(io.RawIOBase):
    """The archive as a seekable file, with the large members read as nothing but their length."""

    def __init__(self, made: bytes, *, holes: int, size: int) -> None:
        self._head = archive._LOCAL.size + 1  # of each large member: its header and its name of one letter
        self._made, self._holes, self._size, self._at = made, holes, size, 0

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        end = len(self._made) + self._holes * self._size
        self._at = offset + (0, self._at, end)[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        start = self._at
        for hole in range(self._holes):
            hole_start = (hole + 1) * self._head + hole * self._size
            if self._at >= hole_start + self._size:
                start -= self._size
        part = self._made[start : None if size < 0 else start + size]
        self._at += len(part)
        return part


class TestCrc:
    @given(st.binary(max_size=2000), st.binary(max_size=2000))
    def test_is_that_of_the_joined_bytes(self, one, other):
        assert crc.combine(zlib.crc32(one), zlib.crc32(other), len(other)) == zlib.crc32(one + other)

    def test_holds_for_a_real_badge(self, cast, awards):
        credential = queries.badges_of(cast.leo)[0]

        parts, combined = files.png_parts(
            composing.row_of(credential), picture=credential.version.picture.sha256
        )

        assert b"".join(parts) == files.png(credential)
        assert combined == zlib.crc32(files.png(credential))
