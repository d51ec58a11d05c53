from django.urls import path

from betas.history import views

app_name = "history"
urlpatterns = [
    path("history/", views.index, name="index"),
    path("history/<uuid:pk>/", views.exchange, name="exchange"),
    path("history/<uuid:pk>/request.json", views.request_body, name="request"),
    path("history/<uuid:pk>/response.txt", views.response_body, name="response"),
    path("errors/", views.errors, name="errors"),
]
