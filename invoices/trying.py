"""How often, and how patiently, a write that lost a race is tried again."""

from __future__ import annotations

import random
import time

TRIES = 40
"""How often a write that lost a race is tried before the store counts as too busy."""


def pause(attempt: int) -> None:
    """Wait a little before trying again, longer each time and never in step with the others."""
    time.sleep(random.uniform(0, min(0.002 * 2**attempt, 0.25)))  # noqa: S311  jitter, not a secret
