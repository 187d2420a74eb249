"""Management commands of invoices, one module each."""
