"""The invoice: values and pure functions. Imports nothing of Django, of AWS, or of the rest of the project."""
