"""Open a page where there is a desktop."""

import contextlib
import os
import sys
import webbrowser


def open_page(url: str) -> None:
    """Open the page in the browser of the desktop; without a desktop do nothing."""
    desktop = sys.platform in ("darwin", "win32") or any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")
    )
    if desktop:
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(url)
