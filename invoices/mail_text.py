"""The words of the mail that brings a document to the customer: placeholders in braces, and what is said by default.

A template is checked when it is saved, so that no customer ever gets a mail with a slip in braces. It is filled in one
pass: a value that looks like a placeholder, such as a customer called “{total}”, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from invoices.domain.status import Kind

PLACEHOLDERS: Final[Mapping[str, str]] = {
    "number": "the document’s number",
    "total": "the amount with its currency",
    "due_date": "when it is due; of a quote, how long it holds",
    "customer": "the customer’s name",
    "seller": "your name",
    "link": "the address of its page",
}
"""What may stand in braces, and what becomes of it."""

_BRACED = re.compile(r"\{([^{}\n]*)\}")
_MEANT = re.compile(r"\s*[^\W\d]\w*(?:[.\[!]\S*|:\S+)?\s*")
"""What reads as a placeholder's name, with what Python's own formatting would let follow it."""


class MailText(NamedTuple):
    """What a mail says, as templates."""

    subject: str
    text: str


def checked_template(text: str) -> str:
    """The template, when it holds nothing but known placeholders in braces. Raises ``ValueError`` with a sentence."""
    unknown = {match[0] for match in _BRACED.finditer(text) if match[1] not in PLACEHOLDERS}
    if unknown:
        raise ValueError(_none_such(unknown))
    rest = _BRACED.sub("", text)
    if "{" in rest or "}" in rest:
        raise ValueError("A brace stands alone. Write placeholders like {number}.")
    return text


def checked_words(text: str, known: Iterable[str] = ()) -> str:
    """What somebody wrote for one mail, when every placeholder that it names is there. Other braces are text.

    ``known`` are texts that may stand in it as they are, such as a customer called “{x}”. Raises ``ValueError`` with a
    sentence.
    """
    meant = {match[0] for match in _BRACED.finditer(text) if _MEANT.fullmatch(match[1])}
    unknown = {name for name in meant if name[1:-1] not in PLACEHOLDERS and not any(name in said for said in known)}
    if unknown:
        raise ValueError(_none_such(unknown))
    return text


def _none_such(unknown: Iterable[str]) -> str:
    """What to say of names in braces that stand for nothing."""
    known = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    return f"There is no {' or '.join(sorted(unknown))}. In braces you can use {known}."


def rendered(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders filled; one without a value becomes nothing, an unknown one stays as it is."""
    return _BRACED.sub(lambda match: values.get(match[1], "") if match[1] in PLACEHOLDERS else match[0], template)


def rendered_subject(template: str, values: Mapping[str, str]) -> str:
    """Like ``rendered``, on one line: a customer’s name of two lines must not end a mail’s header."""
    return " ".join(rendered(template, values).split())


def default_text(kind: Kind, language: str) -> MailText:
    """What a mail with a document of that kind says in that language; in English when the language has no words."""
    return _DEFAULTS.get(language, _DEFAULTS["en"])[kind]


_DEFAULTS: Final[Mapping[str, Mapping[Kind, MailText]]] = {
    "en": {
        Kind.INVOICE: MailText(
            "Invoice {number} from {seller}",
            "Hello,\n\nhere is invoice {number} over {total}, due on {due_date}. The PDF is attached. You can also see "
            "it, and how to pay, here:\n\n{link}\n\nThank you.\n\n{seller}",
        ),
        Kind.CREDIT_NOTE: MailText(
            "Credit note {number} from {seller}",
            "Hello,\n\nhere is credit note {number} over {total}. The PDF is attached. You can also see it here:\n\n"
            "{link}\n\n{seller}",
        ),
        Kind.QUOTE: MailText(
            "Quote {number} from {seller}",
            "Hello,\n\nhere is quote {number} over {total}. It holds until {due_date}. The PDF is attached. You can see "
            "and accept it here:\n\n{link}\n\n{seller}",
        ),
    },
    "de": {
        Kind.INVOICE: MailText(
            "Rechnung {number} von {seller}",
            "Guten Tag,\n\nanbei die Rechnung {number} über {total}, fällig am {due_date}. Sie finden sie als PDF im "
            "Anhang. Ansehen und bezahlen können Sie sie auch hier:\n\n{link}\n\nVielen Dank.\n\n{seller}",
        ),
        Kind.CREDIT_NOTE: MailText(
            "Rechnungskorrektur {number} von {seller}",
            "Guten Tag,\n\nanbei die Rechnungskorrektur {number} über {total}. Sie finden sie als PDF im Anhang und "
            "auch hier:\n\n{link}\n\n{seller}",
        ),
        Kind.QUOTE: MailText(
            "Angebot {number} von {seller}",
            "Guten Tag,\n\nanbei das Angebot {number} über {total}. Es gilt bis {due_date}. Sie finden es als PDF im "
            "Anhang. Ansehen und annehmen können Sie es hier:\n\n{link}\n\n{seller}",
        ),
    },
    "fr": {
        Kind.INVOICE: MailText(
            "Facture {number} de {seller}",
            "Bonjour,\n\nvoici la facture {number} d’un montant de {total}, à régler au plus tard le {due_date}. Le PDF "
            "est joint. Vous pouvez aussi la consulter et la régler ici :\n\n{link}\n\nMerci.\n\n{seller}",
        ),
        Kind.CREDIT_NOTE: MailText(
            "Avoir {number} de {seller}",
            "Bonjour,\n\nvoici l’avoir {number} d’un montant de {total}. Le PDF est joint. Vous pouvez aussi le "
            "consulter ici :\n\n{link}\n\n{seller}",
        ),
        Kind.QUOTE: MailText(
            "Devis {number} de {seller}",
            "Bonjour,\n\nvoici le devis {number} d’un montant de {total}, valable jusqu’au {due_date}. Le PDF est joint. "
            "Vous pouvez le consulter et l’accepter ici :\n\n{link}\n\n{seller}",
        ),
    },
    "es": {
        Kind.INVOICE: MailText(
            "Factura {number} de {seller}",
            "Hola:\n\nle enviamos la factura {number} por {total}, con vencimiento el {due_date}. El PDF va adjunto. "
            "También puede verla y pagarla aquí:\n\n{link}\n\nMuchas gracias.\n\n{seller}",
        ),
        Kind.CREDIT_NOTE: MailText(
            "Factura rectificativa {number} de {seller}",
            "Hola:\n\nle enviamos la factura rectificativa {number} por {total}. El PDF va adjunto. También puede verla "
            "aquí:\n\n{link}\n\n{seller}",
        ),
        Kind.QUOTE: MailText(
            "Presupuesto {number} de {seller}",
            "Hola:\n\nle enviamos el presupuesto {number} por {total}, válido hasta el {due_date}. El PDF va adjunto. "
            "Puede verlo y aceptarlo aquí:\n\n{link}\n\n{seller}",
        ),
    },
}
