"""The file that the records of many badges are bound into: sound, small, and the same to those who listen to it."""

import io
import re
import shutil
import subprocess

import pypdf
import pytest

from factories.recorded import NOW, issued, learner
from phalera.authoring import actions as authoring
from phalera.delivering import records
from phalera.delivering.records import objects, typesetting, wording

ONE = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]


def opened(content):
    return pypdf.PdfReader(io.BytesIO(content))


def kids(element):
    found = element.get("/K", [])
    return [each.get_object() for each in (found if isinstance(found, list) else [found])]


def sections(reader):
    [document] = kids(reader.trailer["/Root"]["/StructTreeRoot"])
    assert document["/S"] == "/Document"
    return kids(document)


class TestStructure:
    def test_tells_each_page_in_the_order_in_which_it_is_read(self, theater, course):
        reader = opened(records.pdf(issued(theater, course, learner("Ngozi"), theater.leo)).content)

        for section, page in zip(sections(reader), reader.pages, strict=True):
            roles = [each["/S"] for each in kids(section)]
            assert section["/S"] == "/Sect"
            assert section.raw_get("/Pg") == page.indirect_reference
            assert roles[:5] == ["/Figure", "/P", "/H1", "/H2", "/P"]
            assert roles[-5:] == ["/Figure", "/P", "/P", "/P", "/P"]

    def test_knows_of_each_mark_which_element_it_belongs_to(self, theater, course):
        reader = opened(records.pdf(issued(theater, course, learner("Ngozi"), theater.leo)).content)
        nums = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
        parents = dict(zip(nums[::2], nums[1::2], strict=True))

        for page in reader.pages:
            told = parents[page["/StructParents"]].get_object()
            marks = re.findall(rb"/(\w+)<</MCID (\d+)>>BDC", page.get_contents().get_data())
            assert [int(mark) for _role, mark in marks] == list(range(len(told)))
            assert [element.get_object()["/S"][1:].encode() for element in told] == [
                role for role, _ in marks
            ]

    def test_leads_from_a_link_to_its_element_and_back(self, theater, course):
        [credential] = issued(theater, course, theater.leo)
        reader = opened(records.pdf([credential]).content)
        nums = reader.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"]
        [link] = [each.get_object() for each in reader.pages[0]["/Annots"]]

        element = dict(zip(nums[::2], nums[1::2], strict=True))[link["/StructParent"]].get_object()

        assert element["/S"] == "/Link"
        assert element["/K"][1].get_object()["/Obj"] == link
        assert link["/A"]["/URI"].endswith(f"/credentials/{credential.award.uuid}")

    def test_marks_all_that_is_drawn_once(self, theater, course):
        [page] = opened(records.pdf(issued(theater, course, theater.leo)).content).pages
        depth, outside = 0, []

        for line in page.get_contents().get_data().decode().splitlines():
            depth += line.endswith(("BDC", "BMC")) - (line == "EMC")
            assert depth in (0, 1)
            outside += [line] if depth == 0 and line != "EMC" else []

        assert not outside
        # Numbers in what several pages share would belong to all of them.
        assert not any(
            b"MCID" in form.get_object().get_data() for form in page["/Resources"]["/XObject"].values()
        )

    def test_says_in_which_language_a_page_is_where_the_file_is_in_another(self, theater, course):
        credentials = issued(theater, course, learner("Ngozi"), learner("Jürgen", "de"))
        reader = opened(records.pdf(credentials).content)

        assert [section.get("/Lang", reader.trailer["/Root"]["/Lang"]) for section in sections(reader)] == [
            "en",
            "de",
        ]
        [_, *headings] = [each for each in kids(sections(reader)[1]) if each["/S"] in ("/H1", "/H2")]
        assert [each["/Lang"] for each in headings] == ["en"]


class TestBytes:
    def test_name_each_file_where_a_search_by_halves_finds_it(self, theater, course):
        credentials = issued(theater, course, *(learner(f"Learner {number}") for number in range(9)))
        root = opened(records.pdf(credentials).content).trailer["/Root"]

        names = root["/Names"]["/EmbeddedFiles"]["/Names"][::2]

        assert names == sorted(names)
        assert len(root["/AF"]) == len(names) == 9

    def test_count_their_pages(self, theater, course):
        credentials = issued(theater, course, *(learner(f"Learner {number}") for number in range(3)))
        reader = opened(records.pdf(credentials).content)

        assert b"<xmpTPg:NPages>3<" in reader.trailer["/Root"]["/Metadata"].get_data()

    def test_hold_what_many_pages_show_once(self, theater, course):
        credentials = issued(theater, course, *(learner(f"Learner {number}") for number in range(9)))
        reader = opened(records.pdf(credentials).content)

        shown = [set(page["/Resources"]["/XObject"]) for page in reader.pages]

        # The picture, and all words but the name, the address and the rosette's.
        assert len(set.intersection(*shown)) >= 10

    def test_are_called_otherwise_when_only_a_credential_differs(self, theater, course):
        [credential] = issued(theater, course, theater.leo)
        record = wording.record(credential, {})
        other = records.dataclasses.replace(record, credential=record.credential + b" ")
        sheet = wording.sheet([credential])

        first, second = (typesetting.typeset([each], sheet=sheet, timestamp=1) for each in (record, other))

        assert opened(first).trailer["/ID"][1] != opened(second).trailer["/ID"][1]

    def test_are_sound_with_words_that_look_like_objects(self, theater, course, tmp_path):
        if not shutil.which("qpdf"):
            pytest.skip("qpdf is not installed")
        odd = ") >> endobj (\\"
        authoring.change_words(
            badge=theater.badge, name=odd, description=odd, alt=odd, tags=[], by=theater.grace, now=NOW
        )
        made = records.pdf(issued(theater, course, learner(odd), theater.leo)).content

        (tmp_path / "records.pdf").write_bytes(made)
        done = subprocess.run(["qpdf", "--check", tmp_path / "records.pdf"], capture_output=True, check=False)

        assert done.returncode == 0, done.stdout + done.stderr
        [first, *_others] = kids(sections(opened(made))[0])
        assert first["/Alt"] == odd


class TestObjects:
    @pytest.mark.parametrize(
        "content",
        [
            b"",
            ONE + b"startxref\nnine\n%%EOF",
            ONE + b"xref\n0 2\ntrailer\n<<>>\nstartxref\n43\n%%EOF",
            ONE
            + b"xref\n0 2\n0000000000 65535 f\r\n0000000008 00000 n\r\n"
            + b"trailer\n<</Size 2/Root 1 0 R/Info 1 0 R/ID[(a)(b)]>>\nstartxref\n43\n%%EOF",
        ],
        ids=["empty", "no-number", "no-trailer", "wrong-place"],
    )
    def test_that_are_not_our_typesetters_are_refused(self, content):
        with pytest.raises(objects.UnreadableError):
            objects.read(content)

    def test_come_out_as_they_went_in(self):
        file = objects.File(
            objects={1: b"<</A 2 0 R>>", 2: b"[\nendobj]"}, root=1, info=2, identifiers=(b"a", b"b")
        )

        assert objects.read(objects.write(file)) == file

    def test_get_the_numbers_of_those_that_went_first(self):
        book = objects.Numbered({1: b"", 4: b""})

        assert [book.add("null"), book.reserve(), book.add("null")] == [2, 3, 5]

    @pytest.mark.parametrize("words", ["", "plain", "(a\\)", "Ngozi Adéyẹmí", "فاطمة", "𓂀", "a\nb"])
    def test_say_words_as_they_are(self, words):
        file = objects.File(
            objects={1: f"<</Type/Catalog/Lang{objects.text(words)}>>".encode(), 2: b"<<>>"},
            root=1,
            info=2,
            identifiers=(b"a", b"b"),
        )

        assert opened(objects.write(file)).trailer["/Root"]["/Lang"] == words
