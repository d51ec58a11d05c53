"""What administrators teach the doctor."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin

from betas.diagnosis.signature_form import SignatureForm
from betas.models import ErrorSignature

if TYPE_CHECKING:
    Page = admin.ModelAdmin[Any]
else:
    Page = admin.ModelAdmin


@admin.register(ErrorSignature)
class ErrorSignatureAdmin(Page):
    form = SignatureForm
    list_display = ("pattern", "means", "retry", "beta")
    list_filter = ("means",)
    search_fields = ("pattern", "beta", "note")
