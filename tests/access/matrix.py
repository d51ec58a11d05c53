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
    Row("betas/<str:name>/", "/betas/{beta}/", get="302 200 200 200", post="302 405 405 405"),
    Row("betas/<str:name>/brief/", "/betas/{beta}/brief/", get="302 302 302 302", post="302 405 405 405"),
    Row("history/", "/history/", get="302 200 200 200", post="302 405 405 405"),
    Row("history/news/", "/history/news/", get="302 200 200 200", post="302 405 405 405"),
    Row("history/<uuid:pk>/", "/history/{exchange}/", get="302 200 200 200", post="302 405 405 405"),
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
    Row("history/<uuid:pk>/star/", "/history/{exchange}/star/", get="302 405 405 405", post="302 403 302 302"),
    Row("history/<uuid:pk>/note/", "/history/{exchange}/note/", get="302 405 405 405", post="302 403 302 302"),
    Row("diagnose/", "/diagnose/", get="302 200 200 200", post="302 422 422 422"),
    Row("errors/", "/errors/", get="302 200 200 200", post="302 405 405 405"),
    Row("errors/<str:fingerprint>/", "/errors/{fingerprint}/", get="302 200 200 200", post="302 405 405 405"),
    Row("errors/<str:fingerprint>/mark/", "/errors/{fingerprint}/mark/", get="302 405 405 405", post="302 403 302 302"),
    Row("playground/", "/playground/", get="302 200 200 200", post="302 405 405 405"),
    Row("playground/draft/", "/playground/draft/", get="302 405 405 405", post="302 200 200 200"),
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
