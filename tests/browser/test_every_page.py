"""Every page in every state that `make pictures` shows, looked at by axe, wide and narrow."""

import io

import pytest
from django.core.management import call_command

from stj_toezicht.accounts.models import User
from tests.browser.conftest import RULES
from tests.pictures import camera
from tests.pictures.camera import WIDTHS, session_of
from tests.pictures.pages import PICTURES


@pytest.fixture
def demonstration(settings, transactional_db):
    """The demonstration data, with accounts that work where DEBUG is off, as it is in tests."""
    settings.DEBUG = True
    call_command("load_demonstration", stdout=io.StringIO())
    settings.DEBUG = False
    User.objects.update(is_demonstration=False)


# At another width the same elements can only fail these, and contrast where something got another colour or size.
ABOUT_LAYOUT = [
    "link-in-text-block",
    "scrollable-region-focusable",
    "skip-link",
    "target-size",
    "td-has-header",
    "td-headers-attr",
    "th-has-data-cells",
]
WHAT_IS_NEW = """() => {
  const before = window.looks;
  window.looks = new Map();
  for (const element of document.querySelectorAll("*")) {
    if (!element.checkVisibility()) continue;
    const { color, backgroundColor, backgroundImage, fontSize, fontWeight } = getComputedStyle(element);
    const isLarge = parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);  // of which less contrast is asked
    window.looks.set(element, [color, backgroundColor, backgroundImage, isLarge].join());
  }
  const seen = [...window.looks.keys()];
  if (!before || seen.some((element) => !before.has(element))) return "elements";
  return seen.some((element) => before.get(element) !== window.looks.get(element)) ? "colours" : "";
}"""
RULES_FOR = {"elements": RULES, "colours": [*ABOUT_LAYOUT, "color-contrast"], "": ABOUT_LAYOUT}


@pytest.mark.usefixtures("without_layout", "demonstration")
def test_every_page_is_accessible_and_fits(show, axe):
    problems = []
    for picture in PICTURES:
        page = show(picture)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            problems += [f"{picture.name}, {width} px: {problem}" for problem in complaints(page, axe, width)]
    assert problems == []


@pytest.fixture
def show(context, live_server):
    """`show(picture)` gives its page, in one browser for all; a window in which something was done is left."""
    window, is_used = context.new_page(), False

    def show(picture):
        nonlocal window, is_used
        if is_used:
            window.close()
            window = context.new_page()
            context.set_offline(False)
        is_used = picture.steps is not None
        context.clear_cookies()
        if picture.role:
            context.add_cookies([session_of(picture.role, live_server.url)])
        window.set_viewport_size({"width": WIDTHS[0], "height": 900})
        camera.show(picture, window)
        return window

    return show


def test_an_image_without_words_is_found_each_time(page, axe):
    page.set_content(
        '<html lang="nl"><title>Een</title><main><h1>Een kop</h1><img src="data:,"></main></html>'
    )
    for _ in range(2):
        with pytest.raises(AssertionError, match="image-alt"):
            axe(page)


def complaints(page, axe, width):
    if page.evaluate("document.documentElement.scrollWidth") > width:
        yield "wider than the window"
    try:
        axe(page, RULES_FOR[page.evaluate(WHAT_IS_NEW)])
    except AssertionError as problem:
        yield str(problem)
