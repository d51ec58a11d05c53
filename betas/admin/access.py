"""People, upstreams and the audit log. Keys and tokens are not here: they have pages of their own."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.access import defaults, links, people, upstreams
from betas.access.forms import UpstreamForm
from betas.access.person_forms import NewPersonForm, PersonForm
from betas.access.roles import person, requires
from betas.models import AuditEntry, Upstream, User
from betas.models.choices import Role

if TYPE_CHECKING:
    Page = admin.ModelAdmin[Any]
    People = UserAdmin[User]
else:
    Page, People = admin.ModelAdmin, UserAdmin

admin.site.unregister(Group)


@admin.register(User)
class PersonAdmin(People):
    form, add_form = PersonForm, NewPersonForm
    list_display = ("username", "role", "is_active", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("username",)
    filter_horizontal = ()
    actions = ("sign_in_link",)
    fieldsets = (
        (None, {"fields": ("username", "password", "role", "is_active")}),
        (gettext_lazy("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("username", "role", "usable_password", "password1", "password2")}),)
    readonly_fields = ("last_login", "date_joined")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        everybody: QuerySet[User] = super().get_queryset(request)
        return everybody.prefetch_related("memberships")

    @admin.display(description=gettext_lazy("Role"))
    def role(self, user: User) -> str:
        if user.is_superuser:
            return str(Role.ADMIN.label)
        return ", ".join(membership.get_role_display() for membership in user.memberships.all())

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Their name stands in the history and the audit log: close the account instead."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        people.set_role(obj, Role(form.cleaned_data["role"]), by=person(request))
        if change and "is_active" in form.changed_data:
            people.told_active(obj, by=person(request))

    @method_decorator([requires(Role.ADMIN), transaction.atomic])
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == 302:
            people.told_password(User.objects.get(pk=id), by=person(request))
        return response

    @admin.action(description=gettext_lazy("Make a one-time sign-in link"), permissions=["change"])
    def sign_in_link(self, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse | None:
        """Shown in this very answer: kept for a message, it would lie in the session."""
        chosen = queryset.filter(is_active=True).first()
        if chosen is None or queryset.count() != 1:
            self.message_user(request, _("Choose one active account."), messages.WARNING)
            return None
        link = links.make(chosen, by=person(request))
        title = _("A sign-in link for %(name)s") % {"name": chosen.username}
        context = {**self.admin_site.each_context(request), "title": title, "link": link}
        return TemplateResponse(request, "admin/betas/user/sign_in_link.html", context)


@admin.register(Upstream)
class UpstreamAdmin(Page):
    form = UpstreamForm
    list_display = ("title", "name", "base_url", "platform", "header_style", "enabled")

    def has_delete_permission(self, request: HttpRequest, obj: Upstream | None = None) -> bool:
        """Its name stands in the history: close it instead."""
        return False

    def save_model(self, request: HttpRequest, obj: Upstream, form: Any, change: bool) -> None:
        if not change:
            obj.project = defaults.ensure()
        if dropped := upstreams.save(obj, by=person(request)):
            self.message_user(request, upstreams.told_dropped(dropped), messages.WARNING)


@admin.register(AuditEntry)
class AuditEntryAdmin(Page):
    list_display = ("at", "who", "action", "subject", "before", "after")
    list_filter = ("action",)
    list_select_related = ("who",)
    search_fields = ("subject",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
