"""Remarks of colleagues on a finding."""

import pytest
from django.urls import reverse

from assessments.actions import TextTooLong
from assessments.actions.comments import write_comment
from assessments.models import Comment
from tests.factories import make_comment, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(points):
    return reverse("assessments:comments", args=[points[0].pk])


def resolve(client, comment):
    return client.post(reverse("assessments:resolve_comment", args=[comment.pk]))


@pytest.mark.parametrize("role", ["inspector", "coordinator"])
def test_a_colleague_who_is_not_on_the_team_remarks_something(client, points, address, role):
    carla = make_user(role, name="Carla")
    client.force_login(carla)
    response = client.post(address, {"text": "Noem de da\u00adtum."})
    comment = Comment.objects.get()
    assert response.url == points[0].get_absolute_url()
    assert (comment.finding, comment.text, comment.written_by) == (points[0], "Noem de datum.", carla)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (" \u200b", "Schrijf eerst een opmerking, of wijzig de tekst in het tekstvoorstel."),
        ("a" * 2_001, "Deze tekst heeft 2.001 tekens. Er is plaats voor 2.000."),
    ],
)
def test_a_remark_that_is_not_right_comes_back(client, address, text, message):
    response = client.post(address, {"text": text})
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not Comment.objects.exists()


def test_remarks_stand_at_the_finding_the_open_ones_first_in_sight(read, points, theme_page, bram):
    make_comment(points[0], text="Nog niet klaar <b>.")
    make_comment(points[0], text="Al gedaan.", resolved_by=bram, resolved_at=points[0].round.started_at)
    page = read(theme_page(points[0]))
    assert "Nog niet klaar &lt;b&gt;." in page
    assert page.index("Nog niet klaar") < page.index("<summary>1 opmerking afgehandeld</summary>")
    assert page.index("<summary>1 opmerking afgehandeld</summary>") < page.index("Al gedaan.")


def test_the_team_deals_with_a_remark_and_it_stays_readable(client, read, points, address, anna):
    comment = make_comment(points[0], text="Noem de datum.")
    assert resolve(client, comment).url == f"{address}#opmerking-{comment.pk}"
    comment.refresh_from_db()
    assert comment.resolved_by == anna
    assert "Noem de datum." in read(address)


def test_who_wrote_a_remark_may_take_it_back(client, points):
    comment = make_comment(points[0])
    client.force_login(comment.written_by)
    resolve(client, comment)
    comment.refresh_from_db()
    assert comment.resolved_by == comment.written_by


def test_who_is_neither_does_not_deal_with_it(client, points, address):
    comment = make_comment(points[0])
    client.force_login(make_user())
    response = resolve(client, comment)
    comment.refresh_from_db()
    assert response.status_code == 403
    assert "Alleen het team of wie de opmerking schreef" in response.content.decode()
    assert comment.is_open
    assert "Afgehandeld" not in client.get(address).content.decode()


def test_in_a_final_round_remarks_are_read_and_no_more_written(client, read, points, address, finalise):
    comment = make_comment(points[0], text="Van vroeger.")
    finalise()
    response = client.post(address, {"text": "Nog één ding."})
    assert response.status_code == 409
    assert "Nog één ding." in response.content.decode()
    assert resolve(client, comment).status_code == 409
    page = read(address)
    assert "Van vroeger." in page
    assert "Opmerking plaatsen" not in page


def test_an_administrator_reads_remarks_and_writes_none(client, read, points, address):
    make_comment(points[0], text="Voor collega’s.")
    client.force_login(make_user("administrator"))
    assert "Voor collega’s." in read(address)
    assert client.post(address, {"text": "Van de beheerder."}).status_code == 403


@pytest.mark.parametrize("role", ["support", "municipality"])
def test_others_never_see_a_remark(client, points, theme_page, address, finalise, role):
    make_comment(points[0], text="KANARIE")
    finalise()
    client.force_login(make_user(role))
    for page in (address, theme_page(points[0]), points[0].round.get_absolute_url()):
        assert "KANARIE" not in client.get(page).content.decode()


def test_a_comment_for_which_there_is_no_room_is_refused(points, anna):
    write_comment(points[0], by=anna, text="a" * 2_000)
    with pytest.raises(TextTooLong):
        write_comment(points[0], by=anna, text="a" * 2_001)
    assert Comment.objects.count() == 1
