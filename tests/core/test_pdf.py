"""Badges in PDFs and ZIPs: found under limits, verified one by one, whoever wrote the file."""

import contextlib
import io
import json
import struct
import subprocess
import sys
import warnings
import zipfile
import zlib

import pypdf
import pytest
from pypdf import generic

from factories import credentials
from phalera import cli
from phalera_core import errors, reading
from phalera_core.packages import pdf, zips
from phalera_core.verifying import packages, report, sources

V3 = json.dumps(
    {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"]}
).encode()
V2 = json.dumps({"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}).encode()
ACADEMY = credentials.with_key()
SIGNED = credentials.dump(ACADEMY.credential())


def pdf_of(*files, encrypted=False):
    writer = pypdf.PdfWriter()
    writer.add_blank_page(72, 72)
    for name, content in files:
        writer.add_attachment(name, content)
    if encrypted:
        writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def zip_of(*files, method=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def written(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def file_specification(writer, content, packing=None):
    stream = generic.StreamObject()
    stream._data = content
    if packing:
        stream[generic.NameObject("/Filter")] = generic.NameObject(packing)
    return writer._add_object(
        generic.DictionaryObject(
            {
                generic.NameObject("/Type"): generic.NameObject("/Filespec"),
                generic.NameObject("/F"): generic.TextStringObject("badge.json"),
                generic.NameObject("/EF"): generic.DictionaryObject(
                    {generic.NameObject("/F"): writer._add_object(stream)}
                ),
            }
        )
    )


def pdf_with_stream(content, packing):
    """Write a PDF whose attached file is packed by hand."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(72, 72)
    return with_names(writer, leaf(file_specification(writer, content, packing)))


def pdf_with_tree(*, depth=1, loop=False):
    """Write a PDF whose list of attached files is so deep, or leads back to its own beginning."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(72, 72)
    node = writer._add_object(leaf(file_specification(writer, V3)))
    for _ in range(depth):
        kids = generic.ArrayObject([node])
        outer = writer._add_object(generic.DictionaryObject({generic.NameObject("/Kids"): kids}))
        if loop:
            kids.append(outer)
        node = outer
    return with_names(writer, node)


def leaf(specification):
    names = generic.ArrayObject([generic.TextStringObject("badge.json"), specification])
    return generic.DictionaryObject({generic.NameObject("/Names"): names})


def with_names(writer, tree):
    writer._root_object[generic.NameObject("/Names")] = generic.DictionaryObject(
        {generic.NameObject("/EmbeddedFiles"): tree}
    )
    return written(writer)


def refused(data, **more):
    with pytest.raises(errors.InputError) as caught:
        reading.read(data, **more)
    assert caught.value.remedy
    return caught.value


def only(data):
    [member] = reading.read_all(data)
    return member


class TestPdf:
    @pytest.mark.parametrize(("content", "field"), [(V3, "v3"), (V2, "v2")])
    def test_gives_the_very_bytes_of_its_badge(self, content, field):
        packed = reading.read(pdf_of(("invoice.txt", b"100"), ("badge.json", content)))

        assert packed.packed_as == "pdf"
        assert getattr(packed, field) == content

    def test_without_a_badge_says_so(self):
        for data in (pdf_of(), pdf_of(("note.json", b'{"a": 1}')), pdf_of(("note.txt", b"badge"))):
            assert "no badge inside" in refused(data).message

    def test_of_many_says_how_many(self):
        data = pdf_of(("1.json", V3), ("2.json", V2))

        assert "2 badges" in refused(data).message
        assert {member.name for member in reading.read_all(data)} == {"1.json", "2.json"}

    @pytest.mark.parametrize("content", [V3, V2, SIGNED])
    def test_of_many_names_those_that_have_only_an_id_by_their_badge(self, content):
        id_ = "0b9e3c52-2b0f-4b62-8d0e-6c1f8a3f5a11.json"
        name = json.loads(content).get("credentialSubject", {}).get("achievement", {}).get("name")

        found = [member.name for member in reading.read_all(pdf_of((id_, content), ("2.json", SIGNED)))]

        assert sorted(found) == sorted([f"{name} ({id_})" if name else id_, "2.json"])

    def test_with_a_password_says_so(self):
        assert "password" in refused(pdf_of(("1.json", V3), encrypted=True)).message

    @pytest.mark.parametrize("cut", [8, 40, 200, 400])
    def test_cut_off_is_damaged(self, cut):
        assert "damaged" in refused(pdf_of(("1.json", V3))[:-cut]).message

    def test_survives_any_damage(self):
        whole = pdf_of(("1.json", V3))
        for place in range(5, len(whole), 7):
            for other in (b"\x00", b"<", b"9", b"/"):
                with warnings.catch_warnings(), contextlib.suppress(errors.CoreError):
                    warnings.simplefilter("ignore")
                    reading.read(whole[:place] + other + whole[place + 1 :])


class TestHostilePdf:
    def test_with_a_bomb_attached_is_too_large(self):
        bomb = pdf_with_stream(zlib.compress(b" " * 2_000_000), "/FlateDecode")

        assert isinstance(refused(bomb), errors.TooLargeError)

    def test_with_a_plain_giant_attached_is_too_large(self):
        assert isinstance(refused(pdf_with_stream(b"{" * 1_000_001, None)), errors.TooLargeError)

    def test_with_a_filter_that_no_badge_needs_holds_none(self):
        assert "no badge inside" in refused(pdf_with_stream(b"68656C6C6F>", "/ASCIIHexDecode")).message

    def test_with_a_list_that_bites_its_tail_is_read_once(self):
        assert reading.read(pdf_with_tree(loop=True)).v3 == V3

    def test_with_a_list_too_deep_is_too_large(self):
        assert isinstance(refused(pdf_with_tree(depth=pdf.MAX_DEPTH + 2)), errors.TooLargeError)

    def test_with_too_many_attached_files_is_too_large(self, monkeypatch):
        monkeypatch.setattr(pdf, "MAX_ATTACHMENTS", 3)

        assert isinstance(refused(pdf_of(*((f"{n}.txt", b"") for n in range(4)))), errors.TooLargeError)

    def test_with_too_many_objects_is_too_large(self):
        assert isinstance(refused(b"%PDF-1.7\n" + b"1 0 obj\n" * 200_001), errors.TooLargeError)

    def test_that_is_followed_without_end_is_given_up(self, monkeypatch):
        monkeypatch.setattr(pdf, "MAX_STEPS", 50)

        assert isinstance(refused(pdf_of(("1.json", V3))), errors.TooLargeError)

    def test_leaves_the_library_as_it_was(self):
        before = pypdf.get_configuration()

        reading.read(pdf_of(("1.json", V3)))

        assert pypdf.get_configuration() is before


class TestZip:
    def test_gives_each_badge_by_name(self):
        data = zip_of(
            ("a/one.json", V3),
            ("two.png", credentials.baked("png", v3=V3)),
            ("three.pdf", pdf_of(("1.json", V3))),
            ("manifest.json", b"{}"),
            ("README.html", b"<html>"),
            ("__MACOSX/._one.json", b"x"),
        )

        found = {member.name: member.packed.packed_as for member in reading.read_all(data)}

        assert found == {"a/one.json": "json", "two.png": "png", "three.pdf": "pdf"}

    def test_names_the_badges_of_a_pdf_inside_it(self):
        data = zip_of(("all.pdf", pdf_of(("1.json", V3), ("2.json", V3))))

        assert {member.name for member in reading.read_all(data)} == {"all.pdf: 1.json", "all.pdf: 2.json"}

    def test_tells_of_each_file_what_is_wrong_with_it(self):
        inner = zip_of(("x.json", V3))
        data = zip_of(
            ("good.json", V3), ("empty.png", b""), ("more.zip", inner), ("picture.png", credentials.png())
        )

        found = {member.name: member.packed for member in reading.read_all(data)}

        assert isinstance(found["good.json"], reading.Packed)
        assert "empty" in found["empty.png"].message
        assert "inside the archive" in found["more.zip"].message
        assert "no badge inside" in found["picture.png"].message

    def test_without_a_badge_says_so(self):
        for data in (zip_of(("README.html", b"")), zip_of(("manifest.json", b"{}"))):
            assert "no badge inside" in only(data).packed.message

    def test_cut_off_is_damaged(self):
        assert "damaged" in only(zip_of(("1.json", V3))[:-30]).packed.message

    def test_with_one_damaged_file_gives_the_others(self):
        data = bytearray(zip_of(("1.json", V3), ("2.json", V3)))
        data[data.index(b"VerifiableCredential")] ^= 1

        first, second = reading.read_all(bytes(data))

        assert "damaged" in first.packed.message
        assert isinstance(second.packed, reading.Packed)


class TestHostileZip:
    def test_with_a_bomb_is_too_large(self):
        data = zip_of(("1.json", b" " * 9_000_000), method=zipfile.ZIP_DEFLATED)

        assert isinstance(only(data).packed, errors.TooLargeError)

    def test_that_lies_about_a_size_is_caught_while_unpacking(self, monkeypatch):
        monkeypatch.setattr(zips, "MAX_MEMBER", 1_000)
        data = zip_of(("1.json", b"x" * 2_000))

        assert isinstance(only(data).packed, errors.TooLargeError)

    def test_with_files_that_share_bytes_is_refused(self):
        data = bytearray(zip_of(("1.json", V3), ("2.json", V3)))
        second = data.rindex(b"PK\x01\x02")
        data[second + 42 : second + 46] = struct.pack("<I", 10)

        assert "overlap" in only(bytes(data)).packed.message

    def test_with_too_many_files_is_too_large(self):
        data = zip_of(*((f"{number}.txt", b"") for number in range(zips.MAX_MEMBERS + 1)))

        assert isinstance(only(data).packed, errors.TooLargeError)

    def test_with_too_much_in_it_is_too_large(self, monkeypatch):
        monkeypatch.setattr(zips, "MAX_TOTAL", 1_000)

        assert isinstance(
            only(zip_of(("1.json", b"x" * 600), ("2.json", b"x" * 600))).packed, errors.TooLargeError
        )

    def test_larger_than_any_package_is_too_large(self, monkeypatch):
        monkeypatch.setattr(reading, "MAX_PACKAGE", 100)

        assert isinstance(only(zip_of(("1.json", V3))).packed, errors.TooLargeError)

    def test_survives_any_damage(self):
        whole = zip_of(("1.json", V3), ("2.json", V2), method=zipfile.ZIP_DEFLATED)
        for place in range(4, len(whole)):
            for other in (0, 1, 255):
                list(reading.read_all(whole[:place] + bytes([other]) + whole[place + 1 :]))


def found(data):
    load = sources.StaticLoader(ACADEMY.published())
    return packages.verify_all(data, now=credentials.NOW, resolver=sources.LoadingResolver(load), load=load)


class TestVerifyAll:
    def test_has_a_report_for_each(self):
        tampered = SIGNED.replace(b"First Aid", b"Last Aid")

        verdicts = {
            one.name: one.report.verdict
            for one in found(zip_of(("good.json", SIGNED), ("bad.json", tampered)))
        }

        assert verdicts == {"good.json": report.Verdict.VERIFIED, "bad.json": report.Verdict.REFUSED}

    def test_says_of_a_pdf_that_the_page_is_not_signed(self):
        [one] = found(pdf_of(("1.json", SIGNED)))

        assert one.report
        assert one.name == ""
        assert "not signed" in one.report.find("container").message

    def test_takes_a_single_badge_as_well(self):
        [one] = found(SIGNED)

        assert one.report

    def test_never_raises(self):
        for data in (b"", b"PK\x03\x04", b"%PDF-", b"%PDF-1.7\nxref", zip_of()):
            [one] = found(data)
            assert one.report.verdict is report.Verdict.REFUSED

    @pytest.mark.parametrize(
        ("verdicts", "together"),
        [
            ((), "undecided"),
            (("verified", "verified"), "verified"),
            (("verified", "undecided"), "undecided"),
            (("undecided", "refused", "verified"), "refused"),
        ],
    )
    def test_adds_up_to_the_worst(self, verdicts, together):
        reports = [
            report.Report(
                verdict=report.Verdict(one),
                version=None,
                packed_as=None,
                issuer=None,
                checks=(),
                credential=None,
            )
            for one in verdicts
        ]

        assert packages.verdict_of(reports) == together


class TestCommand:
    @pytest.fixture
    def verify(self, tmp_path, capsysbinary, monkeypatch):
        monkeypatch.setenv("PHALERA_DATA", str(tmp_path / "nobody-lives-here"))

        def run(data, *words):
            (tmp_path / "given").write_bytes(data)
            code = cli.main(["verify", str(tmp_path / "given"), "--at", "2026-06-01", "--offline", *words])
            return code, capsysbinary.readouterr().out.decode()

        return run

    @pytest.fixture
    def badge(self):
        return credentials.dump(ACADEMY.credential(lambda document: document.pop("credentialStatus")))

    def test_says_of_a_pdf_what_is_signed_and_that_the_page_is_not(self, verify, badge):
        code, said = verify(pdf_of(("1.json", badge)), "--recipient", credentials.LEO)

        assert code == 0
        before, after = said.split("What was checked")
        assert "the printed page is not" in before
        for words in ("First Aid at Work", "did:key:", "April 7, 2026", "April 7, 2029", "sha256$"):
            assert words in before
        assert "not signed" in after

    def test_judges_every_badge_of_an_archive(self, verify, badge):
        tampered = badge.replace(b"First Aid", b"Last Aid")

        code, said = verify(zip_of(("good.json", badge), ("bad.json", tampered)))

        assert code == 1
        assert said.startswith("2 badges: 1 verified, 1 refused.")
        assert "bad.json" in said
        assert "good.json" in said.split("Genuine and in date")[1]

    def test_prints_a_report_for_each_as_json(self, verify, badge):
        code, said = verify(zip_of(("a.json", badge), ("b.json", badge)), "--json")

        answer = json.loads(said)
        assert code == 0
        assert answer["verdict"] == "verified"
        assert [(one["name"], one["verdict"], one["packed_as"]) for one in answer["badges"]] == [
            ("a.json", "verified", "json"),
            ("b.json", "verified", "json"),
        ]

    @pytest.mark.parametrize("data", [b"PK\x03\x04", b"%PDF-1.7", zip_of(("a.txt", b""))])
    def test_ends_with_3_for_what_holds_no_badge(self, verify, data):
        assert verify(data)[0] == 3

    def test_takes_a_long_archive_and_no_other_long_file(self, verify, badge):
        long = zip_of(("filler.bin", bytes(10_000_001)), ("a.json", badge))

        assert verify(long)[0] == 0
        assert verify(b"x" * 10_000_002)[0] == 3

    def test_reads_no_pdf_where_none_is_given(self, tmp_path):
        script = "import sys, phalera_core.reading; print('pypdf' in sys.modules, 'zipfile' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

        assert done.stdout.startswith("False")
