"""No address of the product breaks, whoever asks it for what: every one of the URL configuration is asked."""

import pytest

from factories import everywhere, routes
from hostile import asker

# Making files takes long, and reads nothing that others do not read.
SLOW = {"admin_record_preview", "badge_record", "all_records", "all_records_zip"}

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def academy():
    return everywhere.people()


@pytest.fixture
def parts(academy):
    return everywhere.parts(academy)


class TestEveryAddress:
    @pytest.mark.parametrize("who", ["nobody", "leo", "ada", "grace"])
    def test_answers_whatever_it_is_asked(self, academy, parts, who):
        visitor = asker.Asker(getattr(academy, who, None))
        try:
            for turn, pattern in enumerate(routes.every()):
                url = everywhere.address(pattern, parts)
                visitor.places(pattern, parts)
                visitor.parameters(url, turn=turn, times=1 if pattern.name in SLOW else 2)
                visitor.forms(url, turn=turn, each=2)
                # What comes before anybody is asked who they are, and what comes once they were let in.
                if who == "nobody":
                    visitor.methods(url)
                if who == "grace":
                    visitor.shapes(url)
        finally:
            visitor.close()

        assert visitor.asked > 700
        assert visitor.broken == []
