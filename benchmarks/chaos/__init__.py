"""Several processes issue, credit, pay, refund, reverse and cancel on one account while some are killed: is the record
still whole? ``python -m benchmarks.chaos --seconds 60``."""
