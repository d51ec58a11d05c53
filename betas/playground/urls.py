from django.urls import path

from betas.playground import views

app_name = "playground"
urlpatterns = [
    path("", views.index, name="index"),
    path("draft/", views.draft, name="draft"),
    path("lint/", views.lint, name="lint"),
    path("suggested/", views.suggested, name="suggested"),
    path("send/", views.send, name="send"),
    path("result/<uuid:pk>/", views.result, name="result"),
]
