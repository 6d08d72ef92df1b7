"""Files that pages load out of an installed package: the ones that we name, never the whole package."""

from importlib.resources import files
from pathlib import Path

from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage

from stj_toezicht import fonts


class PackageFilesFinder(BaseFinder):
    """Serves the `names` in a package's `folder` under `prefix`."""

    folder: Path
    names: tuple[str, ...]
    prefix: str

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = FileSystemStorage(location=self.folder)
        self.storage.prefix = self.prefix

    def find(self, path, find_all=False, **kwargs):
        folder, _, name = path.rpartition("/")
        found = [str(self.folder / name)] if folder == self.prefix and name in self.names else []
        return found if find_all else (found[0] if found else [])

    def list(self, ignore_patterns):
        for name in self.names:
            yield name, self.storage


class HtmxFinder(PackageFilesFinder):
    """Of the many scripts in django-htmx the one that our pages use."""

    folder = Path(str(files("django_htmx"))) / "static" / "django_htmx"
    names = ("htmx-2.min.js",)
    prefix = "htmx"


class SourceSansFinder(PackageFilesFinder):
    """The four faces that we use."""

    folder = fonts.FOLDER
    names = fonts.NAMES
    prefix = "fonts"
