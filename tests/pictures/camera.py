"""Goes past every row of the table, wide and narrow, and past the pages of every published PDF."""

import io
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile

from django.conf import settings
from django.core.management import call_command
from django.test import Client, override_settings
from playwright.sync_api import sync_playwright

from assessments.models import Edition
from stj_toezicht.accounts.models import Role, User
from tests.chromium import launch_arguments
from tests.pictures import mail
from tests.pictures.pages import PICTURES
from tests.pictures.picture import FORMER, NEWCOMER
from tests.pictures.rounds import open_round

FOLDER = settings.BASE_DIR / "pictures"
WIDTHS = (1280, 360)


def picture_everything(names=()):
    """Fill `pictures/`, and say which rows of the table could not be pictured; with names, only these rows."""
    chosen = [picture for picture in PICTURES if not names or picture.name in names]
    if not names:
        shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    with override_settings(DEBUG=True):
        call_command("load_demonstration", stdout=io.StringIO())
    User.objects.update(is_demonstration=False)  # or without DEBUG no server starts on them
    if not names:
        picture_pdfs()
    with server() as site:
        failures = picture_pages(chosen, site)
    sys.stdout.write(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.name}/\n")
    if failures:
        sys.exit("Not as it should be:\n" + "\n".join(failures))


def picture_pdfs():
    with TemporaryDirectory() as folder:
        for edition in Edition.objects.newest():
            file = Path(folder) / f"{edition.slug}-{edition.year}.pdf"
            file.write_bytes(edition.pdf)
            subprocess.run(["pdftoppm", "-png", "-r", "80", file, FOLDER / f"pdf-{file.stem}"], check=True)


@contextmanager
def server():
    """The site on a port that is free."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with TemporaryFile() as told:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
            cwd=settings.BASE_DIR,
            stdout=told,
            stderr=subprocess.STDOUT,
        )
        try:
            if not answers(port, process):
                told.seek(0)
                sys.exit(f"The server did not start.\n{told.read().decode()}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


def answers(port, process):
    """Whether the server is there, for which a busy machine may take a minute."""
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(0.1)
        else:
            return True
    return False


def picture_pages(pictures, site):
    failures = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**launch_arguments())
        for picture in pictures:
            for width in WIDTHS:
                try:
                    take(picture, width, chromium, site)
                except Exception as problem:  # one page that fails leaves the others to be seen
                    failures.append(f"{picture.name} at {width}: {str(problem).splitlines()[0]}")
        chromium.close()
    return failures


def take(picture, width, chromium, site):
    context = chromium.new_context(
        base_url=site, locale="nl-NL", viewport={"width": width, "height": 900}, reduced_motion="reduce"
    )
    context.set_default_timeout(10_000)
    try:
        if picture.role:
            context.add_cookies([session_of(picture.role, site)])
        page = context.new_page()
        show(picture, page)
        page.evaluate("scrollTo(0, 0)")  # or a message that stays in sight lies across the page
        page.screenshot(path=FOLDER / f"{picture.name}-{width}.png", full_page=True)
        too_wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if too_wide > 0:
            raise AssertionError(f"the page is {too_wide} px wider than the window")
    finally:
        context.close()


def show(picture, page):
    """Go to the page of a row and take its steps, until what they lead to is there."""
    page.goto(picture.address())
    if picture.steps:
        picture.steps(page)
        page.wait_for_load_state()  # a click returns once the next page begins, when it has no element yet


def session_of(role, site):
    """The cookie of somebody who is logged in with this role."""
    client = Client()
    client.force_login(somebody(role))
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": site,
    }


def somebody(role):
    """Whom the demonstration made for a role; of the inspectors, who works on the open round."""
    if role == NEWCOMER:
        fields = {"name": "Noor de Nieuwe", "role": Role.INSPECTOR}
        return User.objects.get_or_create(username="noor", defaults=fields)[0]
    if role == FORMER:
        return mail.former_contact()
    users = User.objects.filter(role=role, is_active=True).order_by("pk")
    return (users.filter(case_files__rounds=open_round()) if role == Role.INSPECTOR else users)[0]
