from django.urls import path

from betas.catalogue.keeping.views import changes, disagreements, review, sdk_diff, stale, transfer

urlpatterns = [
    path("review/", review.index, name="review"),
    path("review/sync/", review.sync, name="sync"),
    path("review/disagreements/", disagreements.index, name="disagreements"),
    path("review/stale/", stale.index, name="stale"),
    path("review/<int:pk>/", review.proposal, name="proposal"),
    path("transfer/", transfer.index, name="transfer"),
    path("export.json", transfer.export, {"kind": "json"}, name="export_json"),
    path("export.csv", transfer.export, {"kind": "csv"}, name="export_csv"),
    path("sdk-diff/", sdk_diff.index, name="sdk_diff"),
    path("changes/", changes.index, name="changes"),
    path("changes/<int:pk>/revert/", changes.revert, name="revert"),
]
