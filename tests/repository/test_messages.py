"""The translations are those of the messages in use, compiled, and keep what stands for a value."""

import re

import polib
import pytest
from tests import messages

FILES = messages.files()
VALUE = re.compile(r"%\(\w+\)[sd]|%%")


@pytest.mark.parametrize("path", FILES, ids=[path.parents[1].name for path in FILES])
class TestTranslations:
    def test_know_every_message_and_no_other(self, path):
        listed = {(each.msgctxt, each.msgid) for each in polib.pofile(str(path))}
        used = {(context, message) for context, message, _plural in messages.messages()}

        assert listed == used, "run `make messages`"

    def test_are_compiled(self, path):
        compiled = path.with_suffix(".mo").read_bytes()

        assert compiled == polib.pofile(str(path)).to_binary(), "run `make messages`"

    def test_keep_what_stands_for_a_value(self, path):
        wrong = [
            (each.msgid, said)
            for each in polib.pofile(str(path)).translated_entries()
            for said in ([each.msgstr] if each.msgstr else each.msgstr_plural.values())
            if not set(VALUE.findall(said)) <= set(VALUE.findall(each.msgid + each.msgid_plural))
            or (each.msgstr and set(VALUE.findall(said)) != set(VALUE.findall(each.msgid)))
        ]

        assert wrong == []

    def test_have_every_form_of_a_number(self, path):
        for each in polib.pofile(str(path)):
            if each.msgid_plural:
                assert len(each.msgstr_plural) == messages.forms(path)


class TestLanguages:
    def test_that_are_offered_have_translations(self, settings):
        offered = {code for code, _name in settings.LANGUAGES} - {"en"}

        assert offered <= {path.parents[1].name for path in FILES}
