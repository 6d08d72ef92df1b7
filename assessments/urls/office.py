from django.urls import path

from assessments.views import (
    attachments,
    autosave,
    case_files,
    conflicts,
    contact_moments,
    developments,
    findings,
    histories,
    municipality,
    presences,
    publication,
    rounds,
    themes,
    work,
)

app_name = "assessments"
urlpatterns = [
    path("mijn-werk/", work.MyWork.as_view(), name="my_work"),
    path("mijn-gemeente/", municipality.MyMunicipality.as_view(), name="my_municipality"),
    path("dossiers/", case_files.CaseFileList.as_view(), name="case_files"),
    path("dossiers/<int:pk>/", case_files.CaseFileDetail.as_view(), name="case_file"),
    path("dossiers/<int:pk>/team/", case_files.assign_team, name="team"),
    path("dossiers/<int:pk>/opvolging/", rounds.start_follow_up, name="start_follow_up"),
    path("rondes/<int:pk>/", rounds.RoundDetail.as_view(), name="round"),
    path("rondes/<int:pk>/aanwezig/", presences.be_there, name="presence"),
    path("rondes/<int:pk>/themas/<int:theme_pk>/", themes.ThemeDetail.as_view(), name="theme"),
    path("rondes/<int:pk>/ontwikkeling/", developments.write_development, name="development"),
    path(
        "rondes/<int:pk>/ontwikkeling/tussentijds/",
        developments.autosave_development,
        name="autosave_development",
    ),
    path(
        "rondes/<int:pk>/ontwikkeling/verschillen/",
        developments.development_differences,
        name="development_differences",
    ),
    path(
        "rondes/<int:pk>/ontwikkeling/geschiedenis/",
        histories.DevelopmentHistory.as_view(),
        name="development_history",
    ),
    path(
        "rondes/<int:pk>/ontwikkeling/terugzetten/", histories.restore_narrative, name="restore_development"
    ),
    path("rondes/<int:pk>/contactmomenten/", contact_moments.add_contact_moment, name="add_contact_moment"),
    path("rondes/<int:pk>/voorbeeld/", publication.Preview.as_view(), name="preview"),
    path("rondes/<int:pk>/voorbeeld.pdf", publication.preview_pdf, name="preview_pdf"),
    path("rondes/<int:pk>/publiceren/", publication.publish, name="publish"),
    path("contactmomenten/<int:pk>/", contact_moments.ContactMomentDetail.as_view(), name="contact_moment"),
    path(
        "contactmomenten/<int:pk>/wijzigen/",
        contact_moments.change_contact_moment,
        name="change_contact_moment",
    ),
    path(
        "contactmomenten/<int:pk>/verwijderen/",
        contact_moments.remove_contact_moment,
        name="remove_contact_moment",
    ),
    path("contactmomenten/<int:pk>/bijlagen/", attachments.add_attachments, name="add_attachments"),
    path("bijlagen/<int:pk>/", attachments.attachment, name="attachment"),
    path("bijlagen/<int:pk>/verwijderen/", attachments.remove_attachment, name="remove_attachment"),
    path("bevindingen/<int:pk>/", findings.record_finding, name="record_finding"),
    path("bevindingen/<int:pk>/tussentijds/", autosave.autosave_finding, name="autosave_finding"),
    path("bevindingen/<int:pk>/verschillen/", conflicts.differences, name="differences"),
    path("bevindingen/<int:pk>/geschiedenis/", histories.FindingHistory.as_view(), name="finding_history"),
    path("bevindingen/<int:pk>/terugzetten/", histories.restore_finding, name="restore_finding"),
]
