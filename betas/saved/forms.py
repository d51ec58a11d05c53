"""What is typed to keep a list as a view of one's own."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from betas.models import SavedView, User

MOST = 50
# Rooms whose list is at `<room>:index`.
ROOMS = (("catalogue", gettext_lazy("Betas")), ("history", gettext_lazy("History")))
# Where in a list somebody stood is no part of what was asked.
PLACES = {"after"}


class NameForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name of the view"), max_length=60)

    def __init__(self, user: User, view: SavedView | None, data: QueryDict | None) -> None:
        super().__init__(data, initial={"name": view.name} if view else None)
        self.user, self.view = user, view

    def clean(self) -> None:
        others = SavedView.objects.of(self.user, self._room())
        if self.view:
            others = others.exclude(pk=self.view.pk)
        if others.filter(name=self.cleaned_data.get("name")).exists():
            self.add_error("name", _("You already have a view of this name: choose another, or delete that one."))

    def _room(self) -> str:
        return self.view.room if self.view else str(self.cleaned_data.get("room", ""))


class SaveForm(NameForm):
    room = forms.ChoiceField(choices=ROOMS, widget=forms.HiddenInput)
    query = forms.CharField(required=False, max_length=2000, strip=False, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        """In one form for one question: without what is empty or only says where in the list somebody stood."""
        asked = QueryDict(self.cleaned_data["query"], mutable=True)
        for name in [name for name, value in asked.items() if name in PLACES or not value]:
            del asked[name]
        return asked.urlencode()

    def clean(self) -> None:
        super().clean()
        if SavedView.objects.of(self.user).count() >= MOST:
            self.add_error(None, _("You have %(most)s views, which is the most: delete one first.") % {"most": MOST})

    def save(self) -> SavedView:
        name, query = self.cleaned_data["name"], self.cleaned_data["query"]
        return SavedView.objects.create(user=self.user, room=self._room(), name=name, query=query)
