"""Where the Chromium of this machine is."""

from __future__ import annotations

import os
import shutil

# The shell without windows opens a page for half of what the whole browser does.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium() -> str | None:
    """Path of ``$CHROMIUM`` or of the first known browser on the PATH; None if there is none."""
    candidates = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else NAMES
    return next((found for name in candidates if (found := shutil.which(name))), None)
