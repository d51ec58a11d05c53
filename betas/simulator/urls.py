from django.urls import path

from betas.simulator import views

app_name = "simulator"
urlpatterns = [path("<path:path>", views.answer, name="answer")]
