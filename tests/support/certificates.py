"""Throwaway certificates for servers of tests.

Owns: one authority and what it signs, good for a day. Promises: the key is in the file and nowhere else. Leaves to
others: who trusts the authority (`SSL_CERT_FILE`).
"""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.support.ports import LOOPBACK


class Certified(NamedTuple):
    """`authority`: whom to trust. `chain`: a server's certificate with its key."""

    authority: Path
    chain: Path


def certify(directory: Path, address: str = LOOPBACK) -> Certified:
    """A server at `address`, vouched for by an authority nobody knows."""
    directory.mkdir(parents=True, exist_ok=True)
    ours, theirs = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = _name("Throwaway authority")
    authority = (
        _unsigned(root, root, ours.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(ours, hashes.SHA256())
    )
    at = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    leaf = _unsigned(_name("mail"), root, theirs.public_key()).add_extension(at, critical=False)
    key = theirs.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    made = Certified(directory / "authority.pem", directory / "server.pem")
    made.authority.write_bytes(authority.public_bytes(Encoding.PEM))
    made.chain.write_bytes(key + leaf.sign(ours, hashes.SHA256()).public_bytes(Encoding.PEM))
    return made


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _unsigned(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
    )
