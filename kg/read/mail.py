"""E-mail files: the subject is the title, the sender the publisher, the plain text (else the page) the article."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime

from kg.errors import SourceError
from kg.read import metadata
from kg.read.encoding import decode
from kg.read.markup import text_of
from kg.read.metadata import ByteStream, Metadata, Outcome
from kg.read.opening import whole
from kg.read.options import Options


def read_mail(stream: ByteStream, origin: str, options: Options) -> Iterator[Outcome]:
    """The one article of a message. Attachments are passed over."""
    message = message_from_bytes(whole(stream, origin, options.largest), policy=policy.default)
    if not message.keys():
        raise SourceError(origin, "it has no header, so it is no e-mail", "give it the ending of what it is")
    body = message.get_body(("plain", "html"))
    if body is None:
        raise SourceError(origin, "there is no text in it", "leave it out, or add the text")
    payload = body.get_payload(decode=True)
    text = decode(payload if isinstance(payload, bytes) else b"", origin, unit="message", declared=body.get_content_charset())
    text = text_of(text) if body.get_content_subtype() == "html" else text
    name, address = parseaddr(_header(message, "From"))
    known = Metadata(title=metadata.name(_header(message, "Subject")), issued=_day(_header(message, "Date")), publisher=metadata.name(name or address))
    yield metadata.article(metadata.well_formed(text), origin, known, longest=options.longest)


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):  # the standard library's parser stumbles over some damaged headers
        return ""


def _day(value: str) -> date | None:
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, TypeError, IndexError):
        return None
