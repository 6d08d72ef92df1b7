from django.urls import path

from municipalities import views

app_name = "municipalities"
urlpatterns = [
    path("gemeenten/<slug:slug>/contactpersonen/", views.ContactList.as_view(), name="contacts"),
    path("gemeenten/<slug:slug>/contactpersonen/uitnodigen/", views.invite, name="invite"),
    path("contactpersonen/<key:pk>/", views.change_contact, name="change_contact"),
    path("contactpersonen/<key:pk>/uitnodigen/", views.invite_again, name="invite_again"),
]
