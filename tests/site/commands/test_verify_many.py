"""`phalera verify` of a folder, a ZIP or a table of links, with a table of what was found."""

import contextlib
import csv
import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import pytest

from factories import stage
from phalera import cli
from phalera.commands import files as commands_files
from phalera.commands import linktables, problems, reporting, sources, surveying
from phalera.delivering import files
from phalera.issuing import actions as issuing
from phalera.issuing import queries
from phalera_core import errors

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    """Two genuine badges, one of them further down, a forged one, and what is none."""
    cast = stage.build(NOW)
    awards = [stage.award(cast, stage.add_course(cast, slug, NOW), NOW) for slug in ("knots", "ropes")]
    one, other = issuing.issue(awards=awards, now=NOW)
    folder = tmp_path / "badges"
    (folder / "below").mkdir(parents=True)
    (folder / "one.png").write_bytes(files.png(one))
    (folder / "below" / "other.json").write_bytes(queries.v3_document(other))
    forged = queries.v3_document(one).replace(b'"Knots"', b'"=Nuts"')
    (folder / "forged.json").write_bytes(forged)
    (folder / "notes.txt").write_text("not a badge")
    (folder / ".hidden.json").write_text("{}")
    return folder


@pytest.fixture
def verify(tmp_path, capsys, monkeypatch):
    (tmp_path / "data").mkdir()
    monkeypatch.setenv("PHALERA_DATA", str(tmp_path / "data"))

    def verify(target, *words):
        code = cli.main(
            ["verify", str(target), "--at", "2026-04-01", "--data", str(tmp_path / "data"), *words]
        )
        return code, capsys.readouterr()

    return verify


def rows(path):
    return list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))


class TestAFolder:
    def test_is_verified_whole_and_told_of_in_a_table(self, folder, verify, tmp_path):
        code, said = verify(folder, "--offline", "--report", str(tmp_path / "out.csv"))

        assert code == 1, said
        assert "3 badges: 2 verified, 1 refused." in said.out
        found = {row["file"]: row for row in rows(tmp_path / "out.csv")}
        assert {name: row["verdict"] for name, row in found.items()} == {
            "one.png": "verified",
            "below/other.json": "verified",
            "forged.json": "refused",
            "notes.txt": "left_out",
        }
        assert found["one.png"]["badge"] == "Knots"
        assert found["one.png"]["awarded"] == "2026-03-01T12:00:00Z"
        assert found["one.png"]["issuer"]
        # What it claims is no formula, and its claim of an issuer no finding.
        assert (found["forged.json"]["badge"], found["forged.json"]["issuer"]) == ("'=Nuts", "")

    def test_can_be_told_of_as_json(self, folder, verify):
        _code, said = verify(folder, "--offline", "--json")

        told = json.loads(said.out)
        assert told["verdict"] == "refused"
        assert {each["name"] for each in told["badges"]} == {"one.png", "below/other.json", "forged.json"}

    def test_may_hold_zips(self, folder, verify, tmp_path):
        with zipfile.ZipFile(folder / "more.zip", "w") as archive:
            archive.write(folder / "one.png", "inside.png")
        (folder / "forged.json").unlink()

        code, said = verify(folder, "--offline")

        assert code == 0, said
        assert "more.zip: inside.png" in said.out

    def test_without_badges_is_wrong_usage(self, verify, tmp_path):
        (tmp_path / "empty").mkdir()

        code, said = verify(tmp_path / "empty")

        assert code == 3
        assert "There is no badge" in said.err

    def test_says_how_far_it_is(self, folder, verify, monkeypatch):
        monkeypatch.setattr(surveying, "_LINES_BETWEEN", 2)

        _code, said = verify(folder, "--offline")

        assert "2 of 3 checked" in said.err

    def test_changes_one_line_where_somebody_looks_on(self, folder):
        leader, follower = os.openpty()
        command = "from phalera import cli; raise SystemExit(cli.main())"
        words = [sys.executable, "-c", command, "verify", str(folder), "--offline"]

        with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=follower) as process:
            os.close(follower)
            said = b""
            # Linux says EIO where the last writer is gone.
            with contextlib.suppress(OSError):
                while more := os.read(leader, 1_000):
                    said += more
            os.close(leader)

        assert process.returncode in {1, 2}
        assert said.startswith(b"\r")
        assert b"3 of 3 checked" in said

    def test_leaves_nothing_out_in_silence(self, folder, verify, tmp_path):
        (folder / "elsewhere.png").symlink_to(folder / "one.png")
        (folder / "all").symlink_to(folder)
        (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
        os.mkfifo(folder / "pipe.json")

        code, said = verify(folder, "--offline", "--report", str(tmp_path / "out.csv"))

        assert code == 1, said
        left_out = {
            row["file"]: row for row in rows(tmp_path / "out.csv") if row["verdict"] == reporting.LEFT_OUT
        }
        assert set(left_out) == {"elsewhere.png", "all", "photo.jpg", "pipe.json", "notes.txt"}
        assert all(row["why"] and row["remedy"] for row in left_out.values())
        assert "5 left out" in said.err
        assert "3 badges: 2 verified, 1 refused." in said.out

    def test_tells_with_a_table_the_counts_only(self, folder, verify, tmp_path):
        _code, said = verify(folder, "--offline", "--report", str(tmp_path / "out.csv"))

        assert said.out.splitlines() == [
            "3 badges: 2 verified, 1 refused.",
            f"Each of them is in “{tmp_path / 'out.csv'}”.",
        ]

    def test_is_not_verified_for_a_table_that_cannot_be_written(self, folder, verify, tmp_path):
        for name in (tmp_path / "nowhere" / "out.csv", tmp_path):
            code, said = verify(folder, "--offline", "--report", str(name))

            assert code == 3
            assert said.out == ""

    def test_is_open_where_a_file_cannot_be_read(self, folder, verify, tmp_path, monkeypatch):
        read = commands_files.read

        def refuse(name, **limits):
            if name.endswith("one.png"):
                raise problems.UnreadableError("“one.png” cannot be read: permission denied.")
            return read(name, **limits)

        monkeypatch.setattr(commands_files, "read", refuse)
        (folder / "forged.json").unlink()

        code, _said = verify(folder, "--offline", "--report", str(tmp_path / "out.csv"))

        assert code == 2
        [open_] = [row for row in rows(tmp_path / "out.csv") if row["file"] == "one.png"]
        assert open_["verdict"] == "undecided"
        assert "permission denied" in open_["why"]

    def test_gives_spreadsheets_no_formula(self, folder, verify, tmp_path):
        for name in ("=1+1.json", "a;=1+1.json", "a; @x.json", "-1.json"):
            (folder / name).write_text("{}")

        verify(folder, "--offline", "--report", str(tmp_path / "out.csv"))

        text = (tmp_path / "out.csv").read_text(encoding="utf-8-sig")
        for separator in ",;\t":
            for row in csv.reader(text.splitlines(), delimiter=separator):
                assert not [cell for cell in row if cell.strip().startswith(("=", "+", "-", "@"))]


class TestOneFile:
    def test_is_named_in_a_table(self, folder, verify, tmp_path):
        code, said = verify(folder / "one.png", "--offline", "--report", str(tmp_path / "out.csv"))

        assert code == 0, said
        [row] = rows(tmp_path / "out.csv")
        assert (row["file"], row["verdict"]) == (str(folder / "one.png"), "verified")
        assert "What was checked" in said.out


class TestAZip:
    def test_is_told_of_in_a_table(self, folder, verify, tmp_path):
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.write(folder / "one.png", "one.png")
            archive.write(folder / "forged.json", "forged.json")

        code, said = verify(tmp_path / "all.zip", "--offline", "--report", str(tmp_path / "out.csv"))

        assert code == 1, said
        assert [row["verdict"] for row in rows(tmp_path / "out.csv")] == ["verified", "refused"]

    def test_inside_a_zip_is_not_opened(self, folder, verify, tmp_path):
        with zipfile.ZipFile(tmp_path / "inner.zip", "w") as archive:
            archive.write(folder / "one.png", "one.png")
        with zipfile.ZipFile(tmp_path / "outer.zip", "w") as archive:
            archive.write(tmp_path / "inner.zip", "inner.zip")

        code, said = verify(tmp_path / "outer.zip", "--offline")

        assert code in {1, 3}, said
        assert "Genuine" not in said.out


class TestATableOfLinks:
    @pytest.fixture
    def table(self, tmp_path):
        path = tmp_path / "links.csv"
        path.write_text("name;link\nAda;https://a.example/1\nLeo;https://a.example/2\nEve;none\n")
        return path

    def test_is_fetched_link_by_link(self, folder, table, verify, tmp_path, monkeypatch):
        answers = {"https://a.example/1": (folder / "one.png").read_bytes()}

        class Network:
            def fetch(self, url, *, max_bytes):
                if url not in answers:
                    raise errors.ResolutionError("Nobody is at home.", url=url)
                return type("Answer", (), {"body": answers[url]})

            def load(self, url):
                raise errors.ResolutionError("Nobody is at home.", url=url)

        monkeypatch.setattr(sources, "network", Network)

        code, said = verify(table, "--report", str(tmp_path / "out.csv"))

        assert code == 2, said
        found = {row["file"]: (row["verdict"], row["why"]) for row in rows(tmp_path / "out.csv")}
        assert found["https://a.example/1"][0] == "verified"
        assert found["https://a.example/2"] == ("undecided", found["https://a.example/2"][1])
        assert "Nobody is at home." in found["https://a.example/2"][1]
        assert found["row 4"] == (reporting.LEFT_OUT, "There is no link in this row.")

    def test_of_this_machine_is_taken_from_what_is_at_hand(self, folder, table, verify):
        table.write_text("http://127.0.0.1:9/1\nhttp://127.0.0.1:9/2\n")

        code, said = verify(table, "--document", f"http://127.0.0.1:9/1={folder / 'one.png'}")

        assert code == 2, said
        assert "1 verified, 1 undecided" in said.out
        assert "Addresses of this machine or a private network are not fetched." in said.out

    def test_is_not_fetched_offline(self, table, verify):
        code, said = verify(table, "--offline")

        assert code == 3
        assert "--offline forbids that" in said.err

    def test_without_links_is_wrong_usage(self, verify, tmp_path):
        (tmp_path / "no.csv").write_text("a,b\n1,2\n")

        assert verify(tmp_path / "no.csv")[0] == 3


class TestTheLinksOfATable:
    @pytest.mark.parametrize(
        "data",
        [
            b"name,link\nAda,https://a.example/1\nLeo,https://a.example/2\n",
            "\ufeffname;link\r\nMüller;https://a.example/1\r\nLeo;https://a.example/2\r\n".encode(),
            "name;link\r\nMüller;https://a.example/1\r\nLeo;https://a.example/2".encode("cp1252"),
            "name\tlink\r\nMüller\thttps://a.example/1\r\nLeo\thttps://a.example/2\r\n".encode("utf-16"),
            b'"Links, of 2026"\n;;\nAda;https://a.example/1;"1, 2"\n\nLeo;https://a.example/2;\n',
            b'https://a.example/1\n" https://a.example/2 "\n',
            b'"Ada\nLovelace",https://a.example/1\n,HTTPS://a.example/2,https://a.example/3\n',
        ],
        ids=[
            "commas",
            "a mark and semicolons",
            "of Windows",
            "of UTF-16",
            "of a spreadsheet",
            "alone",
            "odd cells",
        ],
    )
    def test_are_found_however_it_was_written(self, tmp_path, data):
        (tmp_path / "links.csv").write_bytes(data)

        found = [link.casefold() for _, link in linktables.links_in(str(tmp_path / "links.csv"))]

        assert found == ["https://a.example/1", "https://a.example/2"]

    def test_are_told_with_their_rows(self, tmp_path):
        (tmp_path / "links.csv").write_text("link\nhttps://a.example/1\n\nnone\nhttp:// x\n")

        found = linktables.links_in(str(tmp_path / "links.csv"))

        assert found == [(2, "https://a.example/1"), (4, ""), (5, "")]

    @pytest.mark.parametrize(
        ("data", "said"),
        [
            (b'a,"https://a.example/1\nhttps://a.example/2\n', "no sound CSV"),
            (b"https://a.example/1\n" + b"x" * 200_000, "no sound CSV"),
            (b"a,b\n1,2\n", "no link"),
            (b"", "no link"),
        ],
    )
    def test_are_not_guessed(self, tmp_path, data, said):
        (tmp_path / "links.csv").write_bytes(data)

        with pytest.raises(problems.CommandError, match=said):
            linktables.links_in(str(tmp_path / "links.csv"))


class TestTheNetworkOfMany:
    def test_asks_once_for_what_all_share_and_twice_for_what_fails(self):
        asked = []

        class Fetcher:
            def load(self, url):
                asked.append(url)
                if "bad" in url:
                    raise errors.ResolutionError("Nobody is at home.", url=url)
                return b"{}"

        network = sources.Shared(Fetcher)
        for _ in range(4):
            network.begin()
            network.load("https://good.example")
            with pytest.raises(errors.ResolutionError):
                network.load("https://bad.example")

        assert sorted(asked) == ["https://bad.example", "https://bad.example", "https://good.example"]
