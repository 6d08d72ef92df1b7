import datetime

import pytest

from municipalities.register import Entry, NotARegister, read

HEAD = "code,name,sort_name,province,valid_from,valid_until,successors,change\n"


def refusal(content):
    if isinstance(content, str):
        content = content.encode()
    with pytest.raises(NotARegister) as refused:
        read(content)
    return str(refused.value)


def test_an_entry_has_everything_that_its_line_says():
    line = '"Elst, Oud en Nieuw"'
    content = f"{HEAD}GM5001,{line},Elst,Utrecht,2015-01-01,2020-12-31,GM5002|GM5003|GM5002,Uitbreiding\n"
    assert read(content.encode()) == [
        Entry(
            code="GM5001",
            name="Elst, Oud en Nieuw",
            sort_name="elst",
            province="Utrecht",
            valid_from=datetime.date(2015, 1, 1),
            valid_until=datetime.date(2020, 12, 31),
            change="Uitbreiding",
            successors=("GM5002", "GM5003"),
        )
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f"\ufeff{HEAD}GM5001,Elst,elst,Utrecht,,,,\n", id="byte order mark"),
        pytest.param(f"{HEAD}GM5001,Elst,elst,Utrecht,,,,\n".replace("\n", "\r\n"), id="Windows line ends"),
        pytest.param(f"{HEAD}GM5001,Elst,elst,Utrecht,,,,", id="no last line end"),
        pytest.param(
            "change,note,name,sort_name,province,valid_until,valid_from,successors,code\n"
            ",x,Elst,elst,Utrecht,,,,GM5001\n",
            id="other order and an extra column",
        ),
    ],
)
def test_a_register_may_come_from_another_programme(content):
    assert [(entry.code, entry.name, entry.valid_until) for entry in read(content.encode())] == [
        ("GM5001", "Elst", None)
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        pytest.param(
            "5001,Elst,elst,Utrecht,,,,",
            "regel 2: “5001” is geen CBS-code. Verwacht: GM met vier cijfers, zoals GM0361.",
            id="code",
        ),
        pytest.param(
            "GM٥001,Elst,elst,Utrecht,,,,",
            "regel 2: “GM٥001” is geen CBS-code. Verwacht: GM met vier cijfers, zoals GM0361.",
            id="code in other digits",
        ),
        pytest.param("GM5001, ,elst,Utrecht,,,,", "regel 2: name is leeg.", id="name"),
        pytest.param("GM5001,Elst,,Utrecht,,,,", "regel 2: sort_name is leeg.", id="key to sort by"),
        pytest.param("GM5001,Elst,elst,,,,,", "regel 2: province is leeg.", id="province"),
        pytest.param(
            f"GM5001,{'E' * 101},elst,Utrecht,,,,",
            "regel 2: name is geen tekst van ten hoogste 100 tekens.",
            id="name too long",
        ),
        pytest.param(
            "GM5001,El\0st,elst,Utrecht,,,,",
            "regel 2: name is geen tekst van ten hoogste 100 tekens.",
            id="control character",
        ),
        pytest.param(
            "GM5001,Elst,elst,Utrecht,1-1-2015,,,",
            "regel 2: “1-1-2015” in valid_from is geen datum. Verwacht: jaar-maand-dag, zoals 2015-01-01,"
            " of niets.",
            id="date in Dutch",
        ),
        pytest.param(
            "GM5001,Elst,elst,Utrecht,,2015-02-30,,",
            "regel 2: “2015-02-30” in valid_until is geen datum. Verwacht: jaar-maand-dag, zoals 2015-01-01,"
            " of niets.",
            id="day that is not there",
        ),
        pytest.param(
            "GM5001,Elst,elst,Utrecht,2015-01-01,2014-12-31,,",
            "regel 2: de laatste dag (2014-12-31) ligt voor de eerste (2015-01-01).",
            id="ends before it starts",
        ),
        pytest.param(
            "GM5001,Elst,elst,Utrecht,,2014-12-31,Nieuwland,Samenvoeging",
            "regel 2: “Nieuwland” in successors is geen CBS-code. Verwacht: codes zoals GM0361,"
            " gescheiden door |.",
            id="successor by name",
        ),
        pytest.param(
            "GM5001,Elst,elst,Utrecht,,2014-12-31,GM5001,Samenvoeging",
            "regel 2: GM5001 kan niet in zichzelf opgaan.",
            id="own successor",
        ),
        pytest.param(
            "GM5001,Elst,elst,Utrecht,,,GM5002,Samenvoeging",
            "regel 2: er zijn opvolgers, maar valid_until is leeg. Verwacht: de laatste dag.",
            id="successor without an end",
        ),
        pytest.param(
            "GM5001,Elst,elst,Utrecht,,,",
            "regel 2: het aantal velden is anders dan in de kop.",
            id="too few fields",
        ),
        pytest.param(
            "GM5001,Elst,elst,Utrecht,,,,,",
            "regel 2: het aantal velden is anders dan in de kop.",
            id="too many fields",
        ),
        pytest.param(
            "GM5001,Elst,elst,Utrecht,,,,\nGM5001,Elst,elst,Utrecht,,,,",
            "regel 3: GM5001 staat ook op regel 2. Verwacht: elke code één keer.",
            id="code twice",
        ),
    ],
)
def test_a_wrong_line_is_refused_with_what_was_expected(row, message):
    assert refusal(f"{HEAD}{row}\n") == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(
            b"",
            "regel 1: het bestand is leeg. Verwacht: de kolommen code, name, sort_name, province, valid_from,"
            " valid_until, successors, change.",
            id="empty",
        ),
        pytest.param(HEAD, "regel 2: verwacht: een gemeente op elke regel onder de kop.", id="head alone"),
        pytest.param(
            HEAD.replace("province,", ""),
            "regel 1: de kolom province ontbreekt. Verwacht, gescheiden door komma’s: code, name, sort_name,"
            " province, valid_from, valid_until, successors, change.",
            id="column missing",
        ),
        pytest.param(
            HEAD.replace(",", ";"),
            "regel 1: de kolommen code, name, sort_name, province, valid_from, valid_until, successors, change"
            " ontbreken. Verwacht, gescheiden door komma’s: code, name, sort_name, province, valid_from,"
            " valid_until, successors, change.",
            id="semicolons",
        ),
        pytest.param(
            f"{HEAD}GM5001,Súdelst,sudelst,Fryslân,,,,\n".encode("latin-1"),
            "regel 2: dit is geen UTF-8. Sla het bestand op als “CSV UTF-8”.",
            id="Latin-1",
        ),
    ],
)
def test_what_is_not_a_register_is_refused(content, message):
    assert refusal(content) == message


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f'{HEAD}GM5001,"Elst,elst,Utrecht,,,,\n', id="quote without an end"),
        pytest.param(f"{HEAD}{'x' * 5_000_000}", id="noise"),
    ],
)
def test_noise_is_refused(content):
    assert "dit is geen CSV" in refusal(content)


def test_every_wrong_line_is_named_in_order():
    assert [
        line.split(":")[0]
        for line in refusal(f"{HEAD}1,A,a,U,,,,\nGM5001,A,a,U,,,,\n2,,a,U,,,,\n").split("\n")
    ] == [
        "regel 2",
        "regel 4",
        "regel 4",
    ]
