"""Findings and diagnoses as JSON."""

from typing import Any, Literal

from typing_extensions import TypedDict

from betas.api.shapes import stated
from betas.diagnosis.doctor import Diagnosis
from betas.diagnosis.findings import Finding, Fix
from betas.diagnosis.lint import Report
from betas.plain import visible


class FixShape(TypedDict):
    """Names to add and to remove, concrete paths of the body to set and to unset."""

    add: list[str]
    remove: list[str]
    set: dict[str, Any]
    unset: list[str]


class FindingShape(TypedDict):
    """`message` is one sentence; an error always has a fix."""

    level: Literal["error", "warning", "info"]
    code: str
    message: str
    betas: list[str]
    path: str | None
    fix: FixShape | None
    source: str | None


class LintShape(TypedDict):
    """`header` is what would be sent as it stands."""

    header: str
    findings: list[FindingShape]


class DiagnosisShape(TypedDict):
    """`betas` are the culprits; where one is missing, any one of them helps."""

    means: str
    betas: list[str]
    field: str | None
    platform: str | None
    confidence: Literal["certain", "likely", "guess"]
    cause: str
    retry: Literal["with_fix", "later", "never", "unknown"]
    fix: FixShape | None
    source: str | None


def lint_shape(report: Report) -> LintShape:
    return LintShape(header=report.header, findings=[_finding(finding) for finding in report.findings])


def diagnosis_shape(found: Diagnosis) -> DiagnosisShape:
    return DiagnosisShape(
        means=found.means,
        betas=[visible(name) for name in found.betas],
        field=found.field,
        platform=found.platform,
        confidence=found.confidence.value,
        cause=visible(found.cause),
        retry=found.retry.value,
        fix=_fix(found.fix),
        source=stated(found.source),
    )


def _finding(finding: Finding) -> FindingShape:
    return FindingShape(
        level=finding.level.value,
        code=finding.code,
        message=finding.message,
        betas=list(finding.betas),
        path=finding.path,
        fix=_fix(finding.fix),
        source=stated(finding.source),
    )


def _fix(fix: Fix | None) -> FixShape | None:
    if fix is None:
        return None
    return FixShape(add=list(fix.add), remove=list(fix.remove), set=dict(fix.set), unset=list(fix.unset))
