"""Write and send the e-mail of what somebody was told; one for each person and event, in the person's language."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from phalera.accounts import queries as accounts
from phalera.accounts.models import Person
from phalera.authoring import queries as authoring
from phalera.common import faults, urls
from phalera.notifying import queries, words
from phalera.notifying.models import Event, Notification

# So many are named in one e-mail; the page has them all.
MOST = 50


def send(*, person: Person, event: Event, mail: uuid.UUID, now: datetime) -> bool:
    """Send all that waits for a person of one event as the e-mail `mail`; False when nothing did.

    Called again after a crash it sends what it had taken, under the same Message-ID, unless that was noted as sent.
    Raises what the mail server's refusal raises.
    """
    address = accounts.primary_addresses([person.pk]).get(person.pk)
    rows = _take(person, event, mail) if address else []
    faults.at("mail.taken")
    if not rows or address is None:
        return False
    compose(rows, person=person, event=event, address=address, mail=mail).send()
    faults.at("mail.sent")
    Notification.objects.filter(mail=mail, mailed_at=None).update(mailed_at=now)
    return True


def compose(
    rows: Sequence[Notification], *, person: Person, event: Event, address: str, mail: uuid.UUID
) -> EmailMultiAlternatives:
    """Give the e-mail: text and HTML that say the same."""
    language = _language(person)
    with translation.override(language):
        told = queries.tell(rows)
        issuer = authoring.find_issuer()
        house = issuer.name if issuer else "Phalera"
        subject = words.summary(event, told)
        context = {
            "person": person,
            "house": house,
            "subject": subject,
            "action": words.invitation(told),
            "told": told[:MOST],
            "more": max(0, len(told) - MOST),
            "first": told[0],
            "public_url": settings.PUBLIC_URL,
            "link": urls.public_url(words.way(told)),
            "choices": urls.public_url("/notifications/"),
            "right_to_left": translation.get_language_bidi(),
            "language": language,
        }
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string("notifying/mail.txt", context),
            from_email=formataddr((house, settings.DEFAULT_FROM_EMAIL)),
            to=[formataddr((person.name, address))],
            headers={
                # Stays when it is sent again after a crash, so that mail programs show it once.
                "Message-ID": f"<{mail}@{urlsplit(settings.PUBLIC_URL).hostname}>",
                "List-Unsubscribe": f"<{context['choices']}>",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(render_to_string("notifying/mail.html", context), "text/html")
    return message


def _language(person: Person) -> str:
    """Give the person's language, or the house's where we have no words in it."""
    try:
        return translation.get_supported_language_variant(person.language)
    except LookupError:
        return settings.LANGUAGE_CODE


@transaction.atomic
def _take(person: Person, event: Event, mail: uuid.UUID) -> list[Notification]:
    """Give what this e-mail tells: what it took before a crash, or else all that waits and no other has taken."""
    waiting = Notification.objects.filter(person=person, event=event, by_mail=True, mailed_at=None)
    if not waiting.filter(mail=mail).exists() and person.is_active and queries.wants_mail(person, event):
        waiting.filter(mail=None).update(mail=mail)
    return list(
        waiting.filter(mail=mail)
        .select_related("award__achievement__badge__picture")
        .order_by("-created_at", "-id")
    )
