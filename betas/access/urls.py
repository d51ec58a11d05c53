from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from betas.access.views import audit, door, keys, tokens, upstreams

app_name = "access"
urlpatterns = [
    path("sign-in/", door.sign_in, name="sign_in"),
    path("sign-in/<str:secret>/", door.link, name="link"),
    path("sign-out/", door.sign_out, name="sign_out"),
    path("sign-out/everywhere/", door.sign_out_everywhere, name="sign_out_everywhere"),
    path("language/", login_not_required(require_POST(set_language)), name="language"),
    path("password/", door.password, name="password"),
    path("keys/", keys.index, name="keys"),
    path("keys/<uuid:key_id>/delete/", keys.delete, name="key_delete"),
    path("upstreams/", upstreams.index, name="upstreams"),
    path("upstreams/add/", upstreams.add, name="upstream_add"),
    path("upstreams/<int:upstream_id>/", upstreams.edit, name="upstream"),
    path("tokens/", tokens.index, name="tokens"),
    path("tokens/<int:token_id>/revoke/", tokens.revoke, name="token_revoke"),
    path("audit/", audit.index, name="audit"),
    # The admin site's own doors, closed in favour of ours; this room's addresses come before the admin's.
    path("admin/login/", door.admin_door),
    path("admin/logout/", door.sign_out),
    path("admin/password_change/", door.password),
]
