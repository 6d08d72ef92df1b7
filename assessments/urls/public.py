from django.urls import path

from assessments.views import checking, factsheets

urlpatterns = [
    path("", factsheets.Home.as_view(), name="home"),
    path("gemeenten/<slug:slug>/", factsheets.MunicipalityDetail.as_view(), name="municipality"),
    path("factsheets/controleren/", checking.check_pdf, name="check_pdf"),
    path("factsheets/<slug:slug>/<year:year>/", factsheets.factsheet, name="factsheet"),
    path("factsheets/<slug:slug>/<year:year>.pdf", factsheets.factsheet_pdf, name="factsheet_pdf"),
    path("factsheets/<slug:slug>/<year:year>.json", factsheets.factsheet_json, name="factsheet_json"),
    path("factsheets/<slug:slug>/<year:year>/editie/<key:number>/", factsheets.factsheet, name="edition"),
    path(
        "factsheets/<slug:slug>/<year:year>/editie/<key:number>.pdf",
        factsheets.factsheet_pdf,
        name="edition_pdf",
    ),
    path(
        "factsheets/<slug:slug>/<year:year>/editie/<key:number>.json",
        factsheets.factsheet_json,
        name="edition_json",
    ),
]
