"""Northlight Academy: its courses, badges and people, and a year of what they did."""
