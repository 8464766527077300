"""Refresh the translations: every message of source and templates in each language's .po, compiled to its .mo.

`make messages` runs it; gettext's own programs are not needed. What is not translated yet is shown in English.
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings_for_tests")

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "phalera"
LOCALE = SOURCE / "locale"
# How many forms a number has, as CLDR gives them and gettext writes them.
PLURALS = {
    "ar": (
        "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : "
        "n%100>=3 && n%100<=10 ? 3 : n%100>=11 && n%100<=99 ? 4 : 5;"
    ),
    "de": "nplurals=2; plural=(n != 1);",
}
# Where the arguments of each function stand: context, message, plural.
_FUNCTIONS = {
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "npgettext": (0, 1, 2),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
}
_LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
_CALL = re.compile(rf"(?<!\w)({'|'.join(_FUNCTIONS)})\(({_LITERAL}(?:\s*,\s*{_LITERAL})*)")

Message = tuple[str | None, str, str | None]


def main() -> int:
    """Write the .po and .mo files of all languages, and say how much of each is translated."""
    for path in files():
        catalogue = refreshed(path)
        catalogue.save(str(path))
        path.with_suffix(".mo").write_bytes(catalogue.to_binary())
        done, total = len(catalogue.translated_entries()), len(catalogue)
        sys.stdout.write(f"{_language(path)}: {done} of {total} messages translated\n")
    return 0


def files() -> list[Path]:
    """Give the .po file of every language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def refreshed(path: Path) -> polib.POFile:
    """Give the translations of a file with exactly the messages that are in use, sorted by where they are."""
    old = {_key(entry): entry for entry in polib.pofile(str(path))}
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Project-Id-Version": "Phalera",
        "Language": _language(path),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[_language(path)],
    }
    for (context, message, plural), places in messages().items():
        entry = polib.POEntry(
            msgid=message,
            msgctxt=context,
            msgid_plural=plural or "",
            occurrences=[(place, "") for place in places],
            flags=["python-format"] if re.search(r"%\(\w+\)[sd]", message + (plural or "")) else [],
        )
        known = old.get(_key(entry))
        if known and plural:
            entry.msgstr_plural = known.msgstr_plural
        elif known:
            entry.msgstr = known.msgstr
        if plural and not entry.msgstr_plural:
            entry.msgstr_plural = dict.fromkeys(range(forms(path)), "")
        catalogue.append(entry)
    return catalogue


def forms(path: Path) -> int:
    """Give how many plural forms the language of a file has."""
    return int(PLURALS[_language(path)].removeprefix("nplurals=").partition(";")[0])


def messages() -> dict[Message, list[str]]:
    """Give context, message and plural of everything that is translated, and the files that say it."""
    found: dict[Message, list[str]] = {}
    plurals: dict[tuple[str | None, str], Message] = {}
    for path in sorted((*SOURCE.rglob("*.py"), *SOURCE.glob("*/templates/**/*"))):
        if not path.is_file():
            continue
        said = _of_python(path) if path.suffix == ".py" else _of_template(path)
        for context, message, plural in said:
            # The same words with and without a plural are one message to gettext.
            known = plurals.get((context, message))
            key = (context, message, plural or (known[2] if known else None))
            if known and known != key:
                found[key] = found.pop(known)
            plurals[context, message] = key
            places = found.setdefault(key, [])
            if (place := path.relative_to(ROOT).as_posix()) not in places:
                places.append(place)
    return found


def _of_python(path: Path) -> Iterator[Message]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in _FUNCTIONS:
            words = [each.value if isinstance(each, ast.Constant) else None for each in node.args]
            yield from _placed(name, words)


def _of_template(path: Path) -> Iterator[Message]:
    from django.utils.translation.template import templatize

    for call in _CALL.finditer(templatize(path.read_text())):
        words = [ast.literal_eval(each) for each in re.findall(_LITERAL, call[2])]
        yield from _placed(call[1], words)


def _placed(name: str, words: list) -> Iterator[Message]:
    given = [None if place is None or place >= len(words) else words[place] for place in _FUNCTIONS[name]]
    context, message, plural = given
    if isinstance(message, str):
        yield context, message, plural


def _key(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def _language(path: Path) -> str:
    return path.parents[1].name


if __name__ == "__main__":
    sys.exit(main())
