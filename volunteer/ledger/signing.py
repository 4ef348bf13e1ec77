"""The key that signs the daily heads of the ledger: a file that only the platform's own account may read (D21)."""

from __future__ import annotations

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from volunteer.kernel.key_files import make_once


def signing_key(file: Path) -> Ed25519PrivateKey:
    """The key in the file, made there when there is none yet."""
    try:
        return _read(file)
    except FileNotFoundError:
        _make(file)
        return _read(file)


def public_key(file: Path) -> str:
    """What others need to check signatures, as PEM."""
    encoded = signing_key(file).public_key()
    shape = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    return encoded.public_bytes(*shape).decode()


def is_signed(key: Ed25519PublicKey, signature: bytes, text: bytes) -> bool:
    """Whether the signature is the key's over this text."""
    try:
        key.verify(signature, text)
    except InvalidSignature:
        return False
    return True


def _read(file: Path) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(file.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError(f"{file} holds no Ed25519 key")
    return key


def _make(file: Path) -> None:
    encoded = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    make_once(file, encoded)
