"""Through the door and back: what tests of sign-in share."""

from urllib.parse import urlsplit

from django.test import Client

PASSWORD = "correct horse battery"


def path_of(address: str) -> str:
    return urlsplit(address).path


def enter(client: Client, **more: str) -> str:
    response = client.post("/sign-in/", {"username": "tester", "password": PASSWORD, **more})
    assert response.status_code == 302
    return response.headers["Location"]


def is_in(client: Client) -> bool:
    return client.get("/keys/").status_code == 200
