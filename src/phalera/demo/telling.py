"""What the people of the academy were told in the course of their year."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from phalera.awarding.models import Award
from phalera.demo.academy import people
from phalera.learning import terms
from phalera.learning.models import LearningObject
from phalera.notifying import actions as notifying
from phalera.notifying import reminding

_MORNING = time(7, 0)
_Told = tuple[notifying.News, datetime]


def remember(awards: Sequence[Award], *, now: datetime) -> None:
    """Write down what each learner was told; the last that Leo heard of he has not read."""
    news: list[_Told] = [(notifying.earned(award), award.awarded_at) for award in awards]
    followed = {award.follows_id: award for award in awards if award.follows_id}
    for award in awards:
        if award.valid_until is not None:
            news += _ending(award, followed.get(award.pk), now)
    news.sort(key=lambda each: each[1])
    last = [each for each in news if each[0].person.email == people.LEO.email][-1]
    notifying.write_history(news=[each for each in news if each is not last])
    notifying.write_history(news=[last], read=False)


def _ending(award: Award, renewed: Award | None, now: datetime) -> Iterator[_Told]:
    """Give the reminders of what ends, as `notifying.reminding` tells them: none that was not due yet, none after a renewal."""
    certification = award.achievement.earned_by
    if award.valid_until is None or not isinstance(certification, LearningObject):
        return
    last_day = terms.local_day(award.valid_until)
    renewing = certification.renewed_by or certification
    for mark in (*sorted(reminding.USUAL, reverse=True), None):
        day = last_day + timedelta(days=1) if mark is None else last_day - timedelta(days=mark)
        at = datetime.combine(day, _MORNING, tzinfo=now.tzinfo)
        if at > now or at <= award.awarded_at or (renewed is not None and renewed.awarded_at <= at):
            continue
        due = reminding.Due(mark=mark, first=last_day, last=last_day)
        yield (
            notifying.News(
                person=award.learner,
                event=due.event,
                key=due.key(award),
                award=award,
                payload={
                    "badge": award.achievement.badge.name if award.achievement.badge else "",
                    "until": last_day.isoformat(),
                    "renew": renewing.slug,
                    "title": renewing.title,
                },
            ),
            at,
        )
