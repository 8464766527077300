"""Completions come in a file: whatever wrote it, each is recorded once, and what is wrong is said row by row."""

import tracemalloc
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import stage
from phalera.awarding.models import Award
from phalera.common import errors
from phalera.issuing.models import Credential
from phalera.jobs import runner
from phalera.jobs.models import Job
from phalera.journeys import import_completions
from phalera.learning import importing, tables
from phalera.learning.models import Completion

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
HEAD = "email,learning object,completed_at,success\n"
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(NOW)


@pytest.fixture
def course(academy):
    return stage.add_course(academy, "knots", NOW)


def check(*rows, head=HEAD):
    return importing.check(tables.read((head + "\n".join(rows)).encode()), now=NOW)


class TestReading:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "latin-1"])
    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_takes_what_spreadsheets_write(self, encoding, separator, end):
        text = f"E-mail;Course;Completed at;Passed{end}zoë@example.org;Knöpfe;2026-01-02;yes{end}{end}"

        [line] = tables.read(text.replace(";", separator).encode(encoding))

        assert (line.number, line.email, line.learning_object) == (2, "zoë@example.org", "Knöpfe")

    @pytest.mark.parametrize(
        "content",
        [b"", HEAD.encode(), b"who,what\na,b\n", b"\x89PNG\r\n\x1a\n\0\0\0", b"x" * (tables.LARGEST + 1)],
    )
    def test_refuses_what_is_no_such_table(self, content):
        with pytest.raises(errors.InvalidError):
            tables.read(content)

    @pytest.mark.parametrize(
        "content",
        [
            HEAD.encode() + b"\n" * 600_000,
            HEAD.encode() + b"," * 5_000_000,
            HEAD.encode() + b"a,b,c\n" * 200_000,
            (HEAD + "\N{GRINNING FACE}" * 2_400_000).encode(),
        ],
        ids=["blank lines", "many cells", "many rows", "one long line"],
    )
    def test_holds_no_more_than_it_keeps(self, content):
        tracemalloc.start()
        try:
            with pytest.raises(errors.InvalidError):
                tables.read(content)
            grown = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

        assert grown < 27_000_000


class TestChecking:
    @pytest.mark.parametrize(
        ("row", "field"),
        [
            ("eve@example.org,knots,2026-01-02,yes", "email"),
            ("=HYPERLINK(1),knots,2026-01-02,yes", "email"),
            ("leo@example.org,nothing,2026-01-02,yes", "learning_object"),
            ("leo@example.org,knots,02.01.2026,yes", "completed_at"),
            ("leo@example.org,knots,2026-02-30,yes", "completed_at"),
            ("leo@example.org,knots,2026-03-02,yes", "completed_at"),
            ("leo@example.org,knots,0026-03-02,yes", "completed_at"),
            ("leo@example.org,knots,2026-01-02,perhaps", "success"),
        ],
    )
    def test_names_row_and_field(self, course, row, field):
        rows, [problem] = check("leo@example.org,knots,2026-01-02,yes", row)

        assert (problem.number, problem.field) == (3, field)
        assert len(rows) == 1

    def test_reads_days_in_the_zone_of_the_organisation(self, course, settings):
        settings.TIME_ZONE = "Asia/Tokyo"

        [row], _ = check("LEO@example.org,Course knots,2026-01-02,")

        assert row.completed_at == datetime(2026, 1, 2, 14, 59, 59, tzinfo=UTC)

    def test_asks_few_questions_about_many_rows(self, course, django_assert_max_num_queries):
        with django_assert_max_num_queries(10):
            rows, _ = check(*["leo@example.org,knots,2026-01-02,yes"] * 1_000)

        assert [row.known for row in rows].count(False) == 1


class TestImporting:
    def test_records_awards_and_signs_once_however_often(self, academy, course):
        content = (
            HEAD + "leo@example.org,knots,2026-01-02,yes\nada@example.org,knots,2026-01-03,no\n"
        ).encode()
        for _ in range(2):
            found = import_completions.look(name="a.csv", content=content, by=academy.grace, now=NOW)
            import_completions.begin(of=found, by=academy.grace, now=NOW)
            runner.run_due(now=NOW)
            runner.run_due(now=NOW)
        found.refresh_from_db()

        assert Completion.objects.filter(success=True).count() == 1
        assert Completion.objects.filter(success=False).count() == 1
        assert Award.objects.get().awarded_at == datetime(2026, 1, 2, 23, 59, 59, tzinfo=UTC)
        assert Credential.objects.count() == 1
        assert (found.recorded, found.known, found.done, found.lines) == (0, 2, 2, [])

    def test_says_first_what_it_would_do(self, academy, course):
        content = (
            HEAD + "leo@example.org,knots,2026-01-02,yes\neve@example.org,knots,2026-01-02,yes"
        ).encode()

        found = import_completions.look(name="a.csv", content=content, by=academy.grace, now=NOW)

        assert (found.total, found.recorded, [each[0] for each in found.problems]) == (2, 1, [3])
        assert not Completion.objects.exists()
        assert not Job.objects.filter(kind="import_completions").exists()

    def test_is_begun_once_and_by_administrators(self, academy, course):
        content = (HEAD + "leo@example.org,knots,2026-01-02,yes\n").encode()
        found = import_completions.look(name="a.csv", content=content, by=academy.grace, now=NOW)
        import_completions.begin(of=found, by=academy.grace, now=NOW)

        with pytest.raises(errors.ConflictError):
            import_completions.begin(of=found, by=academy.grace, now=NOW)
        with pytest.raises(errors.NotAllowedError):
            import_completions.look(name="a.csv", content=content, by=academy.ada, now=NOW)

    def test_goes_on_where_it_was(self, academy, course, monkeypatch):
        monkeypatch.setattr(import_completions, "CHUNK", 1)
        content = (
            HEAD + "leo@example.org,knots,2026-01-02,yes\nada@example.org,knots,2026-01-03,yes\n"
        ).encode()
        found = import_completions.look(name="a.csv", content=content, by=academy.grace, now=NOW)
        import_completions.begin(of=found, by=academy.grace, now=NOW)

        left = [import_completions.go_on(of=found, now=NOW) for _ in range(3)]

        found.refresh_from_db()
        assert left == [1, 0, 0]
        assert (found.recorded, found.awards) == (2, 2)

    def test_writes_its_lines_once_and_keeps_the_first_problems(self, academy, course, monkeypatch):
        monkeypatch.setattr(import_completions, "CHUNK", 1)
        monkeypatch.setattr(import_completions, "MOST_PROBLEMS", 1)
        rows = ["leo@example.org,knots,2026-01-02,yes", *["eve@example.org,knots,2026-01-03,yes"] * 2]
        found = import_completions.look(
            name="a.csv", content=(HEAD + "\n".join(rows)).encode(), by=academy.grace, now=NOW
        )
        seen = found.left_out, len(found.problems)
        import_completions.begin(of=found, by=academy.grace, now=NOW)

        with CaptureQueriesContext(
            connection,
        ) as asked:
            while import_completions.go_on(of=found, now=NOW):
                pass

        found.refresh_from_db()
        writes = [
            each["sql"] for each in asked if each["sql"].startswith('UPDATE "learning_completionimport"')
        ]
        assert ['"lines" = ' in each for each in writes] == [False, False, True]
        assert seen == (found.left_out, len(found.problems)) == (2, 1)
