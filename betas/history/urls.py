from django.urls import path

from betas.history import diagnose_view, diff_view, error_views, export_view, import_view, share_views, tag_view, views
from betas.history.insight.views import stats
from betas.history.keeping import views as keeping

app_name = "history"
urlpatterns = [
    path("history/", views.index, name="index"),
    path("history/news/", views.news, name="news"),
    path("history/export/", export_view.export, name="export"),
    path("history/import/", import_view.index, name="import"),
    path("history/diff/", diff_view.diff, name="diff"),
    path("history/tags/", tag_view.tags, name="tags"),
    path("history/suggestions/", views.suggestions, name="suggestions"),
    path("history/help/", views.query_help, name="help"),
    path("history/<uuid:pk>/", views.exchange, name="exchange"),
    path("history/<uuid:pk>/request.json", views.request_body, name="request"),
    path("history/<uuid:pk>/response.txt", views.response_body, name="response"),
    path("history/<uuid:pk>/repro.md", share_views.markdown, name="repro"),
    path("history/<uuid:pk>/repro.zip", share_views.bundle, name="bundle"),
    path("history/<uuid:pk>/star/", views.star, name="star"),
    path("history/<uuid:pk>/note/", views.note, name="note"),
    path("history/<uuid:pk>/erase/", keeping.erasing, name="erase"),
    path("history/storage/", keeping.index, name="storage"),
    path("history/storage/rules/", keeping.rules, name="keeping"),
    path("stats/", stats, name="stats"),
    path("diagnose/", diagnose_view.diagnose, name="diagnose"),
    path("errors/", error_views.errors, name="errors"),
    path("errors/<str:fingerprint>/", error_views.group, name="group"),
    path("errors/<str:fingerprint>/mark/", error_views.mark, name="mark"),
]
