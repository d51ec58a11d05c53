from django.urls import path

from betas.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("betas/", views.index, name="index"),
    path("betas/suggestions/", views.suggestions, name="suggestions"),
    path("betas/help/", views.query_help, name="help"),
    path("betas/<str:name>/", views.beta, name="beta"),
    path("betas/<str:name>/brief/", views.brief, name="brief"),
]
