"""Who the demo's studio works for, and what it does for them. All invented; addresses end in ``.example``."""

from __future__ import annotations

from typing import Final, NamedTuple

from invoices.domain.business import Business

STUDIO: Final = Business(
    name="Atelier Ødegård",
    legal_name="Maren Ødegård EI",
    address="14 rue des Tables-Claudiennes\n69001 Lyon",
    country="FR",
    tax_status="registered",
    vat_id="FR83404833048",
    tax_number="SIRET 404 833 048 00022",
    email="hello@odegard.example",
    phone="+33 4 72 00 00 00",
    currency="EUR",
    payment_terms_days=30,
    locale="en-US",
    time_zone="Europe/Paris",
    iban="FR76 3000 6000 0112 3456 7890 189",
    bic="AGRIFRPP878",
    bank_name="Crédit Agricole Centre-Est",
    accent_color="#7b2d57",
    footer_note="Late payment: interest at three times the legal rate and a fixed recovery charge of €40.",
)


class Work(NamedTuple):
    """A kind of line: what, in which unit, from how many to how many, at which price."""

    description: str
    unit: str
    least: int
    most: int
    price: str


class Client(NamedTuple):
    """One client. ``rate`` and ``category`` are the tax that the studio charges there."""

    name: str
    email: str
    address: str
    country: str
    tax_id: str | None
    currency: str
    rate: str
    category: str | None
    terms: int
    work: tuple[Work, ...]


CLIENTS: Final = (
    Client(
        "Société d’Aménagement et de Développement Économique du Val-de-Loire",
        "h.lefevre@devloire.example",
        "À l’attention de Mme Hélène Lefèvre-Quéméner\n3 place du Château\n41000 Blois",
        "FR",
        None,
        "EUR",
        "20",
        None,
        30,
        (
            Work("Signage system, concept design", "hour", 20, 48, "95"),
            Work("Wayfinding audit", "piece", 6, 14, "185"),
            Work("Pictogram family, outline and solid", "piece", 12, 36, "42"),
            Work("Site visits, Tours, Blois and Orléans", "day", 1, 3, "340"),
            Work("Stakeholder interviews", "piece", 4, 9, "120"),
        ),
    ),
    Client(
        "Bäckerei Müller & Söhne GmbH",
        "buero@baeckerei-mueller.example",
        "Lange Gasse 7\n72070 Tübingen",
        "DE",
        "DE136695976",
        "EUR",
        "0",
        "AE",
        14,
        (
            Work("Website relaunch, milestone", "piece", 1, 1, "2380"),
            Work("Product photography", "day", 1, 2, "720"),
            Work("Packaging, Christmas edition", "piece", 1, 3, "640"),
        ),
    ),
    Client(
        "株式会社東京デザイン",
        "keiri@tokyo-design.example",
        "東京都渋谷区神宮前 4-12-10\n150-0001",
        "JP",
        None,
        "JPY",
        "0",
        "O",
        30,
        (
            Work("Brand guidelines, JA and EN", "piece", 1, 1, "480000"),
            Work("Icon set, adapted", "piece", 8, 24, "6500"),
            Work("Workshop by video", "hour", 2, 6, "18000"),
        ),
    ),
    Client(
        "Łukasz Żółkiewski Studio",
        "lukasz@zolkiewski.example",
        "ul. Świętego Marcina 29/8\n61-806 Poznań",
        "PL",
        "PL8567346215",
        "PLN",
        "0",
        "AE",
        14,
        (
            Work("Icon set, 48 glyphs", "piece", 1, 1, "9840"),
            Work("Lettering for a book cover", "piece", 1, 2, "3200"),
            Work("Art direction", "hour", 6, 18, "260"),
        ),
    ),
    Client(
        "Ναυτιλιακή Αιγαίου Α.Ε.",
        "logistirio@aigaiou.example",
        "Ακτή Μιαούλη 81\n185 38 Πειραιάς",
        "GR",
        "EL094259216",
        "EUR",
        "0",
        "AE",
        30,
        (
            Work("Wayfinding signage, terminal E2", "piece", 4, 12, "260"),
            Work("Typesetting, Greek and English", "page", 12, 40, "28.50"),
        ),
    ),
    Client(
        "Harcourt, Ogilvie-Whitmore & Partners LLP",
        "accounts@harcourt-ow.example",
        "4th floor, 18 Bedford Row\nLondon WC1R 4EB",
        "GB",
        "GB980780684",
        "GBP",
        "0",
        "O",
        14,
        (
            Work("Pitch deck", "piece", 1, 2, "1950"),
            Work("Presentation coaching", "hour", 2, 5, "140"),
        ),
    ),
    Client(
        "Acme Corp",
        "ap@acme.example",
        "500 Howard Street\nSan Francisco, CA 94105",
        "US",
        None,
        "USD",
        "0",
        "O",
        30,
        (
            Work("Consulting", "hour", 8, 40, "150"),
            Work("Design system review", "day", 1, 4, "1100"),
            Work("Train and hotel, at cost", "piece", 1, 1, "386.40"),
        ),
    ),
    Client(
        "Студио Северен вятър ООД",
        "office@severen-vyatar.example",
        "бул. Витоша 42\n1000 София",
        "BG",
        "BG175074752",
        "EUR",
        "0",
        "AE",
        30,
        (
            Work("Packaging, second edition", "piece", 1, 3, "780"),
            Work("Print supervision", "day", 1, 2, "420"),
        ),
    ),
    Client(
        "Zürcher Verein für Gestaltung",
        "kasse@zvg.example",
        "Limmatstrasse 214\n8005 Zürich",
        "CH",
        None,
        "CHF",
        "0",
        "O",
        30,
        (
            Work("Annual report, print and web", "piece", 1, 1, "6200"),
            Work("Poster, world format", "piece", 1, 3, "1450"),
        ),
    ),
    Client(
        "Cooperativa de Ilustración Ñandú",
        "hola@nandu.example",
        "Calle del Pez 12\n28004 Madrid",
        "ES",
        "ESF28000008",
        "EUR",
        "0",
        "AE",
        30,
        (
            Work("Poster series", "piece", 2, 6, "295"),
            Work("Risograph prints", "piece", 50, 200, "3.20"),
        ),
    ),
    Client(
        "Musée des Confluences, service éditions",
        "editions@confluences.example",
        "86 quai Perrache\n69002 Lyon",
        "FR",
        None,
        "EUR",
        "5.5",
        None,
        45,
        (
            Work("Exhibition catalogue, layout", "page", 40, 160, "24"),
            Work("Image editing", "hour", 4, 20, "68"),
            Work("Trail maps, folded, per hundred", "piece", 4, 12, "31"),
        ),
    ),
    Client(
        "Northwind Coffee Roasters LLC",
        "bills@northwind-coffee.example",
        "1215 4th Avenue, Suite 900\nSeattle, WA 98161",
        "US",
        None,
        "USD",
        "0",
        "O",
        15,
        (
            Work("Label set, single origins", "piece", 2, 8, "410"),
            Work("Menu boards", "piece", 1, 4, "275"),
        ),
    ),
)

TALKS: Final = (
    (
        "Acme Corp",
        ("Bill Acme Corp for 12 hours of consulting at $150 an hour", "add train tickets for $86.40", "5% off"),
    ),
    (
        "Northwind Coffee Roasters LLC",
        ("Invoice Northwind Coffee Roasters LLC: 3 label sets at $410 each", "due in 15 days"),
    ),
    (
        "Bäckerei Müller & Söhne GmbH",
        ("Invoice Bäckerei Müller & Söhne GmbH for 2 days of product photography at €720 a day", "Net 14"),
    ),
    (
        "Łukasz Żółkiewski Studio",
        ("Invoice Łukasz Żółkiewski Studio for 10 hours of art direction at 260 PLN an hour", "10% discount"),
    ),
    ("Acme Corp", ("Bill Acme Corp for 8 hours of design review at $150 an hour",)),
)
"""What was said in the talks of the last days, oldest first; the last one stays a draft."""
