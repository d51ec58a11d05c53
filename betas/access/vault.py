"""Upstream keys at rest: AES-256-GCM with the row, its project and the upstream's origin bound in."""

import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

from betas.address import origin
from betas.models import UpstreamKey
from betas.secret import Secret

FORMAT = b"\x01"
KEY_ID_BYTES = 8
NONCE_BYTES = 12


class KeyUnreadable(Exception):
    """A stored key that does not open. The row stays; the text says why, for people."""


def seal(key: UpstreamKey, secret: Secret) -> bytes:
    """The blob for `key`: format, id of the data key, nonce, ciphertext. It opens in this row alone."""
    nonce = os.urandom(NONCE_BYTES)
    return (
        FORMAT + _data_key_id() + nonce + AESGCM(_data_key()).encrypt(nonce, secret.reveal().encode(), _bound_to(key))
    )


def open_key(key: UpstreamKey) -> Secret:
    """Raises KeyUnreadable."""
    blob = bytes(key.ciphertext)
    head = FORMAT + _data_key_id()
    if not blob.startswith(head):
        raise KeyUnreadable(
            _("This key was sealed with another data key. Put the former data.key back, or add the key anew.")
        )
    nonce, sealed = blob[len(head) : len(head) + NONCE_BYTES], blob[len(head) + NONCE_BYTES :]
    try:
        return Secret(AESGCM(_data_key()).decrypt(nonce, sealed, _bound_to(key)).decode())
    except (InvalidTag, ValueError) as error:
        raise KeyUnreadable(
            _("This key was kept for another address than its upstream has now, or is damaged. Add the key anew.")
        ) from error


def _data_key() -> bytes:
    return bytes.fromhex(settings.DATA_KEY)


def _data_key_id() -> bytes:
    return sha256(b"betaboard data key" + _data_key()).digest()[:KEY_ID_BYTES]


def _bound_to(key: UpstreamKey) -> bytes:
    return f"betas_upstreamkey:{key.pk}:{key.project_id}:{origin(key.upstream.base_url)}".encode()
