"""The query language of the history: for its page, the API, exports and saved views."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import ge, gt, le, lt, or_
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from betas.history import vocabulary
from betas.history.words import phrase
from betas.models import Beta, ClaudeModel, ExchangeBeta, ExchangeFeature, ExchangeTag, Token, Upstream, User
from betas.models.choices import Means, Source, State, Status
from betas.models.history import FAILED, NOT_DONE
from betas.models.search import Beside, Holds, first_id
from betas.query import Field, Kind, Language
from betas.upstream.call import Failure

NOTHING = Q(pk__in=[])
STATUSES = range(100, 600)
PATHS = ("/v1/messages", "/v1/messages/count_tokens")
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "gte": ge,
    "lte": le,
    "gt": gt,
    "lt": lt,
    "exact": lambda a, b: a == b,
}
# By how much an exchange's id and its moment may differ.
SLACK = timedelta(minutes=1)
# Names for what a request or an answer holds, beside the API's own words for fields and blocks.
HOLDS = {
    "mcp": ("mcp_servers", "mcp_toolset", "mcp_tool_use", "mcp_tool_result"),
    "thinking": ("thinking", "redacted_thinking"),
}
OFTEN_HELD = ("citations", "cache_control", "context_management", "document", "image", "system", "tool_use", "tools")


def with_word(word: str, begins: bool) -> Q:
    """The word, or the words side by side, stand in the request or the answer."""
    words = phrase(word)
    return Q(Holds(words + "*" * begins)) if words else NOTHING


def sent_with(names: Iterable[str]) -> Q:
    return Q(Beside(ExchangeBeta.objects.filter(name__in=sorted(names))))


def with_status(asked: Q) -> Q:
    """As numbers one by one: those an index gives newest first, a range it does not."""
    limits: list[Any] = asked.children
    return Q(
        status__in=[n for n in STATUSES if all(COMPARED[lookup.partition("__")[2]](n, at) for lookup, at in limits)]
    )


def sent_at(asked: Q) -> Q:
    """The moment bounds ids as well, and rows lie in the order of ids."""
    bounds = dict(_id_bound(lookup.partition("__")[2], at) for lookup, at in _limits(asked))
    return asked & Q(**bounds)


def _limits(asked: Q) -> Iterable[Any]:
    for lookup, at in (pair for pair in asked.children if isinstance(pair, tuple)):
        exact = lookup.endswith("__exact")
        yield from [("_at__gte", at), ("_at__lte", at)] if exact else [(lookup, at)]


def _id_bound(lookup: str, at: datetime) -> tuple[str, Any]:
    is_lower = lookup.startswith("g")
    try:
        about = at - SLACK if is_lower else at + SLACK
    except OverflowError:  # the calendar ends there
        about = at
    return ("pk__gte" if is_lower else "pk__lt"), first_id(about)


def _with_beta(name: str, begins: bool) -> Q:
    return sent_with(_fitting(vocabulary.betas(), name, begins))


def _refused(name: str, begins: bool) -> Q:
    names = _fitting(vocabulary.betas(), name, begins)
    return Q(Beside(ExchangeBeta.objects.filter(name__in=names, refused=True)))


def _fitting(known: Iterable[str], stem: str, begins: bool) -> list[str]:
    stem = stem.lower()
    return [name for name in known if (name.lower().startswith(stem) if begins else name.lower() == stem)]


def _with_model(piece: str, begins: bool) -> Q:
    """A piece of the id is enough, but a whole id is that model alone; with a star it is its beginning, `claude-` or
    none before it."""
    piece = piece.lower()
    if begins:
        found = [
            id
            for id in vocabulary.models()
            if id.lower().removeprefix("claude-").startswith(piece.removeprefix("claude-"))
        ]
    else:
        known = vocabulary.models()
        found = [id for id in known if id.lower() == piece] or [id for id in known if piece in id.lower()]
    return Q(model__in=found)


def with_error(name: str, begins: bool = False) -> Q:
    """The error's type or what it means; `overloaded` stands for `overloaded_error`."""
    kinds = _named(vocabulary.error_types(), name.lower(), begins)
    return _is_one("error_type", kinds) | _is_one("error_means", _named(Means.values, name.lower(), begins))


def with_type(error_type: str) -> Q:
    return _is_one("error_type", [error_type])


def _named(known: Iterable[str], name: str, begins: bool) -> list[str]:
    return [word for word in known if word.startswith(name if begins else f"{name}_") or word == name]


def _is_one(column: str, values: list[str]) -> Q:
    """The second half says what the column's partial index says, else no database would use it."""
    return Q(**{f"{column}__in": values}) & ~Q(**{column: ""})


def _exactly(column: str) -> Callable[[str, bool], Q]:
    """As it is written, for a column that is empty in many rows and indexed where it is not."""
    return lambda text, begins: Q(**{f"{column}__startswith" if begins else column: text}) & ~Q(**{column: ""})


def _in_state(name: str, begins: bool) -> Q:
    states = [state for state in State.values if (state.startswith(name.lower()) if begins else state == name.lower())]
    asked = Q(state__in=states)
    return asked if State.DONE in states else asked & NOT_DONE


def _held(name: str, begins: bool) -> Q:
    names = _fitting([*vocabulary.features(), *HOLDS, "note", "answer"], name, begins)
    asked = [Q(Beside(ExchangeFeature.objects.filter(name__in={real for n in names for real in HOLDS.get(n, (n,))})))]
    asked += [~Q(note="")] if "note" in names else []
    asked += [Q(output_tokens__gt=0)] if "answer" in names else []
    return reduce(or_, asked)


def _features() -> list[str]:
    return sorted({*vocabulary.features(), *HOLDS, *OFTEN_HELD, "note", "answer"})


def outdated() -> Q:
    """Sent with a beta that no request may name any more: it would not work today."""
    gone = Beta.objects.filter(Q(status=Status.RETIRED) | Q(still_accepted=False))
    return sent_with(gone.values_list("name", flat=True))


IS: dict[str, Callable[[], Q]] = {
    "failed": lambda: FAILED,
    "starred": lambda: Q(starred=True),
    "simulated": lambda: Q(simulated=True),
    "stream": lambda: Q(stream=True),
    "child": lambda: Q(parent__isnull=False),
    "truncated": lambda: Q(truncated=True),
    "outdated": outdated,
}


def _is(name: str, begins: bool) -> Q:
    return reduce(or_, (IS[word]() for word in _fitting(IS, name, begins)))


def _with_tag(name: str, begins: bool) -> Q:
    lookup = {"name__startswith": name} if begins else {"name": name}
    return Q(Beside(ExchangeTag.objects.filter(**lookup)))


def _by(name: str, begins: bool) -> Q:
    """A person by the name they sign in with, a program by that of its token."""
    lookup = "istartswith" if begins else "iexact"
    people = User.objects.filter(**{f"username__{lookup}": name}).values_list("pk", flat=True)
    tokens = Token.objects.filter(**{f"name__{lookup}": name}).values_list("pk", flat=True)
    return Q(who__in=list(people)) | Q(token__in=list(tokens))


def _upstreams() -> list[str]:
    return sorted(set(Upstream.objects.values_list("name", flat=True)))


LANGUAGE = Language(
    fields=(
        Field(
            "beta", _("a beta that was sent"), values=lambda: list(Beta.objects.values_list("name", flat=True)),
            equals=_with_beta, absent=~Q(Beside(ExchangeBeta.objects.all())),
        ),
        Field("refused", _("a beta that the API would not take"), values=vocabulary.betas, equals=_refused),
        Field(
            "status", _("the HTTP status that came back"), "status", Kind.NUMBER, where=with_status,
            absent=Q(status=None),
        ),
        Field("state", _("how far it came"), kind=Kind.CHOICE, values=lambda: State.values, equals=_in_state),
        Field(
            "model", _("the model asked for: its id or a piece of it"), equals=_with_model,
            values=lambda: list(ClaudeModel.objects.values_list("id", flat=True)), absent=Q(model=""),
        ),
        Field(
            "error", _("the error's type or meaning, such as overloaded_error or refused_beta"), equals=with_error,
            values=lambda: sorted({*vocabulary.error_types(), *Means.values}), absent=Q(error_type=""),
        ),
        Field(
            "means", _("what the error is about"), kind=Kind.CHOICE, values=lambda: Means.values,
            equals=lambda name, begins: _is_one("error_means", _fitting(Means.values, name, begins)),
            absent=Q(error_means=""),
        ),
        Field(
            "failure", _("why no whole answer came"), kind=Kind.CHOICE, values=lambda: [*Failure], absent=Q(failure=""),
            equals=lambda name, begins: _is_one("failure", _fitting(Failure, name, begins)),
        ),
        Field(
            "source", _("what sent it"), kind=Kind.CHOICE, values=lambda: Source.values,
            equals=lambda name, begins: Q(source__in=_fitting(Source.values, name, begins)),
        ),
        Field("upstream", _("where it was sent"), "upstream_name", values=_upstreams),
        Field("version", _("the value of anthropic-version"), "api_version"),
        Field("path", _("the path it was sent to"), "path", values=lambda: PATHS),
        Field("stop", _("why the model stopped"), "stop_reason", absent=Q(stop_reason="")),
        Field(
            "request_id", _("the API's own id of it"), equals=_exactly("request_id"), absent=Q(request_id=""),
        ),
        Field("ms", _("milliseconds it took"), "duration_ms", Kind.NUMBER, absent=Q(duration_ms=None)),
        Field(
            "first_ms", _("milliseconds to the first token"), "first_token_ms", Kind.NUMBER,
            absent=Q(first_token_ms=None),
        ),
        Field("cost", _("US dollars it cost"), "cost", Kind.NUMBER, absent=Q(cost=None)),
        Field("input", _("tokens sent"), "input_tokens", Kind.NUMBER, absent=Q(input_tokens=None)),
        Field("output", _("tokens received"), "output_tokens", Kind.NUMBER, absent=Q(output_tokens=None)),
        Field("sent", _("when it was sent"), "created_at", Kind.MOMENT, where=sent_at),
        Field("since", _("sent then or later"), "created_at", Kind.MOMENT, where=sent_at, implied=">="),
        Field("until", _("sent then or before"), "created_at", Kind.MOMENT, where=sent_at, implied="<="),
        Field("has", _("what the request or the answer holds"), kind=Kind.CHOICE, values=_features, equals=_held),
        Field("is", _("what became of it, and how it was made"), kind=Kind.CHOICE, values=lambda: list(IS), equals=_is),
        Field(
            "tag", _("a tag of the project's own"), equals=_with_tag,
            absent=~Q(Beside(ExchangeTag.objects.all())),
        ),
        Field("who", _("the person or the token that sent it"), equals=_by, absent=Q(who=None, token=None)),
        Field("key", _("the label of the upstream's key"), "key_label", absent=Q(key_label="")),
        Field(
            "error_group", _("the fingerprint of the error's group"), equals=_exactly("fingerprint"),
            absent=Q(fingerprint=""),
        ),
    ),
    words=with_word,
    examples=(
        ("beta:mcp-client* status:>=400 since:now-7d", _("what went wrong with one feature this week")),
        ("refused:context-1m-2025-08-07 model:opus", _("a beta that one kind of model did not take")),
        ('"rate limit" -source:gateway', _("words of the request or the answer, not sent by the gateway")),
        ("ms>20000 is:stream", _("streams that took longer than 20 seconds")),
        ("cost>0.5 has:thinking", _("expensive ones with thinking")),
        ("is:outdated is:failed", _("failed with betas that would not work today")),
    ),
)  # fmt: skip
