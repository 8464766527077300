"""How long documents are is told without making them."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import stage
from phalera.issuing import actions, composing, measuring
from phalera.issuing.models import Credential

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ENDS = NOW + timedelta(days=365)


@pytest.fixture
def cast(db):
    return stage.build(NOW)


def both(credential):
    """Give what is measured of a credential, and what its documents have."""
    [values] = Credential.objects.filter(pk=credential.pk).values_list(*measuring.FIELDS)
    row = composing.row_of(credential)
    return measuring.lengths(measuring.Row._make(values)), (len(composing.v3(row)), len(composing.v2(row)))


class TestLengths:
    @pytest.mark.parametrize("ends", [None, ENDS])
    @pytest.mark.parametrize("words", ["Knots", "Nœuds “à la main” 🪢", '\\ "x" \t'])
    def test_are_those_of_the_documents(self, cast, ends, words):
        cast.badge.description = words
        cast.badge.save()
        award = stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)
        award.valid_until = ends
        award.save()

        [credential] = actions.issue(awards=[award], now=NOW)

        measured, made = both(credential)
        assert measured == made

    def test_are_unknown_of_what_only_one_award_says(self, cast):
        award = stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)
        [credential] = actions.issue(awards=[award], now=NOW)
        credential.extra = '{"narrative":"By hand."}'
        credential.save()

        measured, _made = both(credential)

        assert measured is None

    def test_are_unknown_of_a_form_of_another_format(self, cast):
        [credential] = actions.issue(
            awards=[stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)], now=NOW
        )
        [values] = Credential.objects.filter(pk=credential.pk).values_list(*measuring.FIELDS)
        row = measuring.Row._make(values)

        assert measuring.lengths(row._replace(template_format=row.template_format + 1)) is None
