"""A call as code, and code as a call. Pure text: nothing here runs, sends, or holds a key."""

from betas.code.languages import LANGUAGES, Language, write
from betas.code.request import Request

__all__ = ["LANGUAGES", "Language", "Request", "write"]
