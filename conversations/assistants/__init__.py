"""The assistants: the port, and the adapters behind it."""
