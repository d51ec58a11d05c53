"""What each route answers to whom: the statuses of anonymous, viewer, tester, administrator.

A route that is not here fails the build. `{…}` in an address is filled in by the test.
Programs' routes (`api/v1/`) are asked with a token of the role instead of a session, without a body.
"""

from typing import NamedTuple

WHO = ("anonymous", "viewer", "tester", "admin")


class Row(NamedTuple):
    route: str
    address: str
    get: str
    post: str


ROWS = (
    Row("", "/", get="302 200 200 200", post="302 405 405 405"),
    Row("healthz", "/healthz", get="200 200 200 200", post="405 405 405 405"),
    Row("readyz", "/readyz", get="200 200 200 200", post="405 405 405 405"),
    Row("sign-in/", "/sign-in/", get="200 302 302 302", post="422 302 302 302"),
    Row("sign-in/<str:secret>/", "/sign-in/{secret}/", get="302 302 302 302", post="405 405 405 405"),
    Row("sign-out/", "/sign-out/", get="405 405 405 405", post="302 302 302 302"),
    Row("sign-out/everywhere/", "/sign-out/everywhere/", get="302 405 405 405", post="302 302 302 302"),
    Row("language/", "/language/", get="405 405 405 405", post="302 302 302 302"),
    Row("palette/", "/palette/", get="302 200 200 200", post="302 405 405 405"),
    Row("help/keys/", "/help/keys/", get="302 200 200 200", post="302 405 405 405"),
    Row("password/", "/password/", get="302 200 200 200", post="302 422 422 422"),
    Row("keys/", "/keys/", get="302 403 200 200", post="302 403 422 422"),
    Row("keys/<uuid:key_id>/delete/", "/keys/{key}/delete/", get="302 403 200 200", post="302 403 302 302"),
    Row("upstreams/", "/upstreams/", get="302 403 403 200", post="302 405 405 405"),
    Row("upstreams/add/", "/upstreams/add/", get="302 403 403 200", post="302 403 403 422"),
    Row("upstreams/<int:upstream_id>/", "/upstreams/{upstream}/", get="302 403 403 200", post="302 403 403 422"),
    Row("tokens/", "/tokens/", get="302 403 403 200", post="302 403 403 422"),
    Row("tokens/<int:token_id>/revoke/", "/tokens/{token}/revoke/", get="302 403 403 200", post="302 403 403 302"),
    Row("audit/", "/audit/", get="302 403 403 200", post="302 405 405 405"),
    Row("admin/login/", "/admin/login/", get="302 403 403 302", post="302 403 403 302"),
    Row("admin/logout/", "/admin/logout/", get="405 405 405 405", post="302 302 302 302"),
    Row("admin/password_change/", "/admin/password_change/", get="302 200 200 200", post="302 422 422 422"),
    Row(
        "admin/betas/user/<id>/password/",
        "/admin/betas/user/{user}/password/",
        get="302 302 302 200",
        post="302 302 302 200",
    ),
    Row("betas/", "/betas/", get="302 200 200 200", post="302 405 405 405"),
    Row("betas/suggestions/", "/betas/suggestions/", get="302 200 200 200", post="302 405 405 405"),
    Row("betas/help/", "/betas/help/", get="302 200 200 200", post="302 405 405 405"),
    Row("betas/<str:name>/", "/betas/{beta}/", get="302 200 200 200", post="302 405 405 405"),
    Row("betas/<str:name>/brief/", "/betas/{beta}/brief/", get="302 302 302 302", post="302 405 405 405"),
    Row("betas/review/", "/betas/review/", get="302 403 403 200", post="302 403 403 422"),
    Row("betas/review/sync/", "/betas/review/sync/", get="302 405 405 405", post="302 403 403 302"),
    Row(
        "betas/review/disagreements/",
        "/betas/review/disagreements/",
        get="302 403 403 200",
        post="302 403 403 422",
    ),
    Row("betas/review/stale/", "/betas/review/stale/", get="302 403 403 200", post="302 403 403 422"),
    Row("betas/review/<int:pk>/", "/betas/review/{proposal}/", get="302 403 403 200", post="302 403 403 422"),
    Row("betas/transfer/", "/betas/transfer/", get="302 403 403 200", post="302 403 403 422"),
    Row("betas/export.json", "/betas/export.json", get="302 403 403 200", post="302 405 405 405"),
    Row("betas/export.csv", "/betas/export.csv", get="302 403 403 200", post="302 405 405 405"),
    Row("betas/sdk-diff/", "/betas/sdk-diff/", get="302 403 403 200", post="302 403 403 422"),
    Row("betas/changes/", "/betas/changes/", get="302 200 200 200", post="302 405 405 405"),
    Row(
        "betas/changes/<int:pk>/revert/",
        "/betas/changes/{change}/revert/",
        get="302 403 403 200",
        post="302 403 403 422",
    ),
    Row("betas/timeline/", "/betas/timeline/", get="302 200 200 200", post="302 405 405 405"),
    Row("betas/families/", "/betas/families/", get="302 200 200 200", post="302 405 405 405"),
    Row("betas/families/<slug:slug>/", "/betas/families/thinking/", get="302 200 200 200", post="302 405 405 405"),
    Row("betas/feeds/", "/betas/feeds/", get="302 200 200 200", post="302 200 200 200"),
    Row("betas.json", "/betas.json", get="302 200 200 200", post="405 405 405 405"),
    Row("betas.csv", "/betas.csv", get="302 200 200 200", post="405 405 405 405"),
    Row("betas.atom", "/betas.atom", get="302 200 200 200", post="405 405 405 405"),
    Row("betas.ics", "/betas.ics", get="302 200 200 200", post="405 405 405 405"),
    Row("views/", "/views/", get="302 200 200 200", post="302 405 405 405"),
    Row("views/save/", "/views/save/", get="302 405 405 405", post="302 422 422 422"),
    Row("views/<int:view_id>/rename/", "/views/{view}/rename/", get="302 405 405 405", post="302 404 404 404"),
    Row("views/<int:view_id>/delete/", "/views/{view}/delete/", get="302 405 405 405", post="302 404 404 404"),
    Row("history/", "/history/", get="302 200 200 200", post="302 405 405 405"),
    Row("history/news/", "/history/news/", get="302 200 200 200", post="302 405 405 405"),
    Row("history/suggestions/", "/history/suggestions/", get="302 200 200 200", post="302 405 405 405"),
    Row("history/help/", "/history/help/", get="302 200 200 200", post="302 405 405 405"),
    Row("history/<uuid:pk>/", "/history/{exchange}/", get="302 200 200 200", post="302 405 405 405"),
    Row("history/export/", "/history/export/?format=csv", get="302 200 200 200", post="302 405 405 405"),
    Row("history/import/", "/history/import/", get="302 403 403 200", post="302 403 403 422"),
    Row(
        "history/<uuid:pk>/request.json",
        "/history/{exchange}/request.json",
        get="302 200 200 200",
        post="302 405 405 405",
    ),
    Row(
        "history/<uuid:pk>/response.txt",
        "/history/{exchange}/response.txt",
        get="302 200 200 200",
        post="302 405 405 405",
    ),
    Row("history/<uuid:pk>/repro.md", "/history/{exchange}/repro.md", get="302 200 200 200", post="302 405 405 405"),
    Row("history/<uuid:pk>/repro.zip", "/history/{exchange}/repro.zip", get="302 200 200 200", post="302 405 405 405"),
    Row("history/<uuid:pk>/star/", "/history/{exchange}/star/", get="302 405 405 405", post="302 403 302 302"),
    Row("history/<uuid:pk>/erase/", "/history/{exchange}/erase/", get="302 403 403 200", post="302 403 403 302"),
    Row("history/storage/", "/history/storage/", get="302 403 403 200", post="302 405 405 405"),
    Row("history/storage/rules/", "/history/storage/rules/", get="302 403 403 200", post="302 403 403 422"),
    Row("history/<uuid:pk>/note/", "/history/{exchange}/note/", get="302 405 405 405", post="302 403 302 302"),
    Row("stats/", "/stats/", get="302 200 200 200", post="302 405 405 405"),
    Row("diagnose/", "/diagnose/", get="302 200 200 200", post="302 422 422 422"),
    Row("errors/", "/errors/", get="302 200 200 200", post="302 405 405 405"),
    Row("errors/<str:fingerprint>/", "/errors/{fingerprint}/", get="302 200 200 200", post="302 405 405 405"),
    Row("errors/<str:fingerprint>/mark/", "/errors/{fingerprint}/mark/", get="302 405 405 405", post="302 403 302 302"),
    Row("playground/", "/playground/", get="302 200 200 200", post="302 405 405 405"),
    Row("playground/draft/", "/playground/draft/", get="302 405 405 405", post="302 200 200 200"),
    Row("playground/lint/", "/playground/lint/", get="302 405 405 405", post="302 200 200 200"),
    Row("playground/suggested/", "/playground/suggested/", get="302 405 405 405", post="302 200 200 200"),
    Row("playground/send/", "/playground/send/", get="302 405 405 405", post="302 403 422 422"),
    Row("playground/retry/<uuid:pk>/", "/playground/retry/{exchange}/", get="302 405 405 405", post="302 403 422 422"),
    Row(
        "playground/result/<uuid:pk>/", "/playground/result/{exchange}/", get="302 200 200 200", post="302 405 405 405"
    ),
    Row("simulator/v1/<path:path>", "/simulator/v1/models", get="401 401 401 401", post="405 405 405 405"),
    Row("api/v1/", "/api/v1/", get="404 404 404 404", post="404 404 404 404"),
    Row("api/v1/openapi.json", "/api/v1/openapi.json", get="401 200 200 200", post="405 405 405 405"),
    Row("api/v1/betas", "/api/v1/betas", get="401 200 200 200", post="405 405 405 405"),
    Row("api/v1/betas/<name>", "/api/v1/betas/{beta}", get="401 200 200 200", post="405 405 405 405"),
    Row("api/v1/betas/<name>/changes", "/api/v1/betas/{beta}/changes", get="401 200 200 200", post="405 405 405 405"),
    Row("api/v1/models", "/api/v1/models", get="401 200 200 200", post="405 405 405 405"),
    Row("api/v1/lint", "/api/v1/lint", get="405 405 405 405", post="401 400 400 400"),
    Row("api/v1/diagnose", "/api/v1/diagnose", get="405 405 405 405", post="401 400 400 400"),
    Row("api/v1/requests", "/api/v1/requests", get="401 200 200 200", post="401 403 400 400"),
    Row("api/v1/requests/<uuidstr:id>", "/api/v1/requests/{exchange}", get="401 200 200 200", post="405 405 405 405"),
    Row("api/v1/errors", "/api/v1/errors", get="401 200 200 200", post="405 405 405 405"),
    Row("api/v1/stats", "/api/v1/stats", get="401 200 200 200", post="405 405 405 405"),
)
