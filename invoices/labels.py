"""The words of a document, one table for all languages: what the printed invoice and its screen sheet say."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from invoices.domain.countries import GST_COUNTRIES, SALES_TAX_COUNTRIES


class Labels(NamedTuple):
    """The words of a document in one language. Braces are filled by ``str.format`` where they are used."""

    invoice: str
    credit_note: str
    quote: str
    draft: str
    sender: str
    bill_to: str
    quote_for: str
    """Before the party that a quote is made to."""
    details: str
    issued: str
    due: str
    valid_until: str
    """Before the last day of a quote."""
    terms: str
    your_reference: str
    currency: str
    delivered: str
    period: str
    corrects: str
    """Before the number of the invoice that a credit note corrects."""
    corrected_of: str
    """Before that invoice's date."""
    description: str
    quantity: str
    unit_price: str
    amount: str
    net: str
    tax: str
    """The tax's short name: VAT, MwSt., TVA, IVA; Tax or GST by the seller's country."""
    tax_rate: str
    tax_id: str
    """Before a party's VAT identifier."""
    tax_number: str
    """Before the seller's national tax number."""
    subtotal: str
    discount: str
    charge: str
    total: str
    prepaid: str
    rounding: str
    amount_due: str
    amount_credited: str
    line_discount_percent: str
    pay_by_transfer: str
    account: str
    bank: str
    iban: str
    bic: str
    reference: str
    reverse_charge: str
    intra_community: str
    export: str
    exempt: str
    outside: str
    page_of: str
    net_days: str
    on_receipt: str


# The words of the reverse charge are those of Directive 2006/112/EC, article 226 (11a), in each language. German
# law keeps "Gutschrift" for self-billing (UStG § 14 (4) 10): a credit note is a "Rechnungskorrektur".
_LABELS: Final[Mapping[str, Labels]] = MappingProxyType(
    {
        "en": Labels(
            invoice="Invoice",
            credit_note="Credit note",
            quote="Quote",
            draft="DRAFT",
            sender="From",
            bill_to="Bill to",
            quote_for="Prepared for",
            details="Details",
            issued="Issued",
            due="Due",
            valid_until="Valid until",
            terms="Terms",
            your_reference="Your ref.",
            currency="Currency",
            delivered="Delivered",
            period="Period",
            corrects="Corrects",
            corrected_of="Invoice of",
            description="Description",
            quantity="Quantity",
            unit_price="Unit price",
            amount="Amount",
            net="Net",
            tax="VAT",
            tax_rate="VAT rate",
            tax_id="VAT",
            tax_number="Tax no.",
            subtotal="Subtotal",
            discount="Discount",
            charge="Charge",
            total="Total",
            prepaid="Prepaid",
            rounding="Rounding",
            amount_due="Amount due",
            amount_credited="Amount credited",
            line_discount_percent="{percent} discount",
            pay_by_transfer="Pay by bank transfer",
            account="Account",
            bank="Bank",
            iban="IBAN",
            bic="BIC",
            reference="Reference",
            reverse_charge="Reverse charge",
            intra_community="Intra-Community supply, exempt from VAT",
            export="Export, exempt from VAT",
            exempt="Exempt from VAT",
            outside="Not subject to VAT",
            page_of="page {page} of {pages}",
            net_days="Net {days}",
            on_receipt="Due on receipt",
        ),
        "de": Labels(
            invoice="Rechnung",
            credit_note="Rechnungskorrektur",
            quote="Angebot",
            draft="ENTWURF",
            sender="Von",
            bill_to="Rechnung an",
            quote_for="Angebot für",
            details="Angaben",
            issued="Datum",
            due="Fällig",
            valid_until="Gültig bis",
            terms="Zahlungsziel",
            your_reference="Ihr Zeichen",
            currency="Währung",
            delivered="Lieferdatum",
            period="Zeitraum",
            corrects="Zu Rechnung",
            corrected_of="Rechn. vom",
            description="Beschreibung",
            quantity="Menge",
            unit_price="Einzelpreis",
            amount="Betrag",
            net="Netto",
            tax="MwSt.",
            tax_rate="MwSt.-Satz",
            tax_id="USt-IdNr.",
            tax_number="Steuernr.",
            subtotal="Zwischensumme",
            discount="Rabatt",
            charge="Zuschlag",
            total="Gesamtbetrag",
            prepaid="Bereits gezahlt",
            rounding="Rundung",
            amount_due="Zu zahlen",
            amount_credited="Gutzuschreiben",
            line_discount_percent="{percent} Rabatt",
            pay_by_transfer="Zahlung per Überweisung",
            account="Konto",
            bank="Bank",
            iban="IBAN",
            bic="BIC",
            reference="Zweck",
            reverse_charge="Steuerschuldnerschaft des Leistungsempfängers",
            intra_community="Steuerfreie innergemeinschaftliche Lieferung",
            export="Steuerfreie Ausfuhrlieferung",
            exempt="Steuerfrei",
            outside="Nicht steuerbar",
            page_of="Seite {page} von {pages}",
            net_days="{days} Tage netto",
            on_receipt="Sofort fällig",
        ),
        "fr": Labels(
            invoice="Facture",
            credit_note="Avoir",
            quote="Devis",
            draft="BROUILLON",
            sender="De",
            bill_to="Facturé à",
            quote_for="Destinataire",
            details="Détails",
            issued="Émise le",
            due="Échéance",
            valid_until="Valable jusqu’au",
            terms="Conditions",
            your_reference="Votre réf.",
            currency="Devise",
            delivered="Livraison",
            period="Période",
            corrects="Sur facture",
            corrected_of="Facture du",
            description="Désignation",
            quantity="Quantité",
            unit_price="Prix unitaire",
            amount="Montant",
            net="HT",
            tax="TVA",
            tax_rate="Taux de TVA",
            tax_id="TVA",
            tax_number="N° fiscal",
            subtotal="Sous-total HT",
            discount="Remise",
            charge="Frais",
            total="Total TTC",
            prepaid="Déjà payé",
            rounding="Arrondi",
            amount_due="Net à payer",
            amount_credited="Net à créditer",
            line_discount_percent="Remise de {percent}",
            pay_by_transfer="Paiement par virement",
            account="Titulaire",
            bank="Banque",
            iban="IBAN",
            bic="BIC",
            reference="Référence",
            reverse_charge="Autoliquidation",
            intra_community="Livraison intracommunautaire exonérée de TVA",
            export="Exportation exonérée de TVA",
            exempt="Exonéré de TVA",
            outside="Non soumis à la TVA",
            page_of="page {page} sur {pages}",
            net_days="{days} jours net",
            on_receipt="À réception",
        ),
        "es": Labels(
            invoice="Factura",
            credit_note="Factura rectificativa",
            quote="Presupuesto",
            draft="BORRADOR",
            sender="De",
            bill_to="Facturar a",
            quote_for="Para",
            details="Detalles",
            issued="Fecha",
            due="Vencimiento",
            valid_until="Válido hasta",
            terms="Condiciones",
            your_reference="Su ref.",
            currency="Moneda",
            delivered="Entrega",
            period="Periodo",
            corrects="Rectifica",
            corrected_of="Factura del",
            description="Descripción",
            quantity="Cantidad",
            unit_price="Precio unitario",
            amount="Importe",
            net="Base",
            tax="IVA",
            tax_rate="Tipo de IVA",
            tax_id="NIF-IVA",
            tax_number="NIF",
            subtotal="Subtotal",
            discount="Descuento",
            charge="Recargo",
            total="Total",
            prepaid="Anticipo",
            rounding="Redondeo",
            amount_due="Total a pagar",
            amount_credited="Total abonado",
            line_discount_percent="{percent} de descuento",
            pay_by_transfer="Pago por transferencia",
            account="Titular",
            bank="Banco",
            iban="IBAN",
            bic="BIC",
            reference="Concepto",
            reverse_charge="Inversión del sujeto pasivo",
            intra_community="Entrega intracomunitaria exenta de IVA",
            export="Exportación exenta de IVA",
            exempt="Exento de IVA",
            outside="No sujeto a IVA",
            page_of="página {page} de {pages}",
            net_days="{days} días netos",
            on_receipt="Al recibir la factura",
        ),
    }
)

LANGUAGES: Final = tuple(_LABELS)
"""The languages that a document can be written in; any other is written in English."""

# Where the tax is not called VAT: a sales tax, or a goods and services tax.
_TAX_NAMES: Final = {
    "en": ("Tax", "Tax rate"),
    "de": ("Steuer", "Steuersatz"),
    "fr": ("Taxe", "Taux"),
    "es": ("Impuesto", "Tipo"),
}


@lru_cache(maxsize=1024)
def labels(language: str, country: str | None = None) -> Labels:
    """The words of a document in a language, with the tax named as in the seller's country."""
    known = language if language in _LABELS else "en"
    words = _LABELS[known]
    if country in GST_COUNTRIES and known == "en":
        return words._replace(tax="GST", tax_rate="GST rate", tax_id="GST")
    if country in SALES_TAX_COUNTRIES:
        name, rate = _TAX_NAMES[known]
        return words._replace(tax=name, tax_rate=rate, tax_id={"en": "Tax ID"}.get(known, words.tax_number))
    return words


def terms(days: int, language: str) -> str:
    """Payment terms in words: ``Net 30``, and ``Due on receipt`` for no days."""
    words = labels(language)
    return words.net_days.format(days=days) if days else words.on_receipt
