from django.urls import path

from betas.history import diagnose_view, error_views, share_views, views

app_name = "history"
urlpatterns = [
    path("history/", views.index, name="index"),
    path("history/news/", views.news, name="news"),
    path("history/suggestions/", views.suggestions, name="suggestions"),
    path("history/help/", views.query_help, name="help"),
    path("history/<uuid:pk>/", views.exchange, name="exchange"),
    path("history/<uuid:pk>/request.json", views.request_body, name="request"),
    path("history/<uuid:pk>/response.txt", views.response_body, name="response"),
    path("history/<uuid:pk>/repro.md", share_views.markdown, name="repro"),
    path("history/<uuid:pk>/repro.zip", share_views.bundle, name="bundle"),
    path("history/<uuid:pk>/star/", views.star, name="star"),
    path("history/<uuid:pk>/note/", views.note, name="note"),
    path("diagnose/", diagnose_view.diagnose, name="diagnose"),
    path("errors/", error_views.errors, name="errors"),
    path("errors/<str:fingerprint>/", error_views.group, name="group"),
    path("errors/<str:fingerprint>/mark/", error_views.mark, name="mark"),
]
