"""Code as a call: text that somebody pasted, read and never run."""

from betas.code.reading.finish import without_keys
from betas.code.reading.paste import looks_like_code, read
from betas.code.reading.value import Reading

__all__ = ["Reading", "looks_like_code", "read", "without_keys"]
