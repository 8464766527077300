"""WeasyPrint at its best: warm, fonts found once, pictures inline. Answers lines of JSON in an environment of its own."""

import base64
import importlib.metadata
import json
import sys
import time

held = {}


def _prepare(pages):
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    held.update(pages=pages, html=HTML, fonts=FontConfiguration())


def _versions():
    return {name: importlib.metadata.version(name) for name in ("weasyprint", "pydyf", "fonttools")}


def _made(page):
    from weasyprint import Attachment

    attachment = Attachment(string=page["credential"].encode(), name="credential.json", relationship="Data")
    document = held["html"](string=page["html"])
    return document.write_pdf(
        font_config=held["fonts"], pdf_variant="pdf/a-3u", pdf_tags=True, attachments=[attachment]
    )


def _run():
    began = time.process_time()
    for page in held["pages"]:
        _made(page)
    return time.process_time() - began


def _last():
    return base64.b64encode(_made(held["pages"][-1])).decode()


ANSWERS = {"prepare": _prepare, "versions": _versions, "run": _run, "last": _last}

for line in sys.stdin:
    question = json.loads(line)
    try:
        print(json.dumps({"answer": ANSWERS[question.pop("ask")](**question)}), flush=True)
    except Exception as error:  # noqa: BLE001 - whoever asked wants to know, whatever it is
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), flush=True)
