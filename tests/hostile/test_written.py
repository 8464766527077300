"""Every file written here: taken out, put in and verified within its bounds, and refused for the reason it was made."""

import pytest

from hostile import files, ordeal
from phalera_core import baking


@pytest.fixture(autouse=True)
def _warm():
    ordeal.warm_up()


@pytest.mark.timeout(30)
@pytest.mark.parametrize("name", files.CASES)
def test_file(name):
    case = files.CASES[name]
    data = case.make()

    with ordeal.bounded():
        outcome = ordeal.undergo(data)

    ordeal.check_clear(outcome)
    decisive = outcome.report.decisive
    assert (outcome.report.verdict, decisive.id if decisive else "") == (case.verdict, case.check), decisive
    _assert_came_to(outcome.unbake, case.unbake)
    _assert_came_to(outcome.bake, case.bake)
    if case.bake is None:
        assert baking.unbake(outcome.bake) == baking.Baked(v3=ordeal.V3, v2=ordeal.V2)


def _assert_came_to(found, error):
    if error is None:
        assert not isinstance(found, Exception), found
    else:
        assert isinstance(found, error), found


def _go_on_for_ever():
    while True:
        pass


class TestBounds:
    def test_stop_what_takes_too_long(self):
        with pytest.raises(ordeal.TooSlow), ordeal.bounded(0.05):
            _go_on_for_ever()


class TestTable:
    def test_holds_three_hundred_bad_files_and_a_hundred_good_ones(self):
        good = [case for case in files.CASES.values() if case.good]

        assert len(files.CASES) - len(good) >= 300
        assert len(good) >= 100
        assert {case.kind for case in files.CASES.values()} == {"png", "svg", "json"}

    def test_writes_the_same_bytes_each_time(self):
        for case in list(files.CASES.values())[::5]:
            assert case.make() == case.make(), case.name
