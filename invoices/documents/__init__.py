"""Documents of an invoice: a snapshot in, bytes out. Importing this package imports nothing heavy."""
