from django.urls import include, path

from betas.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("betas/", views.index, name="index"),
    path("betas/", include("betas.catalogue.keeping.urls")),
    path("betas/<str:name>/", views.beta, name="beta"),
    path("betas/<str:name>/brief/", views.brief, name="brief"),
]
