from django.urls import path

from betas.overview import health, views

app_name = "overview"
urlpatterns = [
    path("", views.index, name="index"),
    path("palette/", views.palette, name="palette"),
    path("help/keys/", views.keys, name="keys"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
