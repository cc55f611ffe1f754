"""The sandbox's own certificate authority, and what it signs. Made anew for every sandbox, trusted by nothing else."""

import base64
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

LASTS = timedelta(days=365)


@dataclass(frozen=True)
class KeyPair:
    """A private key and its certificate, in PEM."""

    key: bytes
    certificate: bytes

    def der_base64(self) -> str:
        """The certificate as go-plugin's handshake wants it: DER, base64 without padding."""
        parsed = x509.load_pem_x509_certificate(self.certificate)
        return base64.b64encode(parsed.public_bytes(serialization.Encoding.DER)).decode().rstrip("=")


def authority(name: str = "migrator sandbox") -> KeyPair:
    """A self-signed authority that is also a server certificate for localhost; two of one name are not trusted together."""
    return _signed(name, ("localhost",), None)


def server(names: tuple[str, ...], by: KeyPair, lasts: timedelta = LASTS) -> KeyPair:
    """A server certificate for these DNS names and IP addresses; the certificate file holds the authority, too."""
    pair = _signed(names[0], names, by, lasts)
    return KeyPair(pair.key, pair.certificate + by.certificate)


def _signed(common_name: str, names: tuple[str, ...], by: KeyPair | None, lasts: timedelta = LASTS) -> KeyPair:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common_name)])
    issuer = x509.load_pem_x509_certificate(by.certificate).subject if by else subject
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + lasts)
        .add_extension(x509.BasicConstraints(by is None, None), True)
        .add_extension(x509.SubjectAlternativeName([_name(one) for one in names]), False)
    )
    signer = serialization.load_pem_private_key(by.key, None) if by else key
    if not isinstance(signer, ec.EllipticCurvePrivateKey):
        raise TypeError(type(signer))
    certificate = builder.sign(signer, hashes.SHA256())
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return KeyPair(private, certificate.public_bytes(pem))


def _name(text: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(text))
    except ValueError:
        return x509.DNSName(text)
