from django.urls import path

from betas.playground import retry_view, views

app_name = "playground"
urlpatterns = [
    path("", views.index, name="index"),
    path("draft/", views.draft, name="draft"),
    path("lint/", views.lint, name="lint"),
    path("suggested/", views.suggested, name="suggested"),
    path("send/", views.send, name="send"),
    path("retry/<uuid:pk>/", retry_view.retry, name="retry"),
    path("result/<uuid:pk>/", views.result, name="result"),
]
