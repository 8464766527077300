"""A believable academy, made in code: its badges, its courses, its people and a year of what they did."""
