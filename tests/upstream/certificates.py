"""A certificate authority of the tests' own, and the TLS contexts of servers that it did or did not certify."""

import ssl
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


@dataclass
class Authority:
    """Writes its files into `folder`; `bundle` is what a client must trust."""

    folder: Path
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.folder.name)])
        usage = x509.BasicConstraints(ca=True, path_length=None)
        certificate = self._begin(self.name, self.key, DAY).add_extension(usage, critical=True)
        self.bundle = self.folder / "ca.pem"
        self.bundle.write_bytes(_pem(certificate.sign(self.key, hashes.SHA256())))

    def server(self, host: str = "127.0.0.1", *, valid_for: timedelta = DAY) -> ssl.SSLContext:
        """A server's context with a certificate for `host`; a negative `valid_for` makes one that has expired."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        certificate = self._begin(subject, key, valid_for).add_extension(
            x509.SubjectAlternativeName([name]), critical=False
        )
        file = self.folder / f"{host}{valid_for.days}.pem"
        private = serialization.PrivateFormat.PKCS8
        file.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption())
            + _pem(certificate.sign(self.key, hashes.SHA256()))
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context

    def _begin(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, valid_for: timedelta
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        return x509.CertificateBuilder(
            issuer_name=self.name,
            subject_name=subject,
            public_key=key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=now - 30 * DAY,
            not_valid_after=now + valid_for,
        )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
