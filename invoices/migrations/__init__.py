"""The anchor of the admin's permissions; no table."""
