"""Short names for the items that the contract is written with."""

from dataclasses import replace

from scatterpilot.store.port import Index, Item, Key, Place, Put, Table

PARTITION = "A#acme"


def key(sort, partition=PARTITION, table=Table.INVOICES):
    return Key(table, partition, sort)


def item(sort, doc="{}", *, partition=PARTITION, table=Table.INVOICES, **fields):
    return Item(key(sort, partition, table), doc=doc, **fields)


def listed(sort, status="draft", **fields):
    """An item with a place in the index by status."""
    return item(sort, places={Index.STATUS: Place(f"acme#{status}", sort)}, row=f'["{sort}"]', **fields)


def put_all(store, *items):
    """Write items, however many."""
    for start in range(0, len(items), 100):
        store.write(*(Put(one) for one in items[start : start + 100]))


def sorts(page):
    """The sort keys of a page's items."""
    return [one.key.sort for one in page.items]


def walk(store, partition=PARTITION, table=Table.INVOICES, **options):
    """The sort keys of all pages, page by page."""
    pages, after = [], None
    while True:
        page = store.query(table, partition, after=after, **options)
        pages.append(sorts(page))
        after = page.after
        if after is None:
            return pages


def listed_alike(one, index):
    """An item as every adapter may show it through an index: with its place there alone."""
    return one if index is None else replace(one, places={index: one.places[index]})
