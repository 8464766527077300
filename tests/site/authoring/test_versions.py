"""A version is frozen once for each thing that was said, and the database lets nobody touch it."""

import json
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from factories import stage
from phalera.authoring import actions, versions
from phalera.authoring.models import AchievementVersion
from phalera.common import errors
from phalera.issuing import identity

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def achievement(cast):
    achievement = stage.add_course(cast, "knots", NOW).achievement
    identity.ensure(issuer=cast.issuer, now=NOW)
    return achievement


def freeze(achievement):
    return versions.freeze(achievement=achievement, now=NOW)


class TestFreeze:
    def test_gives_the_same_version_while_nothing_is_said_otherwise(self, achievement):
        assert freeze(achievement) == freeze(achievement)
        assert AchievementVersion.objects.count() == 1

    def test_says_the_same_in_both_standards(self, cast, achievement):
        version = freeze(achievement)

        said = json.loads(bytes(version.template_v3))["credentialSubject"]["achievement"]
        badge_class = json.loads(bytes(version.badge_class))
        for name in ("name", "description", "version"):
            assert said[name] == badge_class[name]
        assert said["criteria"]["narrative"] == badge_class["criteria"]["narrative"] == "Finish the course."
        assert said["image"]["id"] == badge_class["image"]["id"]
        assert said["image"]["caption"] == cast.badge.alt
        assert json.loads(bytes(version.template_v2))["badge"] == badge_class["id"]

    def test_makes_criteria_of_the_title_where_none_were_written(self, cast, achievement):
        achievement.criteria = ""
        achievement.save()

        assert freeze(achievement).criteria == "Complete “Course knots”."

    @pytest.mark.parametrize("change", ["words", "picture", "criteria", "issuer", "address"])
    def test_makes_the_next_version_when_something_is(self, cast, achievement, change, settings):
        first = freeze(achievement)
        match change:
            case "words":
                actions.change_words(
                    badge=cast.badge, name="Other", description="D", alt="A", tags=[], by=None, now=NOW
                )
            case "picture":
                from phalera.authoring import pictures

                other = pictures.keep(pictures.draw(stage.SVG.replace(b"785014", b"145078")), now=NOW)
                actions.replace_picture(badge=cast.badge, picture=other, by=None, now=NOW)
            case "criteria":
                achievement.criteria = "Otherwise."
                achievement.save()
            case "issuer":
                cast.issuer.refresh_from_db()
                cast.issuer.name = "Other"
                cast.issuer.save()
            case "address":
                settings.PUBLIC_URL = "https://badges.example.org"

        second = freeze(achievement)

        assert (first.number, second.number) == (1, 2)
        first.refresh_from_db()
        assert first.name == "Knots"

    def test_gives_way_to_who_was_quicker(self, achievement, monkeypatch):
        make, quicker = versions._version, []

        def made_meanwhile(*arguments):
            monkeypatch.setattr(versions, "_version", make)
            quicker.append(freeze(achievement))
            return make(*arguments)

        monkeypatch.setattr(versions, "_version", made_meanwhile)

        assert [freeze(achievement)] == quicker
        assert AchievementVersion.objects.count() == 1

    def test_needs_a_badge_and_an_identified_issuer(self, cast):
        achievement = stage.add_course(cast, "other", NOW).achievement
        with pytest.raises(errors.NotReadyError):
            freeze(achievement)

        actions.detach_badge(achievement=achievement, by=None, now=NOW)
        with pytest.raises(errors.NothingToEarnError):
            freeze(achievement)


class TestDatabase:
    def test_refuses_to_change_a_version(self, achievement):
        version = freeze(achievement)

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            AchievementVersion.objects.filter(pk=version.pk).update(name="Something else")

    def test_refuses_to_delete_a_version(self, achievement):
        version = freeze(achievement)

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            AchievementVersion.objects.filter(pk=version.pk).delete()

    def test_refuses_a_number_twice(self, achievement):
        version = freeze(achievement)
        version.pk, version.uuid = None, "00000000-0000-4000-8000-000000000000"

        with pytest.raises(IntegrityError), transaction.atomic():
            version.save(force_insert=True)
