"""The least request that sends a beta's header, for the code on its page."""

from collections.abc import Iterable

from betas.code import Request
from betas.code.writing.sdk import API_VERSION, BASE_URL, MESSAGES
from betas.models import Beta


def request(beta: Beta, models: Iterable[str]) -> Request | None:
    """None where no source says that the beta goes with messages. `models` are the known ids, newest first.

    The model is the newest that is said to work, else the newest that is not said not to.
    """
    if f"POST {MESSAGES}" not in beta.endpoints:
        return None
    said = {row.model: row.supported for row in beta.models.all()}
    fitting = sorted((each for each in models if said.get(each) is not False), key=lambda each: not said.get(each))
    messages = [{"role": "user", "content": "Name a river that flows north."}]
    body = {"model": next(iter(fitting), ""), "max_tokens": 1024, "messages": messages}
    return Request(BASE_URL, MESSAGES, body, [beta.name], API_VERSION, "x-api-key")
