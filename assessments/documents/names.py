"""The name of a file as it is stored and given back."""

import re
import unicodedata
from pathlib import PurePosixPath

MAX_LENGTH = 200
UNNAMED = "document"


def clean(name: str) -> str:
    """A name without folders, without characters that nobody sees or that a disk refuses, of 200 at most."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/")).rpartition("/")[2]
    name = "".join(c for c in " ".join(name.split()) if c.isprintable())
    name = re.sub(r'[<>:"|?*]', "-", name).lstrip(" ").rstrip(" .")
    stem, ending = _parts(name)
    return f"{stem[: MAX_LENGTH - len(ending)].strip(' .') or UNNAMED}{ending}"


def extension(name: str) -> str:
    """The ending of a name in small letters, without its dot."""
    return _parts(name)[1].removeprefix(".").lower()


def _parts(name: str) -> tuple[str, str]:
    path = PurePosixPath(f"x{name}")  # a name that is an ending and nothing else has no stem
    return path.stem[1:], path.suffix[:20]
