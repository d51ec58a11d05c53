from betas.models.access import AuditEntry, Membership, Project, SignInLink, Token, Upstream, UpstreamKey, User
from betas.models.catalogue import (
    Beta,
    ClaudeModel,
    Conflict,
    Evidence,
    Family,
    Gate,
    ModelSupport,
    PlatformSupport,
    Requirement,
)
from betas.models.changes import BetaChange
from betas.models.errors import ErrorGroup, ErrorSignature
from betas.models.history import Exchange, ExchangeBeta, ExchangeBody, ExchangePart
from betas.models.keeping import Chore, Retention
from betas.models.review import Proposal, SyncRun
from betas.models.saved import FeedToken, SavedView
from betas.models.search import ExchangeFeature, ExchangeTag, ExchangeText
from betas.models.statistics import DailyRollup, HourlyRollup

__all__ = [
    "AuditEntry",
    "Beta",
    "BetaChange",
    "Chore",
    "ClaudeModel",
    "Conflict",
    "DailyRollup",
    "ErrorGroup",
    "ErrorSignature",
    "Evidence",
    "Exchange",
    "ExchangeBeta",
    "ExchangeBody",
    "ExchangeFeature",
    "ExchangePart",
    "ExchangeTag",
    "ExchangeText",
    "Family",
    "FeedToken",
    "Gate",
    "HourlyRollup",
    "Membership",
    "ModelSupport",
    "PlatformSupport",
    "Project",
    "Proposal",
    "Requirement",
    "Retention",
    "SavedView",
    "SignInLink",
    "SyncRun",
    "Token",
    "Upstream",
    "UpstreamKey",
    "User",
]
