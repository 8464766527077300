"""What the judges are shown: credentials of a small academy, made only by the functions that the platform uses."""

import dataclasses
import datetime as dt
import functools
import io
import json
import uuid
from collections.abc import Iterable

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519
from PIL import Image

from phalera_core.documents import recipients, v2, v3
from phalera_core.keys import dids, multikey, signer
from phalera_core.linkeddata import forms
from phalera_core.linkeddata import template as templates
from phalera_core.signing import proof
from phalera_core.status import bitstring

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
SECRET = bytes(range(32))
PUBLIC = signer.public_key(SECRET)
PUBLIC_MULTIBASE = multikey.encode_public(PUBLIC)
SECRET_MULTIBASE = multikey.encode_secret(SECRET)
DID = dids.did_key(PUBLIC)
KEY = signer.Ed25519Signer(SECRET, dids.did_key_verification_method(DID))
SITE = "https://badges.example.org"
STATUS_LIST = f"{SITE}/status/1"
LEO = "leo@example.org"

ISSUER = v3.Profile(
    id=DID,
    name="Orchard Academy",
    url=f"{SITE}/",
    email="badges@example.org",
    description="Teaches “by hand” — since 1911",
)
ACHIEVEMENT = v3.Achievement(
    id=f"{SITE}/ob3/achievements/grafting",
    achievement_type="Badge",
    name="Obstbäume veredeln 🌳",
    description='Grafts a scion onto a rootstock.\nSecond line, with "quotes", a \\ and a tab:\t.',
    criteria=v3.Criteria(
        id=f"{SITE}/badges/grafting", narrative="## To earn it\n\n1. Cut\n2. Join\n3. *Wait*"
    ),
    image=v3.Image(id=f"{SITE}/pictures/{'ab' * 32}.png", caption="A branch grafted onto a stem"),
    alignment=(
        v3.Alignment(
            target_name="Fruit growing", target_url="https://skills.example.org/1", target_code="F-1"
        ),
        v3.Alignment(target_name="العناية بالأشجار", target_url="https://skills.example.org/2"),
    ),
    human_code="GRAFT-1",
    in_language="de",
    tag=("trees", "ręczne", "枝"),
    version="3",
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """One credential as the platform keeps it: slots and a signature, and what they compose to."""

    slots: dict[str, str | None]
    v3: bytes
    fast: bool

    @property
    def document(self) -> dict:
        return json.loads(self.v3)


def template(*, achievement: v3.Achievement = ACHIEVEMENT, issuer: v3.Profile = ISSUER) -> templates.Template:
    source = v3.credential_template(achievement=achievement, issuer=issuer, status_list=STATUS_LIST)
    return templates.compile_template(source)


@functools.cache
def _template() -> templates.Template:
    # Compiling takes a twentieth of a second, and nearly every test shows this one.
    return template()


def slots(number: int, *, valid_until: str | None = None, index: int | None = None) -> dict[str, str | None]:
    """Give what differs from award to award; another recipient and another moment for each number."""
    issued = NOW - dt.timedelta(days=30, seconds=number)
    place = number if index is None else index
    salt = uuid.uuid5(uuid.NAMESPACE_URL, f"salt {number}").hex
    return {
        "id": f"{SITE}/ob3/credentials/{uuid.uuid5(uuid.NAMESPACE_URL, f'award {number}')}",
        "subject_id": uuid.uuid5(uuid.NAMESPACE_URL, f"subject {number}").urn,
        "identity_hash": recipients.hash_identity(
            LEO if number == 0 else f"learner{number}@example.org", salt
        ),
        "salt": salt,
        "valid_from": f"{issued:%Y-%m-%dT%H:%M:%SZ}",
        "valid_until": valid_until,
        "awarded_date": f"{issued:%Y-%m-%dT%H:%M:%SZ}",
        "status_id": f"{STATUS_LIST}#{place}",
        "status_index": str(place),
    }


def award(
    number: int = 0,
    *,
    of: templates.Template | None = None,
    key: signer.Signer = KEY,
    valid_until: str | None = None,
    extra: dict | None = None,
) -> Award:
    form = of or _template()
    filled = slots(number, valid_until=valid_until)
    created = NOW - dt.timedelta(days=30, seconds=number)
    signed = proof.sign_template(form, filled, key, created=created, extra=extra)
    document = proof.compose(
        form, filled, signature=signed.signature, key_id=key.key_id, created=created, extra=extra
    )
    return Award(slots=filled, v3=document, fast=signed.fast)


def status_list(*, revoked: Iterable[int], issuer: str = DID, key: signer.Signer = KEY) -> bytes:
    """Give the signed list on which these places are revoked."""
    bits = bitstring.Bitstring()
    for place in revoked:
        bits.set(place, True)
    began = NOW - dt.timedelta(days=60)
    unsigned = bitstring.list_credential(STATUS_LIST, issuer, bits, began)
    return json.dumps(proof.sign(unsigned, key, created=began)).encode()


def hosted(site: str, number: int = 0) -> tuple[v2.Issuer, v2.BadgeClass, bytes]:
    """Give issuer, badge class and assertion of Open Badges 2.0 as published under `site`."""
    issuer = v2.Issuer(
        id=f"{site}/ob2/issuers/1",
        name="Orchard Academy",
        url=f"{site}/",
        email="badges@example.org",
        description="Teaches “by hand” — since 1911",
    )
    badge = v2.BadgeClass(
        id=f"{site}/ob2/badges/3",
        name="Obstbäume veredeln 🌳",
        description=ACHIEVEMENT.description,
        image=v2.Image(id=f"{site}/pictures/{'ab' * 32}.png", caption="A branch grafted onto a stem"),
        criteria=v2.Criteria(id=f"{site}/badges/grafting", narrative="1. Cut\n2. Join\n3. *Wait*"),
        issuer=issuer.id,
        alignment=(
            v2.Alignment(
                target_name="Fruit growing", target_url="https://skills.example.org/1", target_code="F-1"
            ),
        ),
        tags=("trees", "枝"),
        language="de",
        version="3",
    )
    filled = slots(number)
    where = f"{site}/ob2/assertions/{number}"
    assertion = forms.Form(v2.assertion_template(badge=badge.id)).fill(
        {**filled, "id": where, "image": f"{where}/image.png", "valid_until": "2036-01-01T00:00:00Z"}
    )
    return issuer, badge, assertion


def png() -> bytes:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGBA").save(out, "PNG")
    return out.getvalue()


SVG = """<?xml version="1.0" encoding="UTF-8"?>
<!-- a tree -->
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 90" role="img" aria-label="Baum 🌳">
  <title>Baum &amp; Ast</title><circle cx="45" cy="45" r="40" fill="#286"/>
</svg>
""".encode()


def pem(secret: bytes) -> bytes:
    """Give a secret of ours as others read it."""
    key = (
        ed25519.Ed25519PrivateKey.from_private_bytes(secret)
        if len(secret) == multikey.KEY_LENGTH
        else serialization.load_der_private_key(secret, None)
    )
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
