"""The query language of the catalogue and the history: `status:retired -platform:bedrock named<2026-01-01 words`.

A room hands in its fields; the conditions, the explanations, the help and the suggestions all come from them.
"""

from betas.query.fields import Field, Kind
from betas.query.language import Language
from betas.query.problems import Problem, Unreadable

__all__ = ["Field", "Kind", "Language", "Problem", "Unreadable"]
