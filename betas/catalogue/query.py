"""The query language of the catalogue: for its page, the API, the feeds and saved views."""

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from betas.models import Beta, ClaudeModel, Family, Gate, ModelSupport, PlatformSupport
from betas.models.choices import Category, Platform, Status, Visibility
from betas.query import Field, Kind, Language


def with_word(word: str, begins: bool = False) -> Q:
    """The word, or its beginning, stands somewhere in the name, the title, the summary or a gate."""
    gates = Gate.objects.filter(Q(path__icontains=word) | Q(value__icontains=word))
    texts = Q(name__icontains=word) | Q(title__icontains=word) | Q(summary__icontains=word)
    return texts | Q(pk__in=gates.values("beta"))


def _with_model(model: str, begins: bool) -> Q:
    """`opus-5-5` stands for `claude-opus-5-5` too."""
    lookup = "istartswith" if begins else "iexact"
    named = Q(**{f"model__{lookup}": model}) | Q(**{f"model__{lookup}": f"claude-{model}"})
    return Q(pk__in=ModelSupport.objects.filter(named, supported=True).values("beta"))


def _on_platform(platform: Q) -> Q:
    return Q(pk__in=PlatformSupport.objects.filter(platform, supported=True).values("beta"))


def _with_gate(text: str, begins: bool) -> Q:
    lookup = "istartswith" if begins else "iexact"
    named = Q(**{f"path__{lookup}": text}) | Q(**{f"value__{lookup}": text})
    return Q(pk__in=Gate.objects.filter(named).values("beta"))


def _at_endpoint(path: str, begins: bool) -> Q:
    """Endpoints are kept as a list of texts such as `POST /v1/messages`."""
    return Q(endpoints__icontains=f" {path}" if begins else f' {path}"')


def _names() -> list[str]:
    return list(Beta.objects.values_list("name", flat=True))


def _families() -> list[str]:
    return list(Family.objects.values_list("slug", flat=True))


def _models() -> list[str]:
    return list(ClaudeModel.objects.values_list("id", flat=True))


def _gates() -> list[str]:
    """Paths and values, those that a query can hold without quotation marks."""
    pairs = Gate.objects.values_list("path", "value").distinct()
    return sorted({text for pair in pairs for text in pair if text and not set(text) & set(' ,"')})


def _endpoints() -> list[str]:
    stated = Beta.objects.values_list("endpoints", flat=True)
    return sorted({endpoint.partition(" ")[2] for endpoints in stated for endpoint in endpoints})


def _is_not_stated(column: str) -> Q:
    return Q(**{column: None})


def _date(name: str, help: str | Promise) -> Field:
    return Field(name, help, f"{name}_on", Kind.DATE, absent=_is_not_stated(f"{name}_on"))


LANGUAGE = Language(
    fields=(
        Field("name", _("the beta's name"), "name", values=_names),
        Field("family", _("the feature whose dated versions belong together"), "family__slug", Kind.CHOICE, _families),
        Field("status", _("what became of it"), "status", Kind.CHOICE, lambda: Status.values),
        Field("category", _("what it is about"), "category", Kind.CHOICE, lambda: Category.values),
        _date("named", _("the date in its name, which is not the launch day")),
        _date("announced", _("the day it was announced")),
        _date("first_in_sdk", _("the release day of the first SDK version that lists it")),
        _date("last_in_sdk", _("the release day of the last SDK version seen to list it")),
        _date("ga", _("the day it became generally available")),
        _date("deprecated", _("the day it was deprecated")),
        _date("retired", _("the day it was or will be retired")),
        _date("verified", _("the day its facts were last verified")),
        Field("model", _("a model it is said to work with"), values=_models, equals=_with_model),
        Field(
            "platform", _("a platform it is said to work on"), "platform", Kind.CHOICE,
            lambda: Platform.values, where=_on_platform,
        ),
        Field("endpoint", _("a path it is used with, such as /v1/messages"), values=_endpoints, equals=_at_endpoint),
        Field("gate", _("a request field, tool type or content block it unlocks"), values=_gates, equals=_with_gate),
        Field("visibility", _("where it can be read about"), "visibility", Kind.CHOICE, lambda: Visibility.values),
        Field(
            "accepted", _("whether the API still takes it"), "still_accepted", Kind.FLAG,
            absent=_is_not_stated("still_accepted"),
        ),
        Field(
            "needed", _("whether its feature still needs the header"), "header_still_needed", Kind.FLAG,
            absent=_is_not_stated("header_still_needed"),
        ),
        Field(
            "successor", _("the beta that took its place"), "successor__name", values=_names,
            absent=_is_not_stated("successor"),
        ),
    ),
    words=with_word,
    examples=(
        ("status:deprecated,retired", _("what should no longer be used")),
        ("family:mcp-client named<2026-01-01", _("versions of one feature by the date in their names")),
        ("gate:mcp_servers -platform:bedrock", _("what unlocks a request field, not on Amazon Bedrock")),
        ("retired>=today", _("what will be retired")),
        ("accepted:none first_in_sdk>=now-90d", _("new in the SDK, and nobody has said whether it is accepted")),
    ),
)  # fmt: skip
