import pytest

from assessments.worksheets.references import Reference

REFERENCE = Reference(12, 341, 4)


@pytest.mark.parametrize(
    "around",
    ["{}", "Kenmerk {}   Laat dit staan", " {}.", "{}\n"],
)
def test_it_is_found_in_its_surroundings(around):
    assert Reference.within(around.format(REFERENCE)) == REFERENCE


@pytest.mark.parametrize("dash", ["‐", "‑", "–"])
def test_a_word_processor_may_change_its_dashes_and_capitals(dash):
    assert Reference.within(str(REFERENCE).replace("-", dash).lower()) == REFERENCE


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12-341-4",
        "12-341-4-AAAAAAAAAA",
        str(REFERENCE).replace("341", "342"),
        f"9{REFERENCE}",
        f"{REFERENCE}A",
    ],
)
def test_one_that_we_did_not_print_is_none(text):
    assert Reference.within(text) is None


def test_another_office_prints_others(settings):
    printed = str(REFERENCE)
    settings.SECRET_KEY = "another"
    assert Reference.within(printed) is None
