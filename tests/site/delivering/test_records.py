"""The PDF that a learner takes along: what it says, what is inside it, and who is left out of it."""

import contextlib
import datetime as dt
import io
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unicodedata

import pypdf
import pytest
import resvg_py
import zxingcpp
from django.utils import timezone
from PIL import Image

from factories import stage
from factories.recorded import NOW, issued, learner
from phalera.authoring import actions as authoring
from phalera.awarding.models import Award
from phalera.delivering import records
from phalera.delivering.records import fonts, qr, workshop
from phalera.demo.academy import people
from phalera.issuing import actions as issuing
from phalera.issuing import queries
from phalera.issuing.models import Credential
from phalera.verifying import checker

# What steers the direction of a text and is no part of a name.
BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
SCRIPTS = {
    "ar": "فاطمة الزهراء بن يوسف",
    "he": "דנה כהן",
    "hi": "प्रिया शर्मा",
    "bn": "অনন্যা মুখোপাধ্যায়",
    "ta": "கவிதா சுப்பிரமணியம்",
    "th": "สมชาย วงศ์สุวรรณ",
    "zh-hant": "陳美玲",
    "ja": "佐藤 陽子",
    "ko": "김서연",
    "el": "Ελένη Παπαδοπούλου",
    "uk": "Олександр Шевчук",
    "vi": "Nguyễn Thị Thu Hương",
}
# What others' programs do not take out letter by letter: vowels that the fonts of these scripts set beside their
# consonant come with a space, and a hyphen in a Hebrew name ends its line of thought on a page of mostly English.
LOST = frozenset(("si", "km", "lo", "bo", "he"))

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]


def text_of(pdf, *, page=None):
    """Give the text as others' programs read it."""
    if not shutil.which("pdftotext"):
        pytest.skip("pdftotext of Debian's poppler-utils is not installed")
    only = ["-f", str(page), "-l", str(page)] if page else []
    done = subprocess.run(["pdftotext", *only, "-", "-"], input=pdf, capture_output=True, check=True)
    return unicodedata.normalize("NFC", BIDI.sub("", done.stdout.decode()))


class TestRecord:
    def test_says_who_earned_what_from_whom_and_when(self, theater, course):
        [credential] = issued(theater, course, theater.leo)

        text = text_of(records.pdf([credential]).content)

        for words in (
            "Leo",
            "Knots",
            "Ties the knots that hold.",
            "Academy awarded this badge to",
            "April 7, 2026",
        ):
            assert words in text
        assert f"/credentials/{credential.award.uuid}" in text
        assert "Valid until" not in text

    def test_says_until_when_it_is_valid(self, theater, course):
        [credential] = issued(theater, course, theater.leo)
        credential.valid_until = NOW + dt.timedelta(days=730)

        assert "Valid until" in (text := text_of(records.pdf([credential]).content))
        assert "April 6, 2028" in text

    def test_writes_dates_as_the_learner_does(self, theater, course):
        [credential] = issued(theater, course, learner("Jürgen Weiß", "de"))

        assert "7. April 2026" in text_of(records.pdf([credential]).content)

    def test_counts_days_where_the_organization_is(self, theater, course):
        [credential] = issued(theater, course, theater.leo)
        credential.awarded_at = dt.datetime(2026, 4, 7, 23, 30, tzinfo=dt.UTC)

        with timezone.override("Asia/Tokyo"):
            assert "April 8, 2026" in text_of(records.pdf([credential]).content)

    def test_holds_the_very_document_that_was_signed(self, theater, course):
        [credential] = issued(theater, course, theater.leo)

        attached = pypdf.PdfReader(io.BytesIO(records.pdf([credential]).content)).attachments

        assert attached == {f"{credential.award.uuid}.json": [queries.v3_document(credential)]}

    def test_verifies_like_any_other_file_of_the_badge(self, theater, course):
        [credential] = issued(theater, course, theater.leo)

        report = checker.verify(records.pdf([credential]).content, now=NOW)

        assert report, report.sentence
        assert report.packed_as == "pdf"

    def test_is_the_same_for_the_same_credential(self, theater, course):
        [credential] = issued(theater, course, theater.leo)

        assert records.pdf([credential]).content == records.pdf([credential]).content

    def test_stands_upright_when_asked(self, theater, course):
        [credential] = issued(theater, course, theater.leo)
        lying, upright = (
            pypdf.PdfReader(io.BytesIO(records.pdf([credential], landscape=landscape).content)).pages
            for landscape in (True, False)
        )

        assert len(lying) == len(upright) == 1
        assert lying[0].mediabox.width > lying[0].mediabox.height
        assert upright[0].mediabox.width < upright[0].mediabox.height

    def test_takes_what_looks_like_markup_as_words(self, theater, course):
        name = '#read("/etc/passwd") $x$ *a* <b> \\ "q" @l'
        [credential] = issued(theater, course, learner(name))

        assert name in text_of(records.pdf([credential]).content)

    def test_fits_on_its_page_however_long_everything_is(self, theater, course):
        authoring.change_words(
            badge=theater.badge,
            name="Wide " * 16,
            description="Deep and long. " * 66,
            alt="A rope",
            tags=[],
            by=theater.grace,
            now=NOW,
        )
        [credential] = issued(theater, course, learner("Maximiliane-" * 9 + "Ende"))

        for landscape in (True, False):
            made = records.pdf([credential], landscape=landscape).content
            assert len(pypdf.PdfReader(io.BytesIO(made)).pages) == 1
            assert "Is it genuine?" in text_of(made)


class TestNames:
    @pytest.mark.parametrize("language", SCRIPTS)
    def test_come_out_of_the_file_as_they_went_in(self, theater, course, language):
        [credential] = issued(theater, course, learner(SCRIPTS[language], language))

        assert SCRIPTS[language] in text_of(records.pdf([credential]).content)

    def test_of_the_whole_academy_come_out_of_one_file(self, theater, course):
        shown = [one for one in people.LEARNERS if not fonts.missing(one.name)]
        credentials = issued(theater, course, *(learner(one.name, one.language) for one in shown))

        delivered = records.pdf(credentials)

        assert not delivered.left_out
        # A long name is set on two lines.
        text = re.sub(r"\s+", " ", text_of(delivered.content))
        lost = {one.language for one in shown if unicodedata.normalize("NFC", one.name) not in text}
        assert lost <= LOST

    def test_of_the_academy_need_no_font_that_is_not_ours_but_tibetan(self):
        scripts = {fonts.script(each) for one in people.LEARNERS for each in fonts.missing(one.name)}

        assert scripts <= {"Tibetan"}


class TestLeftOut:
    def test_is_whom_no_font_shows_while_the_others_are_delivered(self, theater, course):
        # Egyptian hieroglyphs.
        good, odd = issued(theater, course, theater.leo, learner("𓂀𓆣"))

        delivered = records.pdf([odd, good])

        [left] = delivered.left_out
        assert left.credential == odd
        assert "Egyptian" in left.message
        assert "fonts-noto-core" in left.remedy
        assert "Leo" in text_of(delivered.content)

    def test_is_who_is_called_by_what_only_one_font_understands(self, theater, course):
        # A letter for private use, which Noto Serif shows as it likes.
        [odd] = issued(theater, course, learner("Ngozi \ue000"))

        [left] = records.pdf([odd]).left_out

        assert left.credential == odd

    def test_leaves_nothing_when_it_is_everybody(self, theater, course):
        [odd] = issued(theater, course, learner("𓂀"))

        delivered = records.pdf([odd])

        assert not delivered.content
        assert len(delivered.left_out) == 1

    def test_is_whose_picture_breaks_the_typesetter(self, theater, course, monkeypatch):
        credentials = issued(theater, course, *(learner(f"Learner {number}") for number in range(5)))
        broken = records.page.Image(content=b"<svg", extension="svg")
        real = records.wording.record

        def record(credential, designs):
            made = real(credential, designs)
            return records.dataclasses.replace(made, picture=broken) if credential == credentials[3] else made

        monkeypatch.setattr(records.wording, "record", record)

        delivered = records.pdf(credentials)

        assert [left.credential for left in delivered.left_out] == [credentials[3]]
        assert len(pypdf.PdfReader(io.BytesIO(delivered.content)).pages) == 4


class TestSet:
    def test_has_a_page_for_each_with_a_bookmark(self, theater, course):
        learners = [learner(name) for name in ("Leo", "Ngozi Adéyẹmí-Brandão", "김서연")]
        reader = pypdf.PdfReader(io.BytesIO(records.pdf(issued(theater, course, *learners)).content))

        assert len(reader.pages) == 3
        assert [entry.title for entry in reader.outline] == [one.name for one in learners]
        assert len(reader.attachments) == 3

    def test_is_named_by_badge_for_one_learner(self, theater, course):
        other = stage.add_course(theater, "second", NOW)
        credentials = issued(theater, course, theater.leo) + issued(theater, other, theater.leo)
        reader = pypdf.PdfReader(io.BytesIO(records.pdf(credentials).content))

        assert [entry.title for entry in reader.outline] == ["Knots", "Knots"]
        assert reader.metadata.title == "Badge records of Leo"

    def test_takes_no_more_queries_for_more_pages(self, theater, course, django_assert_max_num_queries):
        learners = [learner(f"Learner {number}") for number in range(12)]
        keys = [credential.pk for credential in issued(theater, course, *learners)]

        with django_assert_max_num_queries(11):
            assert records.pdf(list(Credential.objects.filter(pk__in=keys))).content

    def test_comes_as_single_files_too(self, theater, course):
        odd, *good = issued(theater, course, learner("𓂀"), learner("Ngozi"), theater.leo)

        first, *files = records.each([odd, *good])

        assert isinstance(first, records.LeftOut)
        assert [name for name, _pdf in files] == ["Knots - Ngozi.pdf", "Knots - Leo.pdf"]


class TestFile:
    def test_is_sound(self, theater, course):
        if not shutil.which("qpdf"):
            pytest.skip("qpdf is not installed")
        [credential] = issued(theater, course, theater.leo)

        made = records.pdf([credential]).content
        with open_file(made) as path:
            done = subprocess.run(["qpdf", "--check", path], capture_output=True, check=False)

        assert done.returncode == 0, done.stdout + done.stderr

    def test_claims_and_keeps_what_archives_and_screen_readers_ask(self, theater, course):
        [credential] = issued(theater, course, learner("Ngozi", "ar"))
        reader = pypdf.PdfReader(io.BytesIO(records.pdf([credential]).content))
        root = reader.trailer["/Root"]
        metadata = root["/Metadata"].get_data().decode()

        assert re.search(r"pdfaid:part\W+3\b", metadata)
        assert re.search(r"pdfaid:conformance\W+A\b", metadata)
        assert re.search(r"pdfuaid:part\W+1\b", metadata)
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "ar"
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert root["/OutputIntents"]
        assert {"/H1", "/H2", "/Figure"} <= set(structure(root["/StructTreeRoot"]))
        assert all(
            each.get("/Alt") for each in elements(root["/StructTreeRoot"]) if each.get("/S") == "/Figure"
        )
        embedded = [bool({"/FontFile2", "/FontFile3"} & set(font)) for font in descriptors(reader)]
        assert embedded
        assert all(embedded)
        assert [each.get_object()["/AFRelationship"] for each in root["/AF"]] == ["/Data"]
        assert not reader.is_encrypted
        assert "/JavaScript" not in root.get("/Names", {})

    def test_mirrors_itself_for_who_reads_from_the_right(self, theater, course):
        left, right = issued(theater, course, learner("Ngozi"), learner("عمر", "ar"))

        places = [picture_place(records.pdf([one]).content) for one in (left, right)]

        assert places[0] < 0.35
        assert places[1] > 0.65


@contextlib.contextmanager
def open_file(content):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "record.pdf"
        path.write_bytes(content)
        yield path


def elements(node):
    """Walk the structure tree."""
    node = node.get_object()
    kids = node.get("/K", [])
    for reference in kids if isinstance(kids, list) else [kids]:
        kid = reference.get_object()
        if isinstance(kid, dict) and "/S" in kid:
            yield kid
            yield from elements(kid)


def structure(node):
    return [each["/S"] for each in elements(node)]


def descriptors(reader):
    for page in reader.pages:
        for form in page["/Resources"]["/XObject"].values():
            for font in form.get_object()["/Resources"].get("/Font", {}).values():
                for descendant in font.get_object()["/DescendantFonts"]:
                    yield descendant.get_object()["/FontDescriptor"]


def picture_place(pdf):
    """Say where the weight of what is colored lies, from left (0) to right (1).

    Not the middle of its bounds: they end where the faint strokes of a rosette do, which no two badges share.
    """
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm of Debian's poppler-utils is not installed")
    with open_file(pdf) as path:
        done = subprocess.run(["pdftoppm", "-r", "40", "-png", path], capture_output=True, check=True)
    with Image.open(io.BytesIO(done.stdout)) as image:
        saturation = image.convert("HSV").getchannel("S").point(lambda value: 255 if value > 60 else 0)
        columns = list(saturation.resize((image.width, 1), Image.Resampling.BOX).tobytes())
        return sum(at * weight for at, weight in enumerate(columns)) / sum(columns) / image.width


class TestCoverage:
    def test_holds_what_the_packages_of_fonts_promise(self):
        shown, _lacking = fonts.coverage()

        assert {
            *(
                "Latin",
                "Vietnamese",
                "Greek",
                "Cyrillic",
                "Arabic",
                "Hebrew",
                "Devanagari",
                "Bengali",
                "Tamil",
            ),
            *(
                "Thai",
                "Chinese",
                "Japanese",
                "Korean",
                "Armenian",
                "Georgian",
                "Ethiopic",
                "Khmer",
                "Myanmar",
            ),
        } <= set(shown)

    def test_is_told_by_doctor(self, tmp_path):
        from phalera.commands.checkup import records as checkup

        finding = checkup.scripts(tmp_path)

        assert finding.level == "ok"
        assert "Bengali" in finding.message

    def test_that_is_poor_is_a_warning_with_a_remedy(self, tmp_path, monkeypatch):
        from phalera.commands.checkup import records as checkup

        monkeypatch.setattr(fonts, "coverage", lambda: (("Latin",), ("Thai",)))

        finding = checkup.scripts(tmp_path)

        assert finding.level == "warn"
        assert "Thai" in finding.message
        assert "fonts-noto-core" in finding.remedy


class TestTypesetter:
    def test_that_hangs_is_killed_and_the_next_record_has_another(self, theater, course, monkeypatch):
        [credential] = issued(theater, course, theater.leo)
        records.pdf([credential])
        first = workshop._workers[0]._process
        first.send_signal(signal.SIGSTOP)
        monkeypatch.setattr(workshop, "PATIENCE", 0.02)

        assert not records.pdf([credential]).content
        monkeypatch.undo()
        assert records.pdf([credential]).content
        assert first.poll() is not None

    def test_has_no_folder_left_when_it_ended(self, theater, course):
        [credential] = issued(theater, course, theater.leo)
        records.pdf([credential])
        folder = workshop._workers[0]._folder

        workshop.close()

        assert not folder.exists()

    def test_sees_the_template_and_pictures_only(self, theater, course):
        [credential] = issued(theater, course, theater.leo)
        workshop.close()
        records.pdf([credential])

        kinds = {
            re.sub(r"[0-9a-f]{64}", "picture", each.name) for each in workshop._workers[0]._room.iterdir()
        }

        assert {each for each in kinds if not each.startswith("ring-")} == {"record.typ", "picture.svg"}
        assert not any(each.is_symlink() for each in workshop._workers[0]._room.iterdir())


class TestCode:
    def test_leads_to_where_the_badge_can_be_verified(self, theater, course):
        if not shutil.which("pdftoppm"):
            pytest.skip("pdftoppm of Debian's poppler-utils is not installed")
        [credential] = issued(theater, course, theater.leo)
        with open_file(records.pdf([credential]).content) as path:
            done = subprocess.run(["pdftoppm", "-r", "150", "-png", path], capture_output=True, check=True)

        with Image.open(io.BytesIO(done.stdout)) as image:
            found = [code.text for code in zxingcpp.read_barcodes(image)]

        assert found == [f"{credential.version.public_url}/credentials/{credential.award.uuid}"]

    @pytest.mark.parametrize("length", [1, 20, 75, 76, 90, 160, 400])
    def test_is_the_one_that_the_library_makes_when_it_weighs_the_masks_itself(self, length):
        for number in range(40):
            text = (f"https://badges.example.org/{number * 7_919}/" * 20)[-length:]
            code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=qr.LEVEL)
            modules = code.to_image(scale=1, add_quiet_zones=False)

            side, drawn = qr.operators(text)

            assert modules.shape == (side, side)
            assert dark(drawn, side) == {at for at, light in enumerate(bytes(modules)) if not light}

    def test_is_the_same_as_a_picture_by_itself(self):
        picture = resvg_py.svg_to_bytes(svg_string=qr.svg("https://badges.example.org"), width=290)

        with Image.open(io.BytesIO(picture)) as image:
            paper = Image.new("RGBA", (330, 330), "white")
            paper.alpha_composite(image.convert("RGBA"), (20, 20))

        assert [code.text for code in zxingcpp.read_barcodes(paper)] == ["https://badges.example.org"]


def dark(drawn, side):
    """Give the places of dark modules, counted row by row from the top."""
    runs = (map(int, run) for run in re.findall(rb"(\d+) (\d+) (\d+) 1 re", drawn))
    return {(side - 1 - up) * side + x + more for x, up, length in runs for more in range(length)}


class TestRenewal:
    def test_says_which_record_it_renews(self, theater, course):
        [credential] = issued(theater, course, theater.leo)
        first = credential.award
        again = Award.objects.create(
            learner=first.learner,
            achievement=first.achievement,
            occurrence=1,
            awarded_at=NOW + dt.timedelta(days=365),
            follows=first,
            valid_until=NOW + dt.timedelta(days=730),
        )
        issuing.issue(awards=[again], now=NOW)

        text = text_of(records.pdf([queries.live_credential(again)]).content)

        assert "Renews the record of" in text
        assert "April 7, 2026" in text
        assert "April 6, 2028" in text
