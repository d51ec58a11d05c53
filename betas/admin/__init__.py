"""The administration: the catalogue, and who may do what."""

from betas.admin import access, catalogue, signatures

__all__ = ["access", "catalogue", "signatures"]
