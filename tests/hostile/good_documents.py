"""JSON files of genuine badges in every form that an issuer may choose: all are verified."""

import json

from factories import credentials
from factories.credentials import changed
from hostile import ordeal
from hostile.registry import genuine
from phalera_core.linkeddata import contexts

_ACHIEVEMENT = "credentialSubject.achievement"
_TEXTS = {
    "Latin": "Łukasz Żółć ﬁ ß",
    "Greek": "Πρώτες Βοήθειες",
    "Arabic": "الإسعافات الأولية",
    "Hebrew": "עזרה ראשונה",
    "Hindi": "प्राथमिक चिकित्सा",
    "Chinese": "急救",
    "Emoji": "🌳👩🏽‍🚒🏳️‍🌈",
    "Combining": "é̂̂̂",
    "Quotes": "\"double\" 'single' \\back\\ `tick`",
    "Markup": "<script>alert(1)</script> &amp; ]]> <![CDATA[ --> {{x}} ${x} %s",
    "Lines": "one\ntwo\r\nthree\tfour",
    "Spaces": "   \u00a0\u2003 x  ",
    "Long": "word " * 2_000,
    "Formula": "=cmd|' /C calc'!A0",
    "Private": "\ue000\U0010fffd",
    "Empty": "",
}


def signed(path, value):
    academy = ordeal.academy()
    return credentials.dump(academy.sign(changed(academy.unsigned(), path, value)))


@genuine("json")
def plain():
    return credentials.dump(ordeal.genuine())


@genuine("json", variants=["indented", "sorted", "escaped", "spaced"])
def text_spelled(form):
    document = ordeal.genuine()
    return {
        "indented": json.dumps(document, indent="\t").encode(),
        "sorted": json.dumps(document, sort_keys=True).encode(),
        "escaped": json.dumps(document, ensure_ascii=True).encode(),
        "spaced": b"\r\n \t" + json.dumps(document, separators=(" , ", " : ")).encode() + b" \n",
    }[form]


@genuine("json", variants=_TEXTS)
def description_in(script):
    return signed(f"{_ACHIEVEMENT}.description", _TEXTS[script])


@genuine("json", variants=["Latin", "Arabic", "Chinese", "Quotes", "Markup"])
def name_in(script):
    return signed(f"{_ACHIEVEMENT}.name", _TEXTS[script])


@genuine("json", variants=[1, 2, 10, 30])
def alignments(count):
    listed = [
        {"type": ["Alignment"], "targetName": f"Goal {n}", "targetUrl": f"https://example.org/{n}"}
        for n in range(count)
    ]
    return signed(f"{_ACHIEVEMENT}.alignment", listed)


@genuine("json", variants=[0, 1, 100, 1_000])
def tags(count):
    return signed(f"{_ACHIEVEMENT}.tag", [f"tag {n}" for n in range(count)] or ["one"])


@genuine("json", variants=["", "Z", "+00:00", "+05:30", "-11:00", ".5Z", ".123456Z"])
def moment_spelled(end):
    return signed("validFrom", f"2026-04-07T09:30:00{end}")


@genuine("json")
def no_end():
    return signed("validUntil", ...)


@genuine("json")
def no_status():
    return signed("credentialStatus", ...)


@genuine("json")
def issuer_as_a_mere_id():
    return signed("issuer", ordeal.academy().issuer_id)


@genuine("json")
def context_of_extensions():
    return signed("@context", [contexts.VC2, contexts.OB3, contexts.OB3_EXTENSIONS])


@genuine("json", variants=["text", "list"])
def types_of_the_achievement(form):
    return signed(f"{_ACHIEVEMENT}.type", "Achievement" if form == "text" else ["Achievement"])


@genuine("json")
def evidence():
    listed = [{"id": "https://example.org/e", "type": ["Evidence"], "name": "Film", "narrative": "Watch me"}]
    return signed("evidence", listed)


@genuine("json")
def result():
    return signed("credentialSubject.result", [{"type": ["Result"], "value": "97"}])


@genuine("json")
def picture_included():
    return signed(f"{_ACHIEVEMENT}.image", {"id": "data:image/png;base64," + "A" * 40_000, "type": "Image"})


@genuine("json")
def recipient_known_by_id_too():
    return signed("credentialSubject.id", "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2")


@genuine("json")
def issuer_known_by_its_key():
    academy = credentials.with_key()
    return credentials.dump(academy.credential(lambda document: document.pop("credentialStatus")))


@genuine("json")
def proof_in_a_list():
    document = ordeal.genuine()
    return credentials.dump(document | {"proof": [document["proof"]]})


@genuine("json", variants=["narrative", "id", "both"])
def criteria(form):
    narrative, url = {"narrative": "Do it."}, {"id": "https://example.org/criteria"}
    return signed(
        f"{_ACHIEVEMENT}.criteria", {"narrative": narrative, "id": url, "both": narrative | url}[form]
    )


@genuine("json")
def version_2():
    return credentials.dump(ordeal.academy().assertion())
