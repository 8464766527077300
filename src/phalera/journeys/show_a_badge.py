"""How a badge is shown: its learner says who sees it, and from the same moment that holds, here and for their backpack."""

from datetime import datetime

from django.db import transaction

from phalera.accounts.models import Person
from phalera.awarding import sharing
from phalera.awarding.models import Award, Visibility
from phalera.backpacks import offering as backpacks


@transaction.atomic
def choose(*, award: Award, visibility: Visibility, show_name: bool, by: Person, now: datetime) -> None:
    """A learner chooses who sees an award and whether with their name; what waited for that goes to their backpack."""
    sharing.choose(award=award, visibility=visibility, show_name=show_name, by=by, now=now)
    if visibility != Visibility.PRIVATE:
        backpacks.shown(award=award, now=now)
