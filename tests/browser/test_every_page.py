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
    "color-contrast",
    "link-in-text-block",
    "scrollable-region-focusable",
    "skip-link",
    "target-size",
    "td-has-header",
    "td-headers-attr",
    "th-has-data-cells",
]
SHOWS_THE_SAME = """() => {
  const before = window.inSight;
  const look = { visibilityProperty: true, opacityProperty: true };
  const all = [...document.querySelectorAll("*")].filter((element) => element.checkVisibility(look));
  window.inSight = new Set(all);
  return Boolean(before) && before.size === all.length && all.every((element) => before.has(element));
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
    ],
)
def test_what_only_goes_wrong_where_it_is_narrow_is_found(page, axe, body, rule):
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.set_content(
        """<!doctype html><html lang="nl"><title>Een</title><style>
        @media (max-width: 600px) { .wide { display: none } .on-dark { background: #222 } }
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
    try:
        axe(page, ABOUT_LAYOUT if page.evaluate(SHOWS_THE_SAME) else RULES)
    except AssertionError as problem:
        yield str(problem)
