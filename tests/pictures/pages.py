"""What is pictured: a new page or state is a row in `PICTURES`.

Rows that change something come last, because each goes on where the one before stopped.
"""

from django.urls import reverse

from assessments.models import CaseFile
from stj_toezicht.accounts.models import Role
from tests.pictures import following_up, frameworks, mail
from tests.pictures.case_files import all_work_of_colleague, former_name, name_of_a_case_file
from tests.pictures.changing_pages import CHANGING
from tests.pictures.documents import bring_documents, bring_no_work_sheet, bring_work_sheet
from tests.pictures.log import of_log, of_typed_event
from tests.pictures.picture import NEWCOMER, Picture, at, press
from tests.pictures.remarks import of_check, of_worded_point, show_elsewhere
from tests.pictures.rounds import (
    of_case_file,
    of_contact_moment,
    of_final_round,
    of_final_theme,
    of_open_round,
    of_open_theme,
)
from tests.pictures.typing import (
    list_shortcuts,
    searching,
    type_offline,
    type_to_search,
    write_far_too_much,
    wrong_password,
)
from tests.pictures.wordings import misspell, of_framework

PICTURES = [
    Picture("login", None, at("login")),
    Picture("login-empty", None, at("login"), press("Inloggen")),
    Picture("login-wrong", None, at("login"), wrong_password),
    Picture("forgotten-password", None, at("forgotten_password")),
    Picture("forgotten-password-empty", None, at("forgotten_password"), press("Stuur mij een link")),
    Picture("choose-password", None, mail.a_link),
    Picture("choose-password-empty", None, mail.a_link, press("Wachtwoord opslaan")),
    Picture("choose-password-expired", None, at("choose_password", "MQ", "verlopen")),
    Picture("home", None, at("home")),
    Picture("home-found", None, lambda: reverse("home") + "?zoek=alk"),
    Picture("home-former-name", None, lambda: reverse("home") + "?zoek=spijkenisse"),
    Picture("home-not-found", None, lambda: reverse("home") + "?zoek=alkmar"),
    Picture("municipality", None, at("municipality", "alkmaar")),
    Picture("municipality-merged", None, at("municipality", "nissewaard")),
    Picture("municipality-former", None, at("municipality", "spijkenisse")),
    Picture("municipality-without-factsheet", None, at("municipality", "utrecht")),
    *(
        Picture(f"factsheet-{name}", None, at("factsheet", name, 2014))
        for name in ("alkmaar", "leeuwarden", "maastricht", "nissewaard", "sittard-geleen")
    ),
    Picture("not-found", None, lambda: "/bestaat-niet/"),
    Picture("my-work", Role.INSPECTOR, at("assessments:my_work")),
    Picture("my-work-newcomer", NEWCOMER, at("assessments:my_work")),
    Picture("my-work-coordinator", Role.COORDINATOR, at("assessments:my_work")),
    Picture("case-files", Role.INSPECTOR, at("assessments:case_files")),
    Picture("case-files-support", Role.SUPPORT, at("assessments:case_files")),
    Picture("search", Role.INSPECTOR, at("assessments:search")),
    Picture("search-found", Role.INSPECTOR, searching("cooperatie gezin")),
    Picture("search-filtered", Role.COORDINATOR, searching("", oordeel="not_assessed", jaar="2014")),
    Picture("search-nothing", Role.INSPECTOR, searching("xylofoon", gemeente="spijkenisse", jaar="2014")),
    Picture("search-no-municipality", Role.INSPECTOR, searching("gezin", gemeente="alkmar")),
    Picture("search-invalid", Role.INSPECTOR, searching('""', jaar="abc")),
    Picture("search-typing", Role.INSPECTOR, at("assessments:search"), type_to_search),
    Picture("case-file", Role.INSPECTOR, of_case_file("assessments:case_file")),
    Picture("case-file-coordinator", Role.COORDINATOR, of_case_file("assessments:case_file")),
    Picture(
        "case-file-nothing-open",
        Role.COORDINATOR,
        lambda: CaseFile.objects.get(municipality__name="Leeuwarden").get_absolute_url(),
    ),
    Picture("log", Role.COORDINATOR, of_log()),
    Picture("log-nothing", Role.COORDINATOR, of_log(waarvan="xylofoon", vanaf="2015-01-01")),
    Picture("log-invalid", Role.COORDINATOR, of_log(wat="finding", vanaf="31-31-31")),
    Picture("office-log", Role.ADMINISTRATOR, at("assessments:office_log")),
    Picture(
        "office-log-nothing",
        Role.COORDINATOR,
        lambda: f"{reverse('assessments:office_log')}?waarvan=xylofoon",
    ),
    Picture("office-event", Role.COORDINATOR, frameworks.event),
    Picture("log-event", Role.COORDINATOR, of_typed_event),
    Picture("team", Role.COORDINATOR, of_case_file("assessments:team")),
    *(
        Picture(
            f"start-follow-up-{name.lower()}",
            Role.COORDINATOR,
            lambda name=name: reverse(
                "assessments:start_follow_up", args=[CaseFile.objects.get(municipality__name=name).pk]
            ),
        )
        for name in ("Alkmaar", "Leeuwarden")
    ),
    Picture("start-follow-up", Role.COORDINATOR, following_up.start),
    Picture("start-follow-up-split", Role.COORDINATOR, following_up.start, following_up.split_and_look),
    Picture("start-follow-up-left", Role.COORDINATOR, following_up.start, following_up.leaves_and_look),
    Picture("start-follow-up-not-seen", Role.COORDINATOR, following_up.start, following_up.split_and_start),
    Picture("case-files-mine", Role.INSPECTOR, lambda: reverse("assessments:case_files") + "?toon=mijn"),
    Picture("open-case-file", Role.COORDINATOR, at("assessments:open_case_file")),
    Picture("open-case-file-former-name", Role.COORDINATOR, at("assessments:open_case_file"), former_name),
    Picture("open-case-file-exists", Role.COORDINATOR, at("assessments:open_case_file"), name_of_a_case_file),
    Picture("hand-over", Role.INSPECTOR, of_case_file("assessments:hand_over")),
    Picture(
        "hand-over-empty", Role.COORDINATOR, of_case_file("assessments:hand_over"), press("Werk overdragen")
    ),
    Picture("hand-over-all", Role.COORDINATOR, at("assessments:hand_over_all")),
    Picture("hand-over-all-chosen", Role.COORDINATOR, all_work_of_colleague),
    Picture("take-texts-over", Role.INSPECTOR, of_open_round("assessments:take_texts_over")),
    Picture(
        "take-texts-over-not-found",
        Role.INSPECTOR,
        lambda: of_open_round("assessments:take_texts_over")() + "?zoek=zzz",
    ),
    Picture("copy-follow-up", Role.INSPECTOR, of_open_round("assessments:copy_first_test")),
    Picture("round-open", Role.INSPECTOR, of_open_round("assessments:round")),
    Picture("round-open-read", Role.COORDINATOR, of_open_round("assessments:round")),
    Picture("round-filtered", Role.INSPECTOR, lambda: of_open_round("assessments:round")() + "?toon=voldoet"),
    Picture(
        "round-filtered-empty",
        Role.INSPECTOR,
        lambda: of_open_round("assessments:round")() + "?toon=twee-versies",
    ),
    Picture("theme", Role.INSPECTOR, of_open_theme),
    Picture("theme-offline", Role.INSPECTOR, of_open_theme, type_offline),
    Picture("theme-shortcuts", Role.INSPECTOR, of_open_theme, list_shortcuts),
    Picture("theme-elsewhere", Role.INSPECTOR, of_worded_point("assessments:record_finding"), show_elsewhere),
    Picture("elsewhere", Role.INSPECTOR, of_worded_point("assessments:elsewhere")),
    Picture("comments-none", Role.INSPECTOR, of_worded_point("assessments:comments")),
    Picture("plan-none", Role.INSPECTOR, of_worded_point("assessments:plan")),
    Picture("theme-read", Role.COORDINATOR, of_open_theme),
    Picture("theme-final", Role.INSPECTOR, of_final_theme),
    Picture("round-final", Role.INSPECTOR, of_final_round("assessments:round")),
    Picture("development", Role.INSPECTOR, of_open_round("assessments:development")),
    Picture("contact-moment", Role.INSPECTOR, of_contact_moment("assessments:contact_moment")),
    Picture("contact-moment-add", Role.INSPECTOR, of_open_round("assessments:add_contact_moment")),
    Picture("contact-moment-change", Role.INSPECTOR, of_contact_moment("assessments:change_contact_moment")),
    Picture("contact-moment-remove", Role.INSPECTOR, of_contact_moment("assessments:remove_contact_moment")),
    Picture(
        "contact-moment-refused",
        Role.INSPECTOR,
        of_contact_moment("assessments:contact_moment"),
        bring_documents(("programma.pdf", b"MZ\x00"), ("leeg.txt", b"")),
    ),
    Picture("work-sheet", Role.INSPECTOR, of_open_round("assessments:work_sheet")),
    Picture(
        "work-sheet-all-points",
        Role.INSPECTOR,
        lambda: of_open_round("assessments:work_sheet")() + "?punten=alle",
    ),
    Picture("work-sheet-read", Role.INSPECTOR, of_open_round("assessments:read_work_sheet")),
    Picture(
        "work-sheet-refused",
        Role.INSPECTOR,
        of_open_round("assessments:read_work_sheet"),
        bring_no_work_sheet,
    ),
    Picture(
        "work-sheet-changes", Role.INSPECTOR, of_open_round("assessments:read_work_sheet"), bring_work_sheet
    ),
    Picture(
        "too-big",
        Role.INSPECTOR,
        of_contact_moment("assessments:change_contact_moment"),
        write_far_too_much,
    ),
    Picture("preview", Role.INSPECTOR, of_open_round("assessments:preview")),
    Picture("publish", Role.COORDINATOR, of_open_round("assessments:publish")),
    Picture("frameworks", Role.COORDINATOR, at("assessments:frameworks")),
    Picture("signatories", Role.COORDINATOR, of_framework("signatories")),
    Picture("framework", Role.COORDINATOR, of_framework("framework")),
    Picture("standard-text", Role.INSPECTOR, of_framework("standard_text", "definitie")),
    Picture(
        "standard-text-invalid", Role.COORDINATOR, of_framework("standard_text", "niet-opnieuw"), misspell
    ),
    Picture(
        "waive-without-reason", Role.COORDINATOR, of_check("comments", "waive"), press("Controle overslaan")
    ),
    Picture("my-municipality", Role.MUNICIPALITY, at("assessments:my_municipality")),
    Picture("admin", Role.ADMINISTRATOR, at("admin:index")),
    Picture("admin-accounts", Role.ADMINISTRATOR, at("admin:accounts_user_changelist")),
    Picture("admin-account", Role.ADMINISTRATOR, at("admin:accounts_user_add")),
    Picture("admin-municipalities", Role.ADMINISTRATOR, at("admin:municipalities_municipality_changelist")),
    Picture("forbidden", Role.SUPPORT, of_open_round("assessments:development")),
    *CHANGING,
]
