"""Before and after for programs: what lint says of a request, what the doctor says of an error. Nothing is stored."""

import json
from typing import Annotated, Any, Literal

from django.http import JsonResponse
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field, model_validator

from betas.api.bearer import ApiRequest
from betas.api.judging_shapes import DiagnosisShape, LintShape, diagnosis_shape, lint_shape
from betas.api.parameters import without_nulls
from betas.api.problems import FOR_JUDGING
from betas.api.reading import JsonBody
from betas.catalogue import facts
from betas.diagnosis.consult import consult
from betas.diagnosis.lint import lint
from betas.models.choices import Platform

router = Router(tags=["Diagnosis"])

# No request can carry more: a header of 8 KiB holds fewer names.
MOST_NAMES, LONGEST_NAME = 1000, 1024
LONGEST_HEADER = 64 * 1024
MOST_HEADERS = 200

Given = Annotated[str, Field(max_length=LONGEST_NAME)]
Names = Annotated[list[Given], Field(max_length=MOST_NAMES)]
RawHeader = Annotated[str, Field(max_length=LONGEST_HEADER)]
Value = Annotated[str, Field(max_length=LONGEST_HEADER)]


class Linting(BaseModel):
    """A request before it is sent. What may be left out may also be null."""

    model_config = ConfigDict(extra="forbid")

    betas: Annotated[Names | RawHeader, Field(description="Names as given, or a header as one writes it.")] = []
    body: Annotated[dict[str, Any], Field(description="The request's body.")]
    model: Annotated[str, Field(max_length=200, description="The body's own where none is given.")] = ""
    platform: Annotated[Platform, Field(description="Where it is to be sent.")] = Platform.CLAUDE_API
    api_version: Annotated[
        Literal["2026-10-21", "2023-06-01"], Field(description="The `anthropic-version` header.")
    ] = "2026-10-21"
    path: Annotated[str, Field(max_length=500, pattern=r"^/v1/", description="Such as `/v1/messages/batches`.")] = (
        "/v1/messages"
    )

    null_is_absent = model_validator(mode="before")(without_nulls)


class Diagnosing(BaseModel):
    """An error that came back. What may be left out may also be null."""

    model_config = ConfigDict(extra="forbid")

    status: Annotated[int | None, Field(ge=100, le=599, description="Null where it is not known.")] = None
    body: Annotated[
        dict[str, Any] | list[Any] | str, Field(description="The error as it came, or a text it stands in.")
    ]
    headers: Annotated[dict[str, Value], Field(max_length=MOST_HEADERS, description="The answer's headers.")] = {}
    betas: Annotated[Names, Field(description="The names that were sent.")] = []

    null_is_absent = model_validator(mode="before")(without_nulls)


@router.post(
    "/lint",
    operation_id="lint_request",
    summary="What is wrong with a request before it is sent",
    response={200: LintShape, **FOR_JUDGING},
)
def lint_request(request: ApiRequest, linting: Annotated[Linting, JsonBody(...)]) -> JsonResponse:
    """All fixes together, in any order, leave no error. Paths are concrete: `tools.0.type`. A clean request has no
    findings. On Bedrock fixes of names set `anthropic_beta` in the body."""
    report = lint(
        linting.betas, linting.body, facts.current(), model=linting.model, platform=linting.platform,
        api_version=linting.api_version, path=linting.path,
    )  # fmt: skip
    return JsonResponse(lint_shape(report))


@router.post(
    "/diagnose",
    operation_id="diagnose_error",
    summary="What an error means, and what to do",
    response={200: DiagnosisShape, **FOR_JUDGING},
)
def diagnose_error(request: ApiRequest, diagnosing: Annotated[Diagnosing, JsonBody(...)]) -> JsonResponse:
    """From the raw error of any platform or gateway, a log line, or what an SDK's exception says."""
    body = diagnosing.body
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    found = consult(diagnosing.status, text, betas=diagnosing.betas, headers=diagnosing.headers)
    return JsonResponse(diagnosis_shape(found))
