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


# With the same elements in sight, a page can only fail these at another width.
ABOUT_LAYOUT = [
    "link-in-text-block",
    "scrollable-region-focusable",
    "skip-link",
    "target-size",
    "td-has-header",
    "td-headers-attr",
    "th-has-data-cells",
]
# And this one, the dearest of all, where something has other colours too, or lies over what it didn't lie over.
ABOUT_COLOURS = ["color-contrast"]
WHAT_IS_SEEN = """() => {
  const before = window.seen ?? new Map();
  const look = { visibilityProperty: true, opacityProperty: true };
  const all = [...document.querySelectorAll("*")].filter((element) => element.checkVisibility(look));
  const colours = (element) => {
    const style = getComputedStyle(element);
    const { width, bottom } = element.getBoundingClientRect();
    const isLarge = parseFloat(style.fontSize) >= (style.fontWeight >= 700 ? 18.66 : 24);
    const isOver = ["absolute", "fixed"].includes(style.position) && width > 1 && bottom > 0;
    return isOver
      ? null
      : ["color", "backgroundColor", "backgroundImage", "textShadow", "opacity", "filter", "mixBlendMode"]
          .map((name) => style[name])
          .concat(isLarge)
          .join();
  };
  const seen = new Map(all.map((element) => [element, colours(element)]));
  window.seen = seen;
  return {
    theSame: before.size === seen.size && all.every((element) => before.has(element)),
    inTheSameColours: all.every((element) => seen.get(element) && seen.get(element) === before.get(element)),
  };
}"""


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


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('<a href="/x"><span class="wide">Zoeken</span></a>', "link-name"),
        ('<label for="naam" class="wide">Naam</label><input id="naam">', "label"),
        ('<p class="on-dark">Donker</p>', "color-contrast"),
        ('<div class="dark"></div><p class="over">Erover</p>', "color-contrast"),
    ],
)
def test_what_only_goes_wrong_where_it_is_narrow_is_found(page, axe, body, rule):
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.set_content(
        """<!doctype html><html lang="nl"><title>Een</title><style>
        @media (max-width: 600px) { .wide { display: none } .on-dark { background: #222 }
        .over { position: absolute; margin-top: -60px } }
        .dark { background: #222; height: 80px }
        </style><main><h1>Een kop</h1>"""
        f"""<p><a href="/y">Ook een koppeling</a></p>{body}</main></html>"""
    )
    assert list(complaints(page, axe, WIDTHS[0])) == []
    page.set_viewport_size({"width": WIDTHS[1], "height": 900})
    (found,) = complaints(page, axe, WIDTHS[1])
    assert f"{rule}: " in found


def complaints(page, axe, width):
    if page.evaluate("document.documentElement.scrollWidth") > width:
        yield "wider than the window"
    seen = page.evaluate(WHAT_IS_SEEN)
    about = ABOUT_LAYOUT if seen["inTheSameColours"] else ABOUT_LAYOUT + ABOUT_COLOURS
    try:
        axe(page, about if seen["theSame"] else RULES)
    except AssertionError as problem:
        yield str(problem)
