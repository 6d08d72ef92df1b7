"""A page of a bundle that is being made tells how far it is, by itself."""

import zipfile

import pytest
from playwright.sync_api import expect

from assessments.actions import bundling
from stj_toezicht.accounts.models import Role
from tests.factories import make_edition, make_follow_up, make_municipality, make_user

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("transactional_db", "without_layout"),
]


def test_all_factsheets_of_a_list_are_asked_for_seen_to_come_and_downloaded(page, log_in, tmp_path):
    for name in ("Elst", "Bergen"):
        make_edition(make_follow_up(make_municipality(name)))
    log_in(page, make_user(Role.SUPPORT))
    page.goto("/bundels/")
    page.get_by_role("button", name="Alle 2 factsheets bundelen").click()
    expect(page.get_by_role("status").filter(has_text="0 van 2 klaar")).to_be_visible()
    bundling.work_through(1)
    expect(page.get_by_text("1 van 2 klaar")).to_be_visible()
    bundling.work_through(1)
    with page.expect_download() as download:
        page.get_by_role("link", name="ZIP-bestand downloaden").click()
    download.value.save_as(tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as archive:
        assert archive.namelist()[0] == "pdf/factsheet-bergen-2014.pdf"
