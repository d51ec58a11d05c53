"""The machine forms of a query: what each is called, where it is, and its media type."""

from django.urls import reverse

JSON, CSV, ATOM, ICS = "application/json", "text/csv; charset=utf-8", "application/atom+xml", "text/calendar"
FORMS = (("JSON", "json", JSON), ("CSV", "csv", CSV), ("Atom", "atom", ATOM), ("iCal", "ics", ICS))


def links() -> list[tuple[str, str, str]]:
    return [(label, reverse(f"catalogue:{name}"), type) for label, name, type in FORMS]
