"""Debian's Chromium, as tests and pictures drive it."""

import shutil


def launch_arguments():
    """How Playwright starts it: the one without windows if it is there, which does the same in half the time."""
    program = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return {"executable_path": program, "args": ["--no-sandbox", "--disable-dev-shm-usage"]}
