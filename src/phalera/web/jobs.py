"""What pages leave to the background: the mail with which somebody sets a first or new password, and files of completions."""

import smtplib
from datetime import timedelta
from email.utils import formataddr

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from phalera.accounts import queries as accounts
from phalera.accounts.models import Person
from phalera.authoring import queries as authoring
from phalera.common import urls
from phalera.jobs import errors, registry
from phalera.jobs.context import JobContext
from phalera.jobs.models import Job
from phalera.journeys import import_completions
from phalera.learning.models import CompletionImport

# Who asked for it waits for it; later it would only puzzle them.
LONGEST = timedelta(hours=1)


@registry.handler("reset_mail")
def reset_mail(job: Job, context: JobContext) -> None:
    """Mail a link for a new password to who has the address; nothing to an address that is nobody's.

    The page asks for it whether or not somebody has the address, so that it answers both alike and as quickly. The
    link is made here and stored nowhere; what was typed is forgotten when the job is done.
    """
    address = job.payload.get("address", "")
    form = forms.ResetPasswordForm({"email": address})
    if context.now() - job.created_at < LONGEST and form.is_valid():
        with translation.override(job.payload["language"]):
            for person in form.users:
                _send(person, address)
    context.hold()
    job.payload = {}
    job.save(update_fields=["payload"])


@registry.handler("invitation_mail")
def invitation_mail(job: Job, context: JobContext) -> None:  # noqa: ARG001  # every handler is given both
    """Mail somebody who was added a link to choose a password; nothing to who may not sign in any more.

    Unlike a forgotten password nobody waits for it, so it is sent however late. The link is stored nowhere.
    """
    person = Person.objects.filter(uuid=job.payload["person"], is_active=True).first()
    if person is not None:
        with translation.override(person.language):
            _send(person, accounts.primary_addresses([person.pk])[person.pk], template="invitation")


@registry.handler("import_completions")
def record_completions(job: Job, context: JobContext) -> None:
    """Record the rows of a file, some at a time; what is recorded already stays."""
    of = CompletionImport.objects.defer("lines").get(uuid=job.payload["import"])
    if of.finished_at is not None:
        return
    left = of.total
    while left:
        left = import_completions.go_on(of=of, now=context.now())
        context.progress(of.total - left, of.total)


def _send(person: object, address: str, *, template: str = "password_reset_key") -> None:
    key = f"{user_pk_to_url_str(person)}-{forms.default_token_generator.make_token(person)}"
    issuer = authoring.find_issuer()
    organization = issuer.name if issuer else "Phalera"
    words = {
        "user": person,
        "organization": organization,
        "password_reset_url": get_adapter().get_reset_password_from_key_url(key),
        "again_url": urls.public_url(reverse("account_reset_password")),
    }
    message = EmailMessage(
        subject=" ".join(render_to_string(f"account/email/{template}_subject.txt", words).split()),
        body=render_to_string(f"account/email/{template}_message.txt", words).strip(),
        from_email=formataddr((organization, settings.DEFAULT_FROM_EMAIL)),
        to=[address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise errors.RetryLater("The mail server does not take mail for this address.") from error
    except (smtplib.SMTPException, OSError) as error:
        # Its words may hold the address, so they stay in the log.
        raise errors.RetryLater(f"The mail could not be sent ({type(error).__name__}).") from error
