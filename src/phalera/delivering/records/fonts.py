"""Which fonts a badge record is set in, and which characters none of them can show.

The fonts are data of hash-pinned packages, found without importing them; what they lack is looked for among Debian's.
"""

import functools
import importlib.util
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fontTools.ttLib import TTFont

# What `apt install fonts-noto-core` brings.
DEBIAN_PACKAGE = "fonts-noto-core"
_DEBIAN_FOLDER = Path("/usr/share/fonts/truetype/noto")
# In this order: a serif for what is read most, then each script's own.
_PACKAGED: tuple[tuple[str, str, str], ...] = (
    ("Source Serif 4", "justmytype_western_core", "fonts/ofl/sourceserif4/SourceSerif4[opsz,wght].ttf"),
    ("Noto Serif", "justmytype_western_core", "fonts/ofl/notoserif/NotoSerif[wdth,wght].ttf"),
    # Not today's Noto for these two: its letters are put together of parts, and a text that is taken out of the PDF
    # has the parts in the wrong order or twice.
    ("Amiri", "fontpkg_amiri", "files/Amiri-Regular.ttf"),
    ("Hind Siliguri", "fontpkg_hind_siliguri", "files/HindSiliguri-Regular.ttf"),
    *(
        (f"Noto Sans {script}", "manimgx_fonts", f"NotoSans{script}[wght].ttf")
        for script in (
            *("Hebrew", "Devanagari", "Bengali", "Tamil", "Telugu", "Kannada", "Malayalam", "Gujarati"),
            *("Gurmukhi", "Oriya", "Sinhala", "Thai", "Lao", "Khmer", "Myanmar", "Georgian", "Armenian"),
            "Ethiopic",
        )
    ),
    *(
        (
            f"Noto Sans {region}",
            "justmytype_intl_cjk",
            f"fonts/ofl/notosans{region.lower()}/NotoSans{region}[wght].ttf",
        )
        for region in ("SC", "TC", "JP", "KR")
    ),
    ("Noto Sans Symbols", "manimgx_fonts", "NotoSansSymbols[wght].ttf"),
    ("Noto Emoji", "manimgx_fonts", "NotoEmoji[wght].ttf"),
)
_FROM_DEBIAN: tuple[tuple[str, str], ...] = (
    ("Noto Serif Tibetan", "NotoSerifTibetan-Regular.ttf"),
    *(
        (f"Noto Sans {script}", f"NotoSans{script.replace(' ', '')}-Regular.ttf")
        for script in (
            *("Mongolian", "Thaana", "Syriac", "NKo", "Cherokee", "Tifinagh", "Javanese", "Balinese"),
            *("Canadian Aboriginal", "Vai", "Adlam", "Ol Chiki", "Meetei Mayek", "Symbols2", "Math"),
        )
    ),
)
# Who reads Han characters in another country's shapes than the mainland's.
_HAN = {
    "ja": "Noto Sans JP",
    "ko": "Noto Sans KR",
    "zh-hant": "Noto Sans TC",
    "zh-tw": "Noto Sans TC",
    "zh-hk": "Noto Sans TC",
}
# Letters without which nothing is written in a script.
_SAMPLES = {
    "Latin": "AaẸẹ",
    "Vietnamese": "ạữ",
    "Greek": "Αω",
    "Cyrillic": "Жяґ",
    "Armenian": "Աա",
    "Georgian": "ა",
    "Arabic": "اگٹ",
    "Hebrew": "אש",
    "Devanagari": "कष",
    "Bengali": "কষ",
    "Gurmukhi": "ਕਸ",
    "Gujarati": "કસ",
    "Oriya": "କସ",
    "Tamil": "கஸ",
    "Telugu": "కస",
    "Kannada": "ಕಸ",
    "Malayalam": "കസ",
    "Sinhala": "කස",
    "Thai": "กส",
    "Lao": "ກສ",
    "Khmer": "កស",
    "Myanmar": "ကသ",
    "Ethiopic": "ሀሰ",
    "Chinese": "中们們",
    "Japanese": "日あア",
    "Korean": "가힣",
    "Tibetan": "ཀས",
    "Mongolian": "ᠠᠰ",
}
_OWN = {"Arabic": "Amiri", "Bengali": "Hind Siliguri"}
# The face we like, and the one that has every European letter.
_LARGE, _EUROPEAN = "Source Serif 4", "Noto Serif"
_UNSEEN = frozenset(("Cc", "Cf", "Zl", "Zp"))


class Font:
    """A font that is present here, read when it is first asked."""

    def __init__(self, family: str, path: Path) -> None:
        self.family = family
        self.path = path

    @functools.cached_property
    def characters(self) -> frozenset[int]:
        """The code points that it can show."""
        with _opened(self.path) as font:
            return frozenset(font.getBestCmap())

    @functools.cached_property
    def widths(self) -> Mapping[int, float]:
        """How wide each is, as a part of the size."""
        with _opened(self.path) as font:
            unit, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
            return {code: metrics[glyph][0] / unit for code, glyph in font.getBestCmap().items()}


def missing(text: str) -> tuple[str, ...]:
    """Give the characters of a text that no font here can show, each once."""
    return tuple(
        each
        for each in dict.fromkeys(text)
        # What is for private use shows whatever a font likes, and can be read aloud by nobody (ISO 19005-3, 6.2.11.7.3).
        if _is_seen(each) and (_is_private(each) or not _font_of(ord(each), "en", ""))
    )


@functools.lru_cache(maxsize=4_096)
def families(text: str, language: str = "en") -> tuple[str, ...]:
    """Give the families that a text is set in, the first that has a character first; no more than are needed."""
    codes = [ord(each) for each in dict.fromkeys(text) if _is_seen(each)]
    face = _face(codes)
    needed = {font for code in codes if (font := _font_of(code, language, face))}
    others = [font.family for font in installed().values() if font in needed and font.family != face]
    # Where nothing European is written, hyphens and spaces come from the script's own font too: programs that take out
    # the text put a word together only while its font stays the same.
    european = any(each.isalpha() and ord(each) in installed()[_EUROPEAN].characters for each in text)
    return (face, *others) if european else (*others, face)


@functools.lru_cache(maxsize=4_096)
def width(text: str, language: str = "en") -> float:
    """Give about how wide a text is, as a multiple of its size; joined scripts are rather narrower."""
    face = _face([ord(each) for each in text])
    return sum(_advance(each, language, face) for each in text)


def script(character: str) -> str:
    """Give the name of a character's script for people, such as `Tibetan`."""
    first = unicodedata.name(character, "").split(" ")[0]
    return {"CJK": "Han", "": "unnamed"}.get(first, first.capitalize())


def coverage() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the names of scripts that records can show here, and of those they cannot."""
    shown = tuple(name for name, letters in _SAMPLES.items() if not missing(letters))
    return shown, tuple(name for name in _SAMPLES if name not in shown)


def files() -> tuple[Path, ...]:
    """Give the files of all fonts that are present here."""
    return tuple(font.path for font in installed().values())


@functools.cache
def installed() -> Mapping[str, Font]:
    """Give the fonts that are present here, by family."""
    packaged = ((family, _folder(package) / name) for family, package, name in _PACKAGED)
    debian = ((family, _DEBIAN_FOLDER / name) for family, name in _FROM_DEBIAN)
    return {family: Font(family, path) for family, path in (*packaged, *debian) if path.is_file()}


def _face(codes: Sequence[int]) -> str:
    """Choose the face for European letters: one page shows them in one, for the two differ too much in one word."""
    fonts = installed()
    large, other = fonts[_LARGE].characters, fonts[_EUROPEAN].characters
    return _EUROPEAN if any(code not in large and code in other for code in codes) else _LARGE


@functools.lru_cache(maxsize=65_536)
def _font_of(code: int, language: str, face: str) -> Font | None:
    """Find the font that shows a character; large ones are asked last, for they take long to read."""
    fonts = installed()
    if face and code in fonts[face].characters:
        return fonts[face]
    han = _HAN.get(language, _HAN.get(language.partition("-")[0], "Noto Sans SC"))
    # Each script's own font, by the script's name in the character's, before all others.
    own = script(chr(code))
    likely = (_OWN.get(own, f"Noto Sans {own}"), f"Noto Serif {own}")
    order = (*likely, _LARGE, _EUROPEAN, *((han,) if _is_wide(code) else ()), *fonts)
    return next(
        (fonts[each] for each in dict.fromkeys(order) if each in fonts and code in fonts[each].characters),
        None,
    )


@functools.lru_cache(maxsize=65_536)
def _advance(character: str, language: str, face: str) -> float:
    if _is_wide(ord(character)):
        return 1.0
    font = _font_of(ord(character), language, face)
    return font.widths[ord(character)] if font else 0.0


@functools.lru_cache(maxsize=65_536)
def _is_seen(character: str) -> bool:
    # Joiners, bidi marks and variation selectors steer what is shown and are not shown.
    code = ord(character)
    selector = 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF  # noqa: PLR2004
    return not selector and unicodedata.category(character) not in _UNSEEN


def _is_private(character: str) -> bool:
    return unicodedata.category(character) == "Co"


def _is_wide(code: int) -> bool:
    return unicodedata.east_asian_width(chr(code)) in "WF"


def _folder(package: str) -> Path:
    # Found, not imported: those packages bring code that is none of our business.
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0]) if places else Path("/nonexistent")


def _opened(path: Path) -> "TTFont":
    # Late: few requests need it, and it is large.
    from fontTools import ttLib

    return ttLib.TTFont(path, lazy=True)
