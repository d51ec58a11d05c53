from django.urls import include, path

from betas.catalogue import views
from betas.catalogue.feeds import views as feeds

app_name = "catalogue"
urlpatterns = [
    path("betas/", views.index, name="index"),
    path("betas/", include("betas.catalogue.keeping.urls")),
    path("betas/suggestions/", views.suggestions, name="suggestions"),
    path("betas/help/", views.query_help, name="help"),
    path("betas/timeline/", views.timeline, name="timeline"),
    path("betas/families/", views.family_list, name="families"),
    path("betas/families/<slug:slug>/", views.family, name="family"),
    path("betas/feeds/", feeds.private, name="feeds"),
    path("betas.json", feeds.as_json, name="json"),
    path("betas.csv", feeds.as_csv, name="csv"),
    path("betas.atom", feeds.as_atom, name="atom"),
    path("betas.ics", feeds.as_ics, name="ics"),
    path("betas/<str:name>/", views.beta, name="beta"),
    path("betas/<str:name>/brief/", views.brief, name="brief"),
]
