"""Factsheets look as they did when somebody last looked at them."""

import pytest
from PIL import Image, ImageChops, ImageFilter

from tests.assessments.factsheet.picturing import MOST_DIFFERENT, PICTURED, difference, picture, reference


@pytest.mark.looks
@pytest.mark.parametrize("name", PICTURED)
def test_it_looks_like_its_picture(printed, tmp_path, name):
    now, before = picture(printed(name)), Image.open(reference(name))
    part = difference(now, before)
    now.save(tmp_path / "now.png")
    assert part <= MOST_DIFFERENT, (
        f"“{name}” looks different in {part:.1%} of its pages: see {tmp_path}/now.png beside {reference(name)}. "
        "If it is meant to, `make references` pictures it anew."
    )


@pytest.fixture
def seen():
    return Image.open(reference("eight points")).convert("L")


def test_a_column_that_moved_is_seen(seen):
    moved = seen.copy()
    second = (seen.width // 6, seen.height // 4, seen.width // 3, seen.height)
    moved.paste(ImageChops.offset(seen.crop(second), 12, 0), second[:2])
    assert difference(seen, moved) > MOST_DIFFERENT


def test_a_page_more_is_seen(seen):
    assert difference(seen, seen.crop((0, 0, seen.width * 2 // 3, seen.height))) == 1


def test_other_edges_of_letters_are_no_difference(seen):
    assert difference(seen, seen.filter(ImageFilter.GaussianBlur(0.7))) == 0
