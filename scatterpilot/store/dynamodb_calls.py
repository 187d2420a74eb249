"""Calls DynamoDB: asks again when that can help, and turns the vendor's errors into the store's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import uniform
from typing import Any, TypeVar

from botocore import exceptions as vendor

from scatterpilot.store.dynamodb_layout import Attributes
from scatterpilot.store.port import StoreUnavailable, TooLarge
from scatterpilot.store.usage import note

ATTEMPTS = 5
_FIRST_PAUSE, _LONGEST_PAUSE = 0.025, 0.4
"""Seconds; each attempt may wait twice as long as the one before."""

Pause = Callable[[float], None]
"""Waits for so many seconds."""
Answer = TypeVar("Answer")

_REFUSED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "ReplicatedWriteConflictException",
        "RequestLimitExceeded",
        "Throttling",
        "ThrottlingException",
        "TransactionConflictException",
        "TransactionInProgressException",
    }
)
"""Turned away for load or for another write at the same moment; nothing was done."""
_LOST = frozenset({"InternalServerError", "InternalFailure", "ServiceUnavailable", "500", "502", "503", "504"})
"""The service broke; it may have done what it was asked."""
_REASONS_REFUSED = frozenset({"ProvisionedThroughputExceeded", "ThrottlingError", "TransactionConflict"})


class ConditionsFailed(Exception):
    """At least one condition did not hold, so nothing was written.

    ``found`` has the position of each change whose condition failed, and the item there (None: there was none).
    ``lost``: an earlier attempt's answer never came, so it may have been that one which changed the item.
    """

    def __init__(self, found: Mapping[int, Attributes | None], *, lost: bool) -> None:
        super().__init__(f"the conditions of changes {sorted(found)} did not hold")
        self.found = found
        self.lost = lost


def answer(send: Callable[[], Answer], pause: Pause, *, repeatable: bool = True) -> Answer:
    """What the service says to ``send``, which is called again while the service refuses for load.

    With ``repeatable`` it is called again too when the answer was lost. Raises ``ConditionsFailed``, ``TooLarge`` or
    ``StoreUnavailable``.
    """
    lost = False
    problem: vendor.ClientError | vendor.BotoCoreError
    for attempt in range(1, ATTEMPTS + 1):
        note(round_trips=1, retries=int(attempt > 1))
        try:
            return send()
        except vendor.ClientError as error:
            _raise_for_conditions(error, lost=lost)
            _raise_for_size(error)
            problem, refused, gone = error, _is_refused(error), _code(error) in _LOST
        except vendor.SSLError as error:  # it may have been asked: the secure line can break at any moment
            problem, refused, gone = error, False, True
        except vendor.ConnectionError as error:  # it was never asked
            problem, refused, gone = error, True, False
        except vendor.HTTPClientError as error:  # it was asked, and the answer did not come
            problem, refused, gone = error, False, True
        except vendor.BotoCoreError as error:
            raise StoreUnavailable(f"DynamoDB could not be asked: {type(error).__name__}") from error
        lost = lost or gone
        if attempt == ATTEMPTS or not (refused or (gone and repeatable)):
            break
        wait(attempt, pause)
    name = _code(problem) if isinstance(problem, vendor.ClientError) else type(problem).__name__
    raise StoreUnavailable(f"DynamoDB did not do it: {name}") from problem


def wait(attempt: int, pause: Pause) -> None:
    """Wait before the attempt after this one, for a random time, so that those who were refused come back apart."""
    pause(uniform(0, min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**attempt)))  # noqa: S311 - no secret


def note_reads(consumed: object) -> None:
    """Note the capacity that a read's answer names: one entry, or one for each table."""
    note(read_units=_units(consumed))


def note_writes(consumed: object) -> None:
    """Note the capacity that a write's answer names, its indexes' included."""
    note(write_units=_units(consumed))


def _units(consumed: object) -> float:
    match consumed:
        case list():
            return sum(map(_units, consumed))
        case {"CapacityUnits": int() | float() as units}:
            return float(units)
    return 0.0


def _code(error: vendor.ClientError) -> str:
    return error.response.get("Error", {}).get("Code", "")


def _reasons(error: vendor.ClientError) -> list[dict[str, Any]]:
    """Why each change of a transaction was not made, in their order; nothing for other errors."""
    found: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
    return found


def _is_refused(error: vendor.ClientError) -> bool:
    return _code(error) in _REFUSED or any(reason.get("Code") in _REASONS_REFUSED for reason in _reasons(error))


def _raise_for_conditions(error: vendor.ClientError, *, lost: bool) -> None:
    if _code(error) == "ConditionalCheckFailedException":
        item: Attributes | None = error.response.get("Item")  # type: ignore[assignment]
        raise ConditionsFailed({0: item}, lost=lost) from error
    failed = {
        position: reason.get("Item")
        for position, reason in enumerate(_reasons(error))
        if reason.get("Code") == "ConditionalCheckFailed"
    }
    if failed:
        raise ConditionsFailed(failed, lost=lost) from error


def _raise_for_size(error: vendor.ClientError) -> None:
    """What is too large for the service although our own check let it pass."""
    messages = (
        [str(error.response.get("Error", {}).get("Message", ""))] if _code(error) == "ValidationException" else []
    )
    messages += [str(reason.get("Message")) for reason in _reasons(error) if reason.get("Code") == "ValidationError"]
    if any("size" in message.lower() and "exceed" in message.lower() for message in messages):
        raise TooLarge("DynamoDB found an item too large") from error
