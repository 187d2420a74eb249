"""Management commands of the store, one module each."""
