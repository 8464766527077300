"""Hosts that keep badges: what all of them can do, and an adapter for each kind."""
