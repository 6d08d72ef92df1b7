"""Files that are no work sheet, or worse: each is refused in Dutch, quickly and in little memory."""

import io
import subprocess
import sys
import time
import zipfile

import pytest

from assessments.documents import NotAccepted
from assessments.worksheets.docx import write
from assessments.worksheets.reading import read
from tests.assessments.documents.made_up import GENUINE, PROGRAM, packed
from tests.assessments.worksheets.made_up import sheet

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MB = 1024 * 1024


def changed(part="word/document.xml", content=b"", *, stored=False, **more):
    """A work sheet of which one part is something else; `stored` as it is, so that it isn't tightly packed."""
    with zipfile.ZipFile(io.BytesIO(write(sheet()))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return packed(members | {part: content} | more, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)


def document(body, before=""):
    content = f"<?xml version='1.0'?>{before}<w:document {W}>{body}</w:document>".encode()
    return changed(content=content, stored=True)


def lying():
    """An archive that says of its largest member that it is small."""
    bomb = bytearray(changed(content=b" " * (50 * MB)))
    place = bomb.rindex(b"word/document.xml")  # in the list of members at the end
    bomb[place - 46 + 24 : place - 46 + 28] = (1000).to_bytes(4, "little")
    return bytes(bomb)


LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
CELL, END = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
HOSTILE = {
    "nothing": lambda: b"",
    "a program": lambda: PROGRAM,
    "a PDF": lambda: GENUINE["a.pdf"],
    "twenty megabytes of noise": lambda: b"PK\x03\x04" + bytes(range(256)) * (20 * MB // 256),
    "cut off": lambda: write(sheet())[:-1000],
    "no document in it": lambda: packed({"[Content_Types].xml": "<Types/>", "word/x.xml": ""}),
    "macros": lambda: changed(part="word/vbaProject.bin", content=b"x"),
    "a bomb": lambda: changed(content=b" " * (50 * MB)),
    "a bomb beside it": lambda: changed(part="word/media/image.png", content=b"\0" * (50 * MB)),
    "a bomb that lies": lying,
    "many small bombs": lambda: changed(**{f"word/{number}": b"0" * MB for number in range(101)}),
    "many members": lambda: changed(**{f"word/{number}": b"" for number in range(10_001)}),
    "out of the archive": lambda: changed(part="../../etc/cron.d/x", content=b"x"),
    "not well formed": lambda: document("<w:p>"),
    "external entity": lambda: document(
        "<w:p>&x;</w:p>", '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    ),
    "external declarations": lambda: document("", '<!DOCTYPE w:document SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "a billion laughs": lambda: document("&a9;", f'<!DOCTYPE w:document [<!ENTITY a0 "ha">{LAUGHS}]>'),
    "a million elements": lambda: document("<w:p/>" * 1_000_000),
    "as many elements as pass": lambda: document(
        f"<w:tbl><w:tr><w:tc>{'<w:p/>' * 390_000}</w:tc></w:tr></w:tbl>"
    ),
    "as many runs": lambda: document(f"{CELL}<w:p>{'<w:r><w:b/></w:r>' * 130_000}</w:p>{END}"),
    "as many stray elements": lambda: document(
        f"<w:tbl><w:tr><w:tc>{'<w:x/>' * 390_000}</w:tc></w:tr></w:tbl>"
    ),
    "one long text": lambda: document(f"<w:p><w:r><w:t>{'a' * (7 * MB)}</w:t></w:r></w:p>"),
    "deep": lambda: document("<w:tbl><w:tr><w:tc>" * 1_000 + "</w:tc></w:tr></w:tbl>" * 1_000),
    "as deep as passes": lambda: document("<w:tbl><w:tr><w:tc>" * 80 + "</w:tc></w:tr></w:tbl>" * 80),
    "styles in a circle": lambda: changed(
        part="word/styles.xml",
        content=f'<w:styles {W}><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style>'
        f'<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'.encode(),
        **{
            "word/document.xml": f'<w:document {W}><w:p><w:pPr><w:pStyle w:val="a"/></w:pPr></w:p></w:document>'
        },
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_within_two_seconds(name):
    content = HOSTILE[name]()
    started = time.process_time()
    with pytest.raises(NotAccepted):
        read(content)
    assert time.process_time() - started < 2


def test_a_genuine_one_is_not():
    assert len(read(write(sheet()))) == 1


def test_they_take_little_memory(settings, tmp_path):
    for name, make in HOSTILE.items():
        (tmp_path / name.replace(" ", "-")).write_bytes(make())
    code = (
        "import django, pathlib, re, sys; django.setup()\n"
        "from assessments.documents import NotAccepted\n"
        "from assessments.worksheets.reading import read\n"
        "used = lambda: int(re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1])\n"
        "before = used()\n"
        "for file in pathlib.Path(sys.argv[1]).iterdir():\n"
        "    try: read(file.read_bytes())\n"
        "    except NotAccepted: pass\n"
        "print((used() - before) // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True,
        check=True,
        text=True,
    )
    assert 0 < int(done.stdout) < 200, "MB more than before"
