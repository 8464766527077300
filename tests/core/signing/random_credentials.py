"""Random achievements and slots for the property test: every script, odd characters, odd addresses, many shapes."""

import random

from phalera_core.documents import recipients, v3

SCRIPTS = (
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "àéîõüçñßœåØÞıŁžșț",
    "αβγδεζηθλμξπρσςωΩάέή",
    "абвгдежзийклмнопрстуфхцчшщыэюяІїЄґ",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهويئءٱپچژگ",
    "אבגדהוזחטיכלמנסעפצקרשת",
    "अआइईउकखगघचछजटठडतथदनपबमयरलवशषसह्ािीु",
    "กขคงจฉชซญดตถทธนบปผพฟมยรลวสหอะาิีุู็่้",
    "網絡基礎証書学習達成北京東京한글배지성취",
    "ひらがなカタカナアイウエオ",
    "🏅🎓👩‍🚀🏳️‍🌈👍🏽😀🧪",
    "𝕬𝓑𝒸𝟘𐍈𠜎𡃁",
    "ﬁﬀ\ue000\uf8ff\ufb01\u00a0\u200b\u200d\u202e\u2028\u2029\ufeff\u00ad",
    "e\u0301a\u0308o\u0323\u0302",
)
ODD = (
    '"',
    "\\",
    "\n",
    "\t",
    "\r\n",
    "\\u0041",
    "\\n",
    '"^^<http://www.w3.org/2001/XMLSchema#string>',
    '" .\n<a:b> <c:d> "',
    "%s %b %% %(id)s",
    "_:c14n0",
    "slot:id",
    "x-slot:id",
    "x-x-slot:salt",
    "]]>",
    "</script>",
    "{{ }}",
    "@en",
    "'",
    "`",
    "&amp;",
    "\u001f".replace("\u001f", "slot:\\u001fid"),
)
ODD_IRIS = (
    "https://example.org/a%20b?c=d%2Fe#f",
    "https://example.org/straße/网络#ö",
    "https://user@example.org:8443/a;b=c,d/e!f$g'h(i)*+~._-",
    "http://[2001:db8::1]/x",
    "https://xn--bcher-kva.example/",
    "urn:isbn:0-486-27557-4",
    "urn:uuid:6ba7b810-9dad-11d1-80b4-00c04fd430c8",
    "did:web:example.org%3A8443:issuers:1",
    "tag:example.org,2026:badge/1",
    "data:image/png;base64,iVBORw0KGgo=",
    "mailto:ada@example.org",
    "https://example.org/?q=a&b=c=d",
    "https://example.org/%",
    "https://example.org/\U0001f3c5",
)
ODD_SLOT_IRIS = (
    "https://example.org/award%20one",
    "https://example.org/verleihung/straße",
    "tag:example.org,2026:award",
    "https://example.org/\U0001f3c5",
)


class Source:
    """Draw random credentials from a seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.count = 0

    def text(self, most: int = 60) -> str:
        draw = self.random
        script = draw.choice(SCRIPTS)
        pieces = []
        for _ in range(draw.randint(1, max(1, most // 8))):
            pieces.append("".join(draw.choice(script) for _ in range(draw.randint(1, 12))))
            if draw.random() < 0.15:
                pieces.append(draw.choice(ODD))
            if draw.random() < 0.1:
                script = draw.choice(SCRIPTS)
        return draw.choice((" ", "", ", ")).join(pieces)

    def iri(self) -> str:
        self.count += 1
        if self.random.random() < 0.3:
            return self.random.choice(ODD_IRIS)
        return f"https://example.org/{self.random.choice(('a', 'b', 'c'))}/{self.count}"

    def maybe(self, make, chance: float = 0.5):
        return make() if self.random.random() < chance else None

    def several(self, make, most: int = 3) -> tuple:
        return tuple(make() for _ in range(self.random.choice((0, 0, 1, 2, self.random.randint(1, most)))))

    def image(self) -> v3.Image:
        return v3.Image(id=self.iri(), caption=self.maybe(self.text))

    def alignment(self) -> v3.Alignment:
        return v3.Alignment(
            target_name=self.text(),
            target_url=self.iri(),
            target_code=self.maybe(lambda: self.text(10)),
            target_description=self.maybe(self.text),
            target_framework=self.maybe(lambda: self.text(20)),
            target_type=self.maybe(lambda: self.random.choice(("ceasn:Competency", "CFItem", "ext:own"))),
        )

    def identifier(self) -> v3.IdentifierEntry:
        return v3.IdentifierEntry(
            identifier=self.text(20), identifier_type=self.random.choice(("sourcedId", "systemId", "ext:own"))
        )

    def profile(self) -> v3.Profile:
        return v3.Profile(
            id=self.random.choice(("did:web:example.org", "did:key:z6MkrJVnaZke", self.iri())),
            name=self.text(),
            url=self.maybe(self.iri),
            email=self.maybe(lambda: "badges@example.org"),
            phone=self.maybe(lambda: "+31 20 123 4567", 0.2),
            description=self.maybe(self.text),
            image=self.maybe(self.image),
            other_identifier=self.several(self.identifier, 2),
        )

    def achievement(self) -> v3.Achievement:
        draw = self.random
        alignments = self.several(self.alignment, 6)
        if alignments and draw.random() < 0.02:
            # Two that look alike: the fast path must see that it cannot tell them apart.
            alignments += alignments[:1]
        narrative = self.text(draw.choice((40, 200, 200, 200, 4_000)))
        return v3.Achievement(
            id=self.iri(),
            achievement_type=self.maybe(lambda: draw.choice(("Badge", "Certificate", "Course", "ext:own"))),
            name=self.text(),
            description=self.text(200),
            criteria=v3.Criteria(id=self.maybe(self.iri, 0.3), narrative=narrative),
            image=self.maybe(self.image, 0.8),
            alignment=alignments,
            creator=self.maybe(self.profile, 0.3),
            credits_available=self.maybe(lambda: draw.choice((1, 2.5, 3.0, 0.1, 120, 1e21, 1e-7, -0.0)), 0.3),
            field_of_study=self.maybe(self.text, 0.2),
            human_code=self.maybe(lambda: self.text(10), 0.2),
            in_language=self.maybe(lambda: draw.choice(("en", "nl-NL", "zh-Hant"))),
            other_identifier=self.several(self.identifier),
            related=self.several(lambda: v3.Related(id=self.iri(), version=self.maybe(lambda: "2"))),
            result_description=self.several(
                lambda: v3.ResultDescription(
                    id=self.iri(),
                    name=self.text(),
                    result_type="LetterGrade",
                    allowed_value=tuple(self.text(6) for _ in range(draw.randint(0, 3))),
                ),
                1,
            )
            if draw.random() < 0.1
            else (),
            specialization=self.maybe(self.text, 0.1),
            tag=self.several(lambda: self.text(12), 8),
            version=self.maybe(lambda: str(draw.randint(1, 99))),
        )

    def template(self) -> bytes:
        draw = self.random
        return v3.credential_template(
            achievement=self.achievement(),
            issuer=self.profile() if draw.random() < 0.9 else "did:web:example.org",
            status_list=self.maybe(lambda: f"https://example.org/status/{self.count}", 0.7),
            description=self.maybe(self.text, 0.3),
            image=self.maybe(self.image, 0.2),
            evidence=self.several(
                lambda: v3.Evidence(
                    id=self.maybe(self.iri), name=self.text(), narrative=self.maybe(self.text)
                ),
                2,
            )
            if draw.random() < 0.2
            else (),
        )

    def slots(self, names: frozenset[str]) -> dict[str, str | None]:
        draw = self.random
        self.count += 1
        salt = draw.choice((f"{draw.getrandbits(128):032x}", self.text(20)))
        status_list = f"https://example.org/status/list-{self.count}"
        day = f"2026-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
        slots: dict[str, str | None] = {
            "id": f"https://example.org/ob3/credentials/{draw.getrandbits(128):032x}",
            "subject_id": f"urn:uuid:{draw.getrandbits(128):032x}",
            "identity_hash": recipients.hash_identity(f"leo{self.count}@example.org", salt),
            "salt": salt,
            "valid_from": f"{day}T10:00:00Z",
            "valid_until": draw.choice((None, f"2027-{day[5:]}T22:59:59Z")),
            "awarded_date": f"{day}T09:59:59Z",
            "status_id": f"{status_list}#{self.count}",
            "status_index": str(draw.randrange(131_072)),
            "status_list": status_list,
        }
        if draw.random() < 0.04:
            slots["id"] = draw.choice(ODD_SLOT_IRIS)
        return {name: value for name, value in slots.items() if name in names}
