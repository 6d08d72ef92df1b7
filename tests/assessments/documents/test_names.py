import pytest

from assessments.documents.names import clean, extension


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Verslag 17 november.pdf", "Verslag 17 november.pdf"),
        ("cafe\u0301.pdf", "café.pdf"),
        ("C:\\Mijn documenten\\verslag.pdf", "verslag.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("/etc/verslag.pdf", "verslag.pdf"),
        ("ver\x00sl\nag\t\x7f.pdf", "versl ag.pdf"),
        ("factuur\u202efdp.exe", "factuurfdp.exe"),
        ("on\u200bzicht\u00adbaar\u2066.pdf", "onzichtbaar.pdf"),
        ("vaste\u00a0spatie.pdf", "vaste spatie.pdf"),
        ('<a href="x">|*?.pdf', "-a href=-x-----.pdf"),
        ("  verslag.pdf . ", "verslag.pdf"),
        (".pdf", "document.pdf"),
        ("\u202e.pdf", "document.pdf"),
        ("", "document"),
        ("..", "document"),
        ("half\ud83d.pdf", "half.pdf"),
        (f"{'a' * 300}.pdf", f"{'a' * 196}.pdf"),
        (f"a.{'b' * 300}", f"a.{'b' * 19}"),
    ],
)
def test_a_name_is_cleaned(name, cleaned):
    assert clean(name) == cleaned
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("name", "expected"), [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("a", ""), (".pdf", "pdf"), ("a.", "")]
)
def test_the_ending_says_the_kind(name, expected):
    assert extension(name) == expected
