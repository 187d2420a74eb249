"""What the public page, and the mail that leads there, say around the document, in the languages that have words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from invoices.domain.status import Kind


class Words(NamedTuple):
    """The words in one language. Braces are filled by ``str.format`` where they are used."""

    language: str
    skip: str
    download: str
    view: Mapping[Kind, str]
    due: str
    due_on: str
    due_today: str
    was_due: str
    """With ``{days}`` since then."""
    was_due_yesterday: str
    paid_of: str
    scan: str
    copy_details: str
    account_holder: str
    iban: str
    bic: str
    reference: str
    amount: str
    copy: str
    paid: str
    paid_text: str
    credit: str
    """What the customer has paid or been credited too much."""
    credited: str
    credited_text: str
    cancelled: str
    cancelled_text: str
    quote_cancelled_text: str
    credit_note: str
    corrects: str
    quote: str
    valid_until: str
    expired: str
    expired_text: str
    accepted: str
    accepted_text: str
    declined: str
    declined_text: str
    noted_accepted: str
    """Where ``{seller}`` noted the answer, and not the client gave it here."""
    noted_declined: str
    invoiced: str
    invoiced_text: str
    your_name: str
    reason: str
    accept: str
    decline: str
    decline_instead: str
    name_needed: str
    name_unseen: str
    reason_unseen: str
    answered_already: str
    questions: str
    issued_by: str


_EN: Final = Words(
    language="en",
    skip="Skip to the document",
    download="Download PDF",
    view={Kind.INVOICE: "View invoice", Kind.CREDIT_NOTE: "View credit note", Kind.QUOTE: "View quote"},
    due="Amount due",
    due_on="Due {date}",
    due_today="Due today",
    was_due="Was due {date}, {days} days ago",
    was_due_yesterday="Was due {date}, yesterday",
    paid_of="{paid} of {total} is settled.",
    scan="Scan with your banking app, or copy the details below into a transfer.",
    copy_details="Copy these details into a bank transfer.",
    account_holder="Account holder",
    iban="IBAN",
    bic="BIC",
    reference="Reference",
    amount="Amount",
    copy="Copy {what}",
    paid="Paid",
    paid_text="Nothing is left to pay. Thank you.",
    credit="You have {amount} to your credit.",
    credited="Credited",
    credited_text="This invoice was credited. Nothing is left to pay.",
    cancelled="Cancelled",
    cancelled_text="This invoice was cancelled. Please do not pay it.",
    quote_cancelled_text="This quote was withdrawn.",
    credit_note="Amount credited",
    corrects="Corrects {number}",
    quote="Total",
    valid_until="Valid until {date}",
    expired="Expired",
    expired_text="This quote was valid until {date}. Ask for a new one.",
    accepted="Accepted",
    accepted_text="You accepted this quote. Thank you.",
    declined="Declined",
    declined_text="You declined this quote.",
    noted_accepted="{seller} noted this quote as accepted.",
    noted_declined="{seller} noted this quote as declined.",
    invoiced="Invoiced",
    invoiced_text="An invoice was made from this quote.",
    your_name="Your name",
    reason="Reason, if you like",
    accept="Accept quote",
    decline="Decline quote",
    decline_instead="Decline instead",
    name_needed="Write your name, so that it is known who answered.",
    name_unseen="Write your name with visible letters: it holds characters that cannot be seen.",
    reason_unseen="Write the reason with visible letters: it holds characters that cannot be seen.",
    answered_already="This quote can no longer be answered. Nothing was changed.",
    questions="Questions?",
    issued_by="Issued by {seller}. Sent with ScatterPilot.",
)
_DE: Final = Words(
    language="de",
    skip="Zum Dokument springen",
    download="PDF herunterladen",
    view={
        Kind.INVOICE: "Rechnung ansehen",
        Kind.CREDIT_NOTE: "Rechnungskorrektur ansehen",
        Kind.QUOTE: "Angebot ansehen",
    },
    due="Zu zahlen",
    due_on="Fällig am {date}",
    due_today="Heute fällig",
    was_due="War am {date} fällig, vor {days} Tagen",
    was_due_yesterday="War am {date} fällig, gestern",
    paid_of="{paid} von {total} sind beglichen.",
    scan="Mit der Banking-App scannen oder die Angaben unten in eine Überweisung kopieren.",
    copy_details="Diese Angaben in eine Überweisung kopieren.",
    account_holder="Kontoinhaber",
    iban="IBAN",
    bic="BIC",
    reference="Verwendungszweck",
    amount="Betrag",
    copy="{what} kopieren",
    paid="Bezahlt",
    paid_text="Es ist nichts mehr zu zahlen. Vielen Dank.",
    credit="Sie haben {amount} Guthaben.",
    credited="Gutgeschrieben",
    credited_text="Diese Rechnung wurde korrigiert. Es ist nichts mehr zu zahlen.",
    cancelled="Storniert",
    cancelled_text="Diese Rechnung wurde storniert. Bitte nicht bezahlen.",
    quote_cancelled_text="Dieses Angebot wurde zurückgezogen.",
    credit_note="Korrigierter Betrag",
    corrects="Korrigiert {number}",
    quote="Gesamt",
    valid_until="Gültig bis {date}",
    expired="Abgelaufen",
    expired_text="Dieses Angebot galt bis {date}. Bitten Sie um ein neues.",
    accepted="Angenommen",
    accepted_text="Sie haben dieses Angebot angenommen. Vielen Dank.",
    declined="Abgelehnt",
    declined_text="Sie haben dieses Angebot abgelehnt.",
    noted_accepted="{seller} hat dieses Angebot als angenommen vermerkt.",
    noted_declined="{seller} hat dieses Angebot als abgelehnt vermerkt.",
    invoiced="Rechnung erstellt",
    invoiced_text="Aus diesem Angebot wurde eine Rechnung erstellt.",
    your_name="Ihr Name",
    reason="Grund, wenn Sie mögen",
    accept="Angebot annehmen",
    decline="Angebot ablehnen",
    decline_instead="Stattdessen ablehnen",
    name_needed="Bitte Ihren Namen angeben, damit bekannt ist, wer geantwortet hat.",
    name_unseen="Bitte den Namen mit sichtbaren Zeichen schreiben: Er enthält unsichtbare.",
    reason_unseen="Bitte den Grund mit sichtbaren Zeichen schreiben: Er enthält unsichtbare.",
    answered_already="Dieses Angebot kann nicht mehr beantwortet werden. Es wurde nichts geändert.",
    questions="Fragen?",
    issued_by="Ausgestellt von {seller}. Versandt mit ScatterPilot.",
)
_FR: Final = Words(
    language="fr",
    skip="Aller au document",
    download="Télécharger le PDF",
    view={Kind.INVOICE: "Voir la facture", Kind.CREDIT_NOTE: "Voir l’avoir", Kind.QUOTE: "Voir le devis"},
    due="À payer",
    due_on="À payer au plus tard le {date}",
    due_today="À payer aujourd’hui",
    was_due="Échue le {date}, il y a {days} jours",
    was_due_yesterday="Échue hier, le {date}",
    paid_of="{paid} sur {total} sont réglés.",
    scan="Scannez avec votre application bancaire, ou copiez les coordonnées ci-dessous dans un virement.",
    copy_details="Copiez ces coordonnées dans un virement.",
    account_holder="Titulaire du compte",
    iban="IBAN",
    bic="BIC",
    reference="Référence",
    amount="Montant",
    copy="Copier : {what}",
    paid="Payée",
    paid_text="Il ne reste rien à payer. Merci.",
    credit="Vous avez un crédit de {amount}.",
    credited="Créditée",
    credited_text="Cette facture a fait l’objet d’un avoir. Il ne reste rien à payer.",
    cancelled="Annulée",
    cancelled_text="Cette facture a été annulée. Merci de ne pas la payer.",
    quote_cancelled_text="Ce devis a été retiré.",
    credit_note="Montant de l’avoir",
    corrects="Corrige {number}",
    quote="Total",
    valid_until="Valable jusqu’au {date}",
    expired="Expiré",
    expired_text="Ce devis était valable jusqu’au {date}. Demandez-en un nouveau.",
    accepted="Accepté",
    accepted_text="Vous avez accepté ce devis. Merci.",
    declined="Refusé",
    declined_text="Vous avez refusé ce devis.",
    noted_accepted="{seller} a noté ce devis comme accepté.",
    noted_declined="{seller} a noté ce devis comme refusé.",
    invoiced="Facturé",
    invoiced_text="Une facture a été établie à partir de ce devis.",
    your_name="Votre nom",
    reason="Raison, si vous le souhaitez",
    accept="Accepter le devis",
    decline="Refuser le devis",
    decline_instead="Refuser plutôt",
    name_needed="Indiquez votre nom, pour que l’on sache qui a répondu.",
    name_unseen="Écrivez votre nom en lettres visibles : il contient des caractères invisibles.",
    reason_unseen="Écrivez la raison en lettres visibles : elle contient des caractères invisibles.",
    answered_already="Ce devis ne peut plus recevoir de réponse. Rien n’a été modifié.",
    questions="Des questions ?",
    issued_by="Établi par {seller}. Envoyé avec ScatterPilot.",
)
_ES: Final = Words(
    language="es",
    skip="Ir al documento",
    download="Descargar PDF",
    view={Kind.INVOICE: "Ver factura", Kind.CREDIT_NOTE: "Ver factura rectificativa", Kind.QUOTE: "Ver presupuesto"},
    due="Por pagar",
    due_on="Vence el {date}",
    due_today="Vence hoy",
    was_due="Venció el {date}, hace {days} días",
    was_due_yesterday="Venció ayer, el {date}",
    paid_of="{paid} de {total} ya está liquidado.",
    scan="Escanee con la aplicación de su banco o copie los datos de abajo en una transferencia.",
    copy_details="Copie estos datos en una transferencia.",
    account_holder="Titular de la cuenta",
    iban="IBAN",
    bic="BIC",
    reference="Concepto",
    amount="Importe",
    copy="Copiar: {what}",
    paid="Pagada",
    paid_text="No queda nada por pagar. Gracias.",
    credit="Tiene {amount} a su favor.",
    credited="Abonada",
    credited_text="Esta factura se ha rectificado. No queda nada por pagar.",
    cancelled="Anulada",
    cancelled_text="Esta factura se ha anulado. No la pague.",
    quote_cancelled_text="Este presupuesto se ha retirado.",
    credit_note="Importe abonado",
    corrects="Rectifica {number}",
    quote="Total",
    valid_until="Válido hasta el {date}",
    expired="Caducado",
    expired_text="Este presupuesto era válido hasta el {date}. Pida uno nuevo.",
    accepted="Aceptado",
    accepted_text="Ha aceptado este presupuesto. Gracias.",
    declined="Rechazado",
    declined_text="Ha rechazado este presupuesto.",
    noted_accepted="{seller} anotó este presupuesto como aceptado.",
    noted_declined="{seller} anotó este presupuesto como rechazado.",
    invoiced="Facturado",
    invoiced_text="Se ha creado una factura a partir de este presupuesto.",
    your_name="Su nombre",
    reason="Motivo, si lo desea",
    accept="Aceptar presupuesto",
    decline="Rechazar presupuesto",
    decline_instead="Rechazar en su lugar",
    name_needed="Escriba su nombre, para que se sepa quién ha respondido.",
    name_unseen="Escriba su nombre con letras visibles: contiene caracteres que no se ven.",
    reason_unseen="Escriba el motivo con letras visibles: contiene caracteres que no se ven.",
    answered_already="Este presupuesto ya no admite respuesta. No se ha cambiado nada.",
    questions="¿Preguntas?",
    issued_by="Emitido por {seller}. Enviado con ScatterPilot.",
)
_WORDS: Final = {words.language: words for words in (_EN, _DE, _FR, _ES)}


def words_in(language: str) -> Words:
    """The words in that language; in English when it has none."""
    return _WORDS.get(language, _EN)
