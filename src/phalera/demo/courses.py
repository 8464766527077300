"""The sixteen courses of the academy, in the order of its catalog."""

from phalera.demo import courses_making, courses_nature, courses_people, courses_safety
from phalera.demo.content import Course

COURSES: tuple[Course, ...] = (
    *courses_people.COURSES,
    *courses_safety.COURSES,
    *courses_nature.COURSES,
    *courses_making.COURSES,
)
