"""Badgr, also known as Canvas Credentials and Parchment Digital Badges, as its server was measured to behave."""
