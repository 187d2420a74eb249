"""A process of its own that issues drafts of one account in DynamoDB, and prints what it was given and what that took.

Run by ``test_parallel_issue.py`` as ``python -m tests.aws.issue_worker ACCOUNT INVOICE_ID …``.
"""

import json
import sys

import django


def main(account, *invoice_ids):
    django.setup()
    from scatterpilot import backends
    from scatterpilot.store.usage import measured

    invoices, lost = backends.invoices(account), []
    patient = invoices._wait

    def wait(attempt):
        lost.append(attempt)
        patient(attempt)

    invoices._wait = wait
    with measured() as usage:
        numbers = [invoices.issue(invoice_id, by="tests").head.number for invoice_id in invoice_ids]
    print(json.dumps({"numbers": numbers, "races_lost": len(lost), "retries": usage.retries}))


if __name__ == "__main__":
    main(*sys.argv[1:])
