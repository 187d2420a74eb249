"""The invoice, from draft to paid. Knows nothing of talk or of assistants."""
