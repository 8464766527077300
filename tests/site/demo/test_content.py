"""The academy's content is complete, fits the columns it goes to, and speaks our tone."""

import re
import unicodedata

import pytest

from phalera.demo.academy import badges, courses, people, programs, refreshers
from phalera.demo.art import designs

SCRIPTS = [
    "LATIN",
    "ARABIC",
    "HEBREW",
    "DEVANAGARI",
    "BENGALI",
    "TAMIL",
    "THAI",
    "CJK",
    "HIRAGANA",
    "HANGUL",
    "GREEK",
    "CYRILLIC",
    "MALAYALAM",
    "KANNADA",
    "TELUGU",
    "GURMUKHI",
    "GUJARATI",
    "SINHALA",
    "MYANMAR",
    "KHMER",
    "LAO",
    "GEORGIAN",
    "ARMENIAN",
    "ETHIOPIC",
    "TIBETAN",
]
WORDS = [
    *[
        (course.slug, text)
        for course in courses.COURSES
        for text in (course.title, course.summary, course.description, course.criteria)
    ],
    *[
        (course.slug, text)
        for course in (*courses.COURSES, *refreshers.REFRESHERS)
        for module in course.modules
        for text in (module.title, module.body)
    ],
    *[
        (each.slug, text)
        for each in programs.PROGRAMS
        for text in (each.title, each.summary, each.description, each.criteria)
    ],
    *[(each.slug, text) for each in programs.SKILLS for text in (each.name, each.summary, each.description)],
    *[
        (each.slug, text)
        for each in refreshers.REFRESHERS
        for text in (each.title, each.summary, each.description)
    ],
    *[(badge.slug, text) for badge in badges.BADGES for text in (badge.name, badge.description, badge.alt)],
]


class TestCourses:
    def test_are_sixteen_with_a_badge_each(self) -> None:
        assert len({course.slug for course in courses.COURSES}) == 16
        assert len({course.badge for course in courses.COURSES}) == 16
        assert {course.badge for course in courses.COURSES} <= {badge.slug for badge in badges.BADGES}

    @pytest.mark.parametrize("course", courses.COURSES, ids=lambda course: course.slug)
    def test_can_be_read_and_finished(self, course) -> None:
        assert 3 <= len(course.modules) <= 6
        assert all(25 <= len(module.body.split()) <= 140 for module in course.modules)
        assert len(course.summary) <= 240
        assert course.criteria.endswith(".")


class TestPrograms:
    def test_are_made_of_courses_there_are(self) -> None:
        slugs = {course.slug for course in courses.COURSES}

        assert {slug for each in programs.PROGRAMS for slug in each.items} <= slugs
        assert {slug for each in programs.SKILLS for slug in each.credits} <= slugs
        assert {each.renewed_by for each in programs.CERTIFICATIONS} - {""} == {
            course.slug for course in refreshers.REFRESHERS
        }

    def test_have_badges_that_nothing_else_gives(self) -> None:
        given = [each.slug for each in programs.PROGRAMS]
        given += [f"{each.slug}-{number}" for each in programs.SKILLS for number in (1, 2, 3)]

        assert set(given) <= {badge.slug for badge in badges.BADGES}
        assert not set(given) & {course.badge for course in courses.COURSES}

    @pytest.mark.parametrize("skill", programs.SKILLS, ids=lambda skill: skill.slug)
    def test_let_everybody_reach_the_last_level_of_a_skill(self, skill) -> None:
        assert skill.levels[-1][1] <= sum(skill.credits.values())

    @pytest.mark.parametrize("course", refreshers.REFRESHERS, ids=lambda course: course.slug)
    def test_are_renewed_by_something_shorter(self, course) -> None:
        assert len(course.modules) == 2
        assert all(25 <= len(module.body.split()) <= 140 for module in course.modules)
        assert (course.badge, course.criteria) == ("", "")


class TestBadges:
    def test_are_forty_and_each_has_its_design(self) -> None:
        assert [badge.slug for badge in badges.BADGES] == list(
            dict.fromkeys(badge.slug for badge in badges.BADGES)
        )
        assert {badge.slug for badge in badges.BADGES} == set(designs.DESIGNS)
        assert len(badges.BADGES) == 40

    @pytest.mark.parametrize("badge", badges.BADGES, ids=lambda badge: badge.slug)
    def test_fit_their_columns(self, badge) -> None:
        assert len(badge.name) <= 80
        assert 30 <= len(badge.description) <= 1_000
        assert 30 <= len(badge.alt) <= 300
        assert 2 <= len(badge.tags) <= 4

    @pytest.mark.parametrize("badge", badges.BADGES, ids=lambda badge: badge.slug)
    def test_name_the_words_on_the_ring_in_the_alternative_text(self, badge) -> None:
        words = designs.DESIGNS[badge.slug].words

        assert words.casefold() in badge.alt.casefold()


class TestPeople:
    def test_are_sixty_learners_with_addresses_nobody_owns(self) -> None:
        addresses = [person.email for person in (*people.LEARNERS, people.ADA, people.GRACE)]

        assert len(people.LEARNERS) == 60
        assert people.LEARNERS[0].email == "leo@example.org"
        assert len({address.casefold() for address in addresses}) == 62
        assert all(address.endswith("@example.org") for address in addresses)

    def test_write_their_names_in_many_scripts(self) -> None:
        letters = {
            unicodedata.name(letter, "").split()[0]
            for person in people.LEARNERS
            for letter in person.name
            if letter.isalpha()
        }

        assert set(SCRIPTS) <= letters

    def test_are_written_in_composed_form_in_one_script_each(self) -> None:
        for person in people.LEARNERS:
            scripts = {
                unicodedata.name(letter).split()[0]
                for letter in person.name
                if letter.isalpha() and letter.isprintable()
            }
            assert unicodedata.normalize("NFC", person.name) == person.name
            assert len(scripts - {"MODIFIER"}) == 1 or scripts <= {"CJK", "HIRAGANA"}


class TestWords:
    @pytest.mark.parametrize(("slug", "text"), WORDS)
    def test_are_kind_and_plain(self, slug: str, text: str) -> None:
        assert "!" not in text, slug
        assert "  " not in text
        assert (
            not re.search(
                r"\b(successfully|please|oops|click here|utilise|colour|organis)\w*", text, re.IGNORECASE
            )
            or slug == "writing-for-busy-readers"
        )
