"""Whatever gets into a page unescaped reaches no file and no socket, and no text holds up the press for long."""

import ast
import base64
import io
import socket
import threading
from contextlib import closing

import pypdf
import pytest
from weasyprint import HTML
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from assessments.factsheet import pdf
from assessments.printing.layout import lay_out
from assessments.printing.press import Press
from assessments.printing.structure.reading import NotReadable
from tests.assessments.factsheet.test_pdf import with_explanation
from tests.assessments.hostile_texts import HARD_TO_PRINT

pytestmark = pytest.mark.looks

CANARY = "KANARIE-7391"
# In each, ADDRESS is a file with the canary, or a server that hears who comes.
VECTORS = {
    "image": '<img src="ADDRESS" alt="x">',
    "image by its set": '<img srcset="ADDRESS 1x" src="ADDRESS" alt="x">',
    "stylesheet": '<link rel="stylesheet" href="ADDRESS">',
    "attachment": '<link rel="attachment" href="ADDRESS">',
    "attachment by a link": '<a rel="attachment" href="ADDRESS">x</a>',
    "icon": '<link rel="icon" href="ADDRESS">',
    "import": "<style>@import url(ADDRESS);</style>",
    "import of a string": '<style>@import "ADDRESS";</style>',
    "import for print": "<style>@import url(ADDRESS) print;</style>",
    "typeface": "<style>@font-face { font-family: k; src: url(ADDRESS) } p { font-family: k }</style><p>x",
    "background": '<p style="background: url(ADDRESS)">x',
    "background of the page": "<style>@page { background: url(ADDRESS) }</style><p>x",
    "list mark": '<ul style="list-style-image: url(ADDRESS)"><li>x</ul>',
    "content": "<style>p::before { content: url(ADDRESS) }</style><p>x",
    "content of a margin": "<style>@page { @top-left { content: url(ADDRESS) } }</style><p>x",
    "border": '<p style="border: 3px solid; border-image: url(ADDRESS) 1">x',
    "mask": '<p style="mask-border: url(ADDRESS) 1; mask-image: url(ADDRESS)">x',
    "cross-reference": "<style>p::after { content: target-text(url(ADDRESS)) }</style><p>x",
    "colour profile": "<style>@color-profile --k { src: url(ADDRESS) } p { color: color(--k 1 0 0) }</style><p>x",
    "object": '<object data="ADDRESS">x</object>',
    "embed": '<embed src="ADDRESS">',
    "frame": '<iframe src="ADDRESS"></iframe>',
    "base": '<base href="ADDRESS"><img src="" alt="x">',
    "picture in a drawing": '<svg width="9" height="9"><image href="ADDRESS" width="9" height="9"/></svg>',
    "use in a drawing": '<svg width="9" height="9"><use xlink:href="ADDRESS#a" href="ADDRESS#a"/></svg>',
    "drawing in an address": '<img alt="x" src="data:image/svg+xml;base64,DRAWING">',
}
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url(ADDRESS);</style><image href="ADDRESS"/></svg>'


@pytest.fixture(scope="module")
def visitors():
    """A server on this machine, and who came to it."""
    came = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def hear():
            while not stop.is_set():
                try:
                    caller, _ = server.accept()
                except TimeoutError:
                    continue
                with caller:
                    came.append(caller.recv(1000))
                    caller.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nContent-Length: 0\r\n\r\n")

        listening = threading.Thread(target=hear)
        listening.start()
        came.clear()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/kanarie.css", came
        stop.set()
        listening.join()


@pytest.fixture(scope="module")
def canary(tmp_path_factory):
    """The address of a file that no document may read."""
    file = tmp_path_factory.mktemp("canary") / "kanarie.css"
    file.write_text(f'p::after {{ content: "{CANARY}" }}')
    return file.as_uri()


def page(vector, address):
    drawing = base64.b64encode(DRAWING.replace("ADDRESS", address).encode()).decode()
    body = VECTORS[vector].replace("ADDRESS", address).replace("DRAWING", drawing)
    return f'<html lang="nl"><title>Proef</title><p>{body}'


def everything(document):
    """All that stands in a PDF: its text, the contents of its streams and what is attached."""
    reader = pypdf.PdfReader(io.BytesIO(document))
    objects = (
        reader.get_object(number) for number in range(1, len(reader.xref_objStm) + len(reader.xref[0]) + 1)
    )
    streams = [each.get_data() for each in objects if hasattr(each, "get_data")]
    return b"".join(streams) + document + "".join(each.extract_text() for each in reader.pages).encode()


def printed(vector, address):
    """What a vector makes of a page, or nothing where that ends the rendering."""
    try:
        return lay_out(page(vector, address), "factsheet-pdf.css")
    except (FatalURLFetchingError, NotReadable):
        return b""


@pytest.mark.parametrize("vector", VECTORS)
def test_no_vector_reads_a_file(vector, canary):
    document = printed(vector, canary)
    if document:
        assert CANARY.encode() not in everything(document)
        assert b"kanarie.css" not in everything(document)


@pytest.mark.parametrize("vector", VECTORS)
def test_no_vector_reaches_a_server(vector, visitors):
    address, came = visitors
    document = printed(vector, address)
    assert came == []
    if document:
        assert b"kanarie.css" not in everything(document)


def test_without_our_fetcher_most_vectors_would_get_there(canary):
    """So the two tests above can fail."""
    reached = set()

    class Spy(URLFetcher):
        def fetch(self, url, headers=None):
            reached.add(vector)
            return super().fetch(url, headers)

    for vector in VECTORS:
        HTML(string=page(vector, canary), url_fetcher=Spy()).write_pdf()
    assert len(VECTORS) == 26
    assert len(reached) >= 20
    attachment = HTML(string=page("attachment", canary), url_fetcher=Spy()).write_pdf()
    assert CANARY.encode() in everything(attachment)


def test_one_module_makes_the_objects_of_weasyprint_and_each_gets_the_fetcher(settings):
    made = {}
    for module in [
        *settings.BASE_DIR.glob("assessments/**/*.py"),
        *settings.BASE_DIR.glob("stj_toezicht/**/*.py"),
    ]:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "HTML",
                "RememberedHTML",
                "CSS",
            ):
                made.setdefault(module.name, []).append([keyword.arg for keyword in node.keywords])
    assert list(made) == ["layout.py"]
    assert all("url_fetcher" in keywords for keywords in made["layout.py"])


@pytest.fixture(scope="module")
def patient():
    """A press that a busy machine doesn't keep from ending; how long each text takes is for `make bench`."""
    with closing(Press(seconds=120)) as made:
        yield made


@pytest.mark.parametrize("text", HARD_TO_PRINT.values(), ids=HARD_TO_PRINT)
def test_no_text_holds_up_the_press_for_ever(text, patient):
    assert patient.write(pdf.page(with_explanation(text)), pdf.STYLESHEET).startswith(b"%PDF")
