"""The typeface, out of its package: for the PDF as local files; static files serve it to browsers."""

from importlib.resources import files
from pathlib import Path

FOLDER = Path(str(files("font_source_sans_pro"))) / "files"
NAMES = (
    "SourceSansPro-Regular.otf",
    "SourceSansPro-It.otf",
    "SourceSansPro-Semibold.otf",
    "SourceSansPro-SemiboldIt.otf",
)
