from django.urls import path

from betas.saved import views

app_name = "saved"
urlpatterns = [
    path("views/", views.index, name="index"),
    path("views/save/", views.save, name="save"),
    path("views/<int:view_id>/rename/", views.rename, name="rename"),
    path("views/<int:view_id>/delete/", views.delete, name="delete"),
]
