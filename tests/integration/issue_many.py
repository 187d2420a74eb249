"""A process of its own that issues drafts of one account, one after the other, and prints each number it was given.

Run by ``test_numbers_under_concurrency.py`` as ``python -m tests.integration.issue_many ACCOUNT INVOICE_ID …``.
"""

import sys

import django


def main(account, *invoice_ids):
    django.setup()
    from scatterpilot import backends

    invoices = backends.invoices(account)
    for invoice_id in invoice_ids:
        print(invoices.issue(invoice_id, by="tests").head.number, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
