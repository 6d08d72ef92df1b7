"""The typeface, out of its package: for the browser through static files, for the PDF as local files."""

from importlib.resources import files
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

FOLDER = Path(str(files("font_source_sans_pro"))) / "files"
NAMES = (
    "SourceSansPro-Regular.otf",
    "SourceSansPro-It.otf",
    "SourceSansPro-Semibold.otf",
    "SourceSansPro-SemiboldIt.otf",
)


class SourceSansFinder(BaseFinder):
    """Serves the four faces that we use under `fonts/`, and none of the other files of the package."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = FileSystemStorage(location=FOLDER)
        self.storage.prefix = "fonts"

    def find(self, path, find_all=False, **kwargs):
        folder, _, name = path.rpartition("/")
        found = [str(FOLDER / name)] if folder == "fonts" and name in NAMES else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns):
        for name in NAMES:
            yield name, self.storage
