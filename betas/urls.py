from django.urls import include, path

# Those with a prefix first: what is sent to them then passes by every address of the rest.
urlpatterns = [
    path("playground/", include("betas.playground.urls")),
    path("simulator/v1/", include("betas.simulator.urls")),
    path("api/v1/", include("betas.api.urls")),
    path("", include("betas.overview.urls")),
    path("", include("betas.access.urls")),
    path("", include("betas.catalogue.urls")),
    path("", include("betas.history.urls")),
    path("", include("betas.saved.urls")),
]
