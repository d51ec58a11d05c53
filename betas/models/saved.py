"""Queries that people keep, and the private addresses that feed readers ask."""

from typing import Self

from django.db import models
from django.urls import reverse

from betas.models.access import User


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of(self, user: User, room: str = "") -> Self:
        """A person's views, those of one room where one is named."""
        return self.filter(user=user, room=room) if room else self.filter(user=user)


class SavedView(models.Model):
    """A list as somebody wants to see it again. `query` is what stands behind the `?` of the room's list."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    room = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["room", "name"]
        constraints = [models.UniqueConstraint(fields=["user", "room", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse(f'{self.room}:index')}?{self.query}"


class FeedToken(models.Model):
    """What makes a feed's address private: it reads what a viewer reads, of the feeds alone. Only a digest is kept."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"for {self.user}"
