"""Where records are kept: the store port and its adapters."""
