"""The sixteen courses of the academy, in the order of its catalog."""

from phalera.demo.academy import courses_making, courses_nature, courses_people, courses_safety
from phalera.demo.academy.content import Course

COURSES: tuple[Course, ...] = (
    *courses_people.COURSES,
    *courses_safety.COURSES,
    *courses_nature.COURSES,
    *courses_making.COURSES,
)
