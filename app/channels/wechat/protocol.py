"""The platforms' envelope, without HTTP: verify, decrypt, parse, render, encrypt.

公众号 and both 企业微信 callbacks share it. An error tells nothing of what was inside.
"""

import re
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha1
from hmac import compare_digest
from xml.etree.ElementTree import ParseError  # its error only; defusedxml does the parsing

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from defusedxml.ElementTree import fromstring

FRESH_SECONDS = 5 * 60
"""A request signed longer ago, or so far in the future, is refused."""
_BLOCK = 32
_RANDOM = 16
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Fields = dict[str, str]


class ProtocolError(Exception):
    """The request is not as the platform makes it. `status` is the HTTP status it earns."""

    status = 400


class ForgedError(ProtocolError):
    """Signed by somebody else, too long ago, or meant for another account."""

    status = 403


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands in the query of every request."""

    timestamp: str
    nonce: str
    signature: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A decrypted message and the key that opened it; the reply is sealed with the same."""

    text: str = field(repr=False)
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Codec:
    """The secrets of one account. `keys` are the current one and the one before it, 32 bytes each."""

    token: str = field(repr=False)
    receive_id: str
    keys: tuple[bytes, ...] = field(default=(), repr=False)

    def verify(self, stamp: Stamp, now: float, *signed: str) -> None:
        """Check age and signature of a request; `now` is in Unix seconds."""
        if not re.fullmatch(r"[0-9]{1,12}", stamp.timestamp):
            raise ProtocolError
        expected = self._signature(stamp.timestamp, stamp.nonce, *signed).encode()
        is_ours = compare_digest(expected, stamp.signature.encode(errors="replace"))
        if not is_ours or abs(now - int(stamp.timestamp)) > FRESH_SECONDS:
            raise ForgedError

    def open(self, encrypted: str, stamp: Stamp, now: float) -> Opened:
        """Verify, then decrypt with the first key that fits."""
        self.verify(stamp, now, encrypted)
        errors = []
        for key in self.keys:
            try:
                return Opened(self._unpack(encrypted, key), key)
            except ValueError:
                errors.append(ProtocolError())
            except ForgedError as error:
                errors.append(error)
        raise next(iter(errors), ProtocolError())

    def seal(self, text: str, key: bytes, now: float) -> tuple[str, Stamp]:
        """A message encrypted, and its stamp."""
        message = text.encode(errors="replace")
        packed = secrets.token_bytes(_RANDOM) + len(message).to_bytes(4) + message + self.receive_id.encode()
        padding = _BLOCK - len(packed) % _BLOCK
        step = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
        sealed = step.update(packed + bytes([padding]) * padding) + step.finalize()
        encrypt = b64encode(sealed).decode()
        return encrypt, self.sign(now, encrypt)

    def sign(self, now: float, *signed: str) -> Stamp:
        """A stamp with a fresh nonce."""
        timestamp, nonce = str(int(now)), secrets.token_hex(8)
        return Stamp(timestamp, nonce, self._signature(timestamp, nonce, *signed))

    def _signature(self, *parts: str) -> str:
        joined = "".join(sorted((self.token, *parts))).encode(errors="replace")
        return sha1(joined, usedforsecurity=False).hexdigest()  # the platform's choice, not ours

    def _unpack(self, encrypted: str, key: bytes) -> str:
        step = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
        packed = step.update(b64decode(encrypted, validate=True)) + step.finalize()
        padding = packed[-1] if packed else 0
        content = packed[_RANDOM:-padding]
        end = 4 + int.from_bytes(content[:4])
        if not 1 <= padding <= _BLOCK or len(set(packed[-padding:])) > 1 or not 4 <= end <= len(content):
            raise ValueError("padding or length")
        if not compare_digest(content[end:], self.receive_id.encode()):
            raise ForgedError
        return content[4:end].decode()


def key_of(encoding_aes_key: str) -> bytes:
    """The 32 bytes an EncodingAESKey stands for; real ones carry spare bits that strict readers refuse."""
    return b64decode(f"{encoding_aes_key}=")


def parse_xml(body: bytes | str) -> Fields:
    """The fields right under the root `xml`; what is nested in them is left out."""
    try:
        text = body if isinstance(body, str) else body.decode()
        root = fromstring(_NOT_IN_XML.sub("", text), forbid_dtd=True)
    except (ParseError, ValueError):  # not UTF-8 and defusedxml's refusals are ValueErrors
        raise ProtocolError from None
    fields = {child.tag: child.text or "" for child in root}
    if root.tag != "xml" or len(fields) < len(root):
        raise ProtocolError
    return fields


def render_xml(fields: Iterable[tuple[str, str]]) -> str:
    """The same the other way round: every value in CDATA, whatever stands in it."""
    return f"<xml>{''.join(f'<{name}>{_cdata(value)}</{name}>' for name, value in fields)}</xml>"


def _cdata(value: str) -> str:
    return f"<![CDATA[{_NOT_IN_XML.sub('', value).replace(']]>', ']]]]><![CDATA[>')}]]>"
