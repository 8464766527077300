"""A theater that awards a course's badge, and no typesetter left when a file's tests are done."""

import pytest

from factories import stage
from factories.recorded import NOW
from phalera.delivering.records import workshop


@pytest.fixture(scope="module", autouse=True)
def _no_process_left():
    yield
    workshop.close()


@pytest.fixture
def theater():
    return stage.build(NOW)


@pytest.fixture
def course(theater):
    return stage.add_course(theater, "knots", NOW)
