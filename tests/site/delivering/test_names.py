"""Names of files are whole, harmless and readable in every script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalera.delivering import names

DEVICES = {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}


class TestFileName:
    def test_says_badge_and_learner(self):
        assert names.file_name("Knots", "Leo Lang", "png") == "Knots - Leo Lang.png"

    @pytest.mark.parametrize(
        ("badge", "learner"),
        [
            ("結び目", "李小龍"),
            ("عقدة", "محمد"),
            ("Узлы", "Лев"),
            ("ปม", "ไพลิน"),
            ("गाँठ", "अनन्या"),
            ("קשר", "נועה"),
        ],
    )
    def test_keeps_every_script(self, badge, learner):
        assert names.file_name(badge, learner, "svg") == f"{badge} - {learner}.svg"

    def test_keeps_the_joiners_that_spelling_needs(self):
        assert "می\u200cخواهم" in names.file_name("می\u200cخواهم", "x", "png")

    @pytest.mark.parametrize(
        ("badge", "expected"),
        [
            ("../../etc/passwd", "-..-etc-passwd - Leo.png"),
            ("a/b\\c:d", "a-b-c-d - Leo.png"),
            ('<*?"|>', "------ - Leo.png"),
            ("x\u202egnp.exe", "xgnp.exe - Leo.png"),
            ("\u2066hidden\u2069", "hidden - Leo.png"),
            ("\ufeffbom\u200b", "bom - Leo.png"),
            (".hidden", "hidden - Leo.png"),
            ("  a \n b\t", "a b - Leo.png"),
            ("", "Badge - Leo.png"),
            ("...", "Badge - Leo.png"),
            ("\u200e\u200f", "Badge - Leo.png"),
            ("nul.txt", "_nul.txt - Leo.png"),
            ("Com1.", "Com1 - Leo.png"),
            ("aux .x", "_aux .x - Leo.png"),
            ("Console", "Console - Leo.png"),
            ("a\0b", "ab - Leo.png"),
        ],
    )
    def test_has_nothing_to_stumble_over(self, badge, expected):
        assert names.file_name(badge, "Leo", "png") == expected

    @given(st.text(max_size=300), st.text(max_size=300))
    def test_holds_the_rules_for_whatever_people_are_called(self, badge, learner):
        name = names.file_name(badge, learner, "png")

        assert len(name.encode()) <= 255
        assert name.endswith(".png")
        assert not name.startswith((".", " ", "-."))
        assert not set(name) & set('/\\:*?"<>|')
        assert not any(unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"} for each in name)
        assert not any(
            unicodedata.bidirectional(each) in {"LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI"}
            for each in name
        )
        assert name.split(".")[0].strip().upper() not in DEVICES
