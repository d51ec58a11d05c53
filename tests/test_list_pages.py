"""Every page that lists something has a test that more rows cost it no more queries; which one, stands here.

They ask the database, so they run on both engines.
"""

import re
from pathlib import Path

import pytest
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from betas.models import ExchangeFeature, Project, Upstream
from betas.models.choices import Role
from tests.access.matrix import ROWS
from tests.conftest import MakeBeta, MakeExchange, SignedIn

TESTS = Path(__file__).parent
# What else there is to be read: one thing of a known size, a form, a file's beginning.
ONE_THING = {
    "healthz", "readyz", "help/keys/", "sign-in/", "password/", "upstreams/add/", "upstreams/<int:upstream_id>/",
    "keys/<uuid:key_id>/delete/", "tokens/<int:token_id>/revoke/", "admin/password_change/",
    "admin/betas/user/<id>/password/", "betas/feeds/", "betas/transfer/", "betas/review/<int:pk>/",
    "betas/changes/<int:pk>/revert/", "history/<uuid:pk>/request.json", "history/<uuid:pk>/response.txt",
    "history/<uuid:pk>/repro.md", "history/<uuid:pk>/repro.zip", "history/<uuid:pk>/erase/", "history/storage/rules/",
    "diagnose/", "playground/result/<uuid:pk>/",
    "api/v1/openapi.json", "api/v1/requests/<uuidstr:id>",
}  # fmt: skip
# What suggests, explains or announces: it looks at the values that there are.
VALUES = (
    "/betas/suggestions/?q=status:", "/betas/help/", "/history/suggestions/?q=beta:", "/history/suggestions/?q=error:",
    "/history/help/", "/history/news/?q=is:failed",
)  # fmt: skip
LISTS = {
    "": "overview/test_front.py::test_more_rows_cost_no_more_queries",
    "palette/": "overview/test_palette.py::test_more_to_look_through_costs_no_more_queries",
    "keys/": "access/test_key_page.py::test_more_keys_cost_no_more_queries",
    "upstreams/": "access/test_upstreams.py::test_more_upstreams_cost_no_more_queries",
    "tokens/": "access/test_token_page.py::test_more_tokens_cost_no_more_queries",
    "audit/": "access/test_audit.py::test_more_entries_cost_no_more_queries",
    "views/": "saved/test_views.py::test_more_views_cost_no_more_queries",
    "betas/": "catalogue/test_list.py::test_more_betas_cost_no_more_queries",
    "betas/suggestions/": "test_list_pages.py::test_more_values_cost_no_more_queries",
    "betas/help/": "test_list_pages.py::test_more_values_cost_no_more_queries",
    "betas/<str:name>/": "catalogue/test_page.py::test_more_beside_a_beta_costs_no_more_queries",
    "betas/review/": "catalogue/keeping/test_queue.py::test_more_proposals_cost_no_more_queries",
    "betas/review/disagreements/": (
        "catalogue/keeping/test_disagreements.py::test_more_disagreements_cost_no_more_queries"
    ),
    "betas/review/stale/": "catalogue/keeping/test_freshness.py::test_more_stale_betas_cost_no_more_queries",
    "betas/export.json": "catalogue/keeping/test_transfer.py::test_more_betas_cost_no_more_queries_to_export",
    "betas/export.csv": "catalogue/keeping/test_transfer.py::test_more_betas_cost_no_more_queries_to_export",
    "betas/sdk-diff/": "catalogue/keeping/test_sdk_diff.py::test_more_names_cost_no_more_queries",
    "betas/changes/": "catalogue/keeping/test_changes.py::test_more_changes_cost_no_more_queries",
    "betas/timeline/": "catalogue/test_timeline.py::test_more_lives_cost_no_more_queries",
    "betas/families/": "catalogue/test_families.py::test_more_versions_cost_no_more_queries",
    "betas/families/<slug:slug>/": "catalogue/test_families.py::test_more_versions_cost_no_more_queries",
    "betas.json": "catalogue/test_feeds.py::test_more_betas_cost_no_more_queries",
    "betas.csv": "catalogue/test_feeds.py::test_more_betas_cost_no_more_queries",
    "betas.atom": "catalogue/test_feeds.py::test_more_betas_cost_no_more_queries",
    "betas.ics": "catalogue/test_feeds.py::test_more_betas_cost_no_more_queries",
    "history/": "history/test_list.py::test_more_rows_cost_no_more_queries",
    "history/news/": "test_list_pages.py::test_more_values_cost_no_more_queries",
    "history/suggestions/": "test_list_pages.py::test_more_values_cost_no_more_queries",
    "history/help/": "test_list_pages.py::test_more_values_cost_no_more_queries",
    "history/<uuid:pk>/": "history/test_then.py::test_more_betas_children_and_changes_cost_no_more_queries",
    "history/diff/": "history/test_diff.py::test_more_betas_and_values_cost_no_more_queries",
    "history/tags/": "history/test_tags.py::test_more_ticked_ones_cost_no_more_queries",
    "history/export/": "history/test_export.py::test_more_rows_cost_no_more_queries",
    "history/import/": "history/test_import.py::test_the_look_asks_no_more_queries_for_more_rows",
    "history/storage/": "history/keeping/test_storage.py::test_more_rows_cost_no_more_queries",
    "stats/": "history/insight/test_queries.py::test_more_rows_cost_no_more_queries_and_no_exchange_is_asked_for",
    "errors/": "history/test_errors.py::test_more_rows_cost_no_more_queries",
    "errors/<str:fingerprint>/": "history/test_groups.py::test_more_exchanges_cost_a_groups_page_no_more_queries",
    "playground/": "playground/test_picking.py::test_more_requests_cost_no_more_queries",
    "api/v1/betas": "api/test_catalogue.py::test_more_betas_cost_no_more_queries",
    "api/v1/betas/<name>": "api/test_catalogue.py::test_more_betas_cost_no_more_queries",
    "api/v1/betas/<name>/changes": "api/test_catalogue.py::test_more_changes_cost_no_more_queries",
    "api/v1/models": "api/test_catalogue.py::test_more_models_cost_no_more_queries",
    "api/v1/requests": "api/test_requests.py::test_more_exchanges_cost_no_more_queries",
    "api/v1/errors": "api/test_errors.py::test_more_errors_cost_no_more_queries",
    "api/v1/stats": "api/test_statistics.py::test_more_rows_cost_no_more_queries",
    "admin/betas/user/": "access/test_admin.py::test_more_rows_cost_no_more_queries",
    "admin/betas/upstream/": "access/test_admin.py::test_more_rows_cost_no_more_queries",
    "admin/betas/auditentry/": "access/test_admin.py::test_more_rows_cost_no_more_queries",
    "admin/betas/beta/": "catalogue/test_admin.py::test_more_rows_cost_no_more_queries",
    "admin/betas/family/": "catalogue/test_admin.py::test_more_rows_cost_no_more_queries",
    "admin/betas/claudemodel/": "catalogue/test_admin.py::test_more_rows_cost_no_more_queries",
    "admin/betas/betachange/": "catalogue/test_admin.py::test_more_rows_cost_no_more_queries",
    "admin/betas/errorsignature/": "diagnosis/test_added.py::test_more_wordings_cost_no_more_queries",
}


@pytest.fixture
def viewer(signed_in: SignedIn) -> Client:
    return signed_in(Role.VIEWER)


def test_every_page_that_can_be_read_stands_in_the_table() -> None:
    read = {row.route for row in ROWS if not {"200", "204"}.isdisjoint(row.get.split())}
    read |= {f"admin/{model._meta.app_label}/{model._meta.model_name}/" for model in admin.site._registry}
    assert read == ONE_THING | LISTS.keys()


@pytest.mark.parametrize("test", sorted(set(LISTS.values())))
def test_the_tests_of_the_table_are_there(test: str) -> None:
    file, name = test.split("::")
    assert re.search(rf"^def {name}\(", (TESTS / file).read_text(), re.MULTILINE)


@pytest.mark.parametrize("address", VALUES)
def test_more_values_cost_no_more_queries(
    viewer: Client, make_beta: MakeBeta, make_exchange: MakeExchange, project: Project, address: str
) -> None:
    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            made = make_exchange(f"alpha-{number}", model=f"model-{number}", error_type=f"type-{number}", status=400)
            make_beta(f"alpha-{number}")
            ExchangeFeature.objects.create(exchange=made, name=f"feature-{number}")
            Upstream.objects.create(project=project, name=f"u{number}", title="U", base_url=f"https://{number}.example")

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert viewer.get(address).status_code == 200
        return len(queries)

    fill(0, 2)
    asked()  # the session's first visit
    few = asked()
    fill(2, 30)
    assert asked() == few
