import datetime

import pytest
from django.contrib.auth.tokens import default_token_generator

from stj_toezicht.notices.kinds import TO_CHOOSE_A_PASSWORD, Kind
from stj_toezicht.notices.texts import link_of, subject_and_text
from tests.factories import make_notice, make_user

pytestmark = pytest.mark.django_db

UNTIL = datetime.date(2015, 3, 20)


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_says_whom_it_is_for_what_it_is_about_and_where_to_look(kind):
    notice = make_notice(kind=kind, about="Alkmaar <2015> & co", by_name="Carla", until=UNTIL)
    subject, text = subject_and_text(notice)
    link = (
        "(hier staat een persoonlijke link)"
        if kind in TO_CHOOSE_A_PASSWORD
        else "https://toezicht.example/rondes/1/"
    )
    assert text.startswith(f"Beste {notice.to_name},\n\n")
    assert f"\n\n{link}\n\n" in text
    assert kind == Kind.PASSWORD or "Alkmaar <2015> & co" in subject + text.replace("\n", " ")
    assert 0 < len(subject) < 90
    assert all(len(line) <= 76 for line in text.splitlines())
    assert "\n\n\n" not in text


def test_a_notice_of_the_right_of_reply_says_until_when():
    subject, text = subject_and_text(make_notice(kind=Kind.REPLY_DUE, about="Alkmaar 2015", until=UNTIL))
    assert subject == "Nog tot en met vrijdag 20 maart: reactie op concept Alkmaar 2015"
    assert "tot en met vrijdag 20 maart 2015" in text.replace("\n", " ")


@pytest.mark.parametrize("kind", TO_CHOOSE_A_PASSWORD)
def test_a_link_to_choose_a_password_is_made_for_its_reader(kind):
    notice = make_notice(kind=kind, to=make_user("municipality"))
    site, token = (
        "https://toezicht.example/wachtwoord/kiezen/",
        link_of(notice).rstrip("/").rpartition("/")[2],
    )
    assert link_of(notice).startswith(site)
    assert default_token_generator.check_token(notice.to, token)
    assert token not in " ".join(str(value) for value in vars(notice).values())


def test_on_a_page_a_text_says_the_same_in_lines_of_the_page_itself():
    notice = make_notice(kind=Kind.REPLY_DUE, about="Alkmaar 2015", until=UNTIL)
    (_, mailed), (_, shown) = subject_and_text(notice), subject_and_text(notice, fits_window=False)
    assert shown.split() == mailed.split()
    assert max(map(len, shown.splitlines())) > 76
    assert "Met vriendelijke groet,\nSamenwerkend Toezicht Jeugd" in shown
