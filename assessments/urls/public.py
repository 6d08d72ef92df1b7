from django.urls import path

from assessments.views import factsheets

urlpatterns = [
    path("", factsheets.Home.as_view(), name="home"),
    path("gemeenten/<slug:slug>/", factsheets.MunicipalityDetail.as_view(), name="municipality"),
    path("factsheets/<slug:slug>/<int:year>/", factsheets.factsheet, name="factsheet"),
    path("factsheets/<slug:slug>/<int:year>.pdf", factsheets.factsheet_pdf, name="factsheet_pdf"),
    path("factsheets/<slug:slug>/<int:year>.json", factsheets.factsheet_json, name="factsheet_json"),
]
