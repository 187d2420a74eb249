"""A process of its own that saves customers of one account, one after the other, and prints what became of each.

Run by ``test_customers_under_concurrency.py`` as ``python -m tests.integration.save_customers ACCOUNT HOW NAME …``, where HOW is
``save`` or ``issue`` (an invoice to that name, which saves the customer as well).
"""

import sys

import django


def main(account, how, *names):
    django.setup()
    from invoices.domain.edits import SetField
    from invoices.errors import CustomerRefused
    from scatterpilot import backends
    from tests.fakes.world import ACME

    customers, invoices = backends.customers(account), backends.invoices(account)
    for name in names:
        if how == "issue":
            draft = invoices.create((*ACME, SetField(field="customer_name", value=name)), by="tests")
            print("issued", invoices.issue(draft.head.invoice_id, by="tests").head.customer_id, flush=True)
            continue
        try:
            print("saved", customers.create({"name": name}).customer_id, flush=True)
        except CustomerRefused as refused:
            print("refused", refused.field, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
