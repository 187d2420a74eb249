"""What every request passes: its id and log line, limits, idempotency, redaction, faults and security headers."""
