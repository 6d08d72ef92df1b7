"""Reference pictures of factsheets: `make references` makes them anew."""

import subprocess
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageChops

FOLDER = Path(__file__).parent / "pictures"
PICTURED = (
    "one point",
    "eight points",
    "three earlier columns",
    "long explanation",
    "long names",
    "concept",
)
DOTS_PER_INCH = 50
GREYS = 16  # so few that a picture is small
BLOCK = 10  # dots, which is 5 mm
DIFFERENT = 8  # of 255 greys, as the mean of a block
MOST_DIFFERENT = 0.01  # of all blocks of a document, of which most are white


def picture(document: bytes) -> Image.Image:
    """The pages of a PDF in greys, side by side."""
    with TemporaryDirectory() as folder:
        subprocess.run(
            ["pdftoppm", "-r", str(DOTS_PER_INCH), "-gray", "-png", "-", f"{folder}/page"],
            input=document,
            check=True,
        )
        pages = [Image.open(BytesIO(path.read_bytes())) for path in sorted(Path(folder).iterdir())]
    width, height = pages[0].size
    beside = Image.new("L", (width * len(pages), height))
    for number, page in enumerate(pages):
        beside.paste(page, (number * width, 0))
    step = 255 / (GREYS - 1)
    return beside.point([round(round(grey / step) * step) for grey in range(256)])


def difference(one: Image.Image, other: Image.Image) -> float:
    """Which part of two documents looks different; all of it when one has a page more.

    Edges of letters come out otherwise with another version of a library; so blocks are compared by their mean.
    """
    if one.size != other.size:
        return 1.0
    blocks = (one.width // BLOCK, one.height // BLOCK)
    means = (each.convert("L").resize(blocks, Image.Resampling.BOX) for each in (one, other))
    differences = ImageChops.difference(*means).histogram()
    return sum(differences[DIFFERENT:]) / sum(differences)


def reference(name: str) -> Path:
    return FOLDER / f"{name.replace(' ', '-')}.png"
