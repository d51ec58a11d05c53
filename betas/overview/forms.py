from django import forms
from django.utils.translation import gettext_lazy as _


class PaletteForm(forms.Form):
    q = forms.CharField(label=_("Find a page, a beta, a model or one of your requests"), required=False, max_length=200)
