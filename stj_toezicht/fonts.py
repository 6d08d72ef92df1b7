"""The typeface, out of its package: for the browser through static files, for the PDF as local files."""

from importlib.resources import files
from pathlib import Path

from stj_toezicht.packages import PackageFilesFinder

FOLDER = Path(str(files("font_source_sans_pro"))) / "files"
NAMES = (
    "SourceSansPro-Regular.otf",
    "SourceSansPro-It.otf",
    "SourceSansPro-Semibold.otf",
    "SourceSansPro-SemiboldIt.otf",
)


class SourceSansFinder(PackageFilesFinder):
    """The four faces that we use."""

    folder = FOLDER
    names = NAMES
    prefix = "fonts"
