"""How values are written in the API's JSON: decimals as text in plain notation, times in UTC with a Z."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from invoices.domain.values import Amount, BlankIsNone, Percent, Price, Quantity

SHOWN: Final = ConfigDict(
    frozen=True,
    extra="forbid",
    from_attributes=True,
    use_attribute_docstrings=True,
    json_schema_serialization_defaults_required=True,
)
"""How every shape of an answer is configured."""
ASKED: Final = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, use_attribute_docstrings=True)
"""How every shape of a request is configured: unknown fields are refused."""


class Shown(BaseModel):
    """A part of an answer."""

    model_config = SHOWN


class Asked(BaseModel):
    """A part of a request."""

    model_config = ASKED


# ------------------------------------------------------------------------------------------------------- answers
PLAIN_PATTERN: Final = r"^-?[0-9]+(\.[0-9]+)?$"


def plain(value: Decimal) -> str:
    """A decimal in plain notation: ``1E+2`` is ``100``; its decimals stay; zero has no sign."""
    return format(value if value else value.copy_abs(), "f")


PlainDecimal = Annotated[
    Decimal,
    PlainSerializer(plain, return_type=str),
    WithJsonSchema({"type": "string", "pattern": PLAIN_PATTERN, "examples": ["150.00"]}),
]
"""A decimal of an answer."""


def _in_utc(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


UtcTime = Annotated[
    datetime,
    PlainSerializer(_in_utc, return_type=str),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "pattern": "Z$", "examples": ["2026-11-21T09:30:00.000Z"]}
    ),
]
"""A moment of an answer, in UTC, to the millisecond."""

# ------------------------------------------------------------------------------------------------------ requests
_SAID: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def _exact(value: Any) -> Any:
    """A number as it was written, in plain notation; text must be one, too (Python would take ``1_000`` and ``١٢``)."""
    if isinstance(value, str):
        value = value.strip()
        if not _SAID.fullmatch(value):
            raise ValueError("must be a decimal number such as 150.00")
        return Decimal(value)
    if isinstance(value, Decimal) and value.is_finite() and -50 < value.adjusted() < 50:
        return Decimal(format(value, "f"))
    return value


def _schema(whole: int, decimals: int, *, negative: bool, nullable: bool, example: str, limits: dict[str, int]) -> Any:
    sign = "-?" if negative else ""
    text = {"type": "string", "pattern": rf"^{sign}[0-9]{{1,{whole}}}(\.[0-9]{{1,{decimals}}})?$"}
    kinds: list[dict[str, Any]] = [text, {"type": "number", **limits}]
    return WithJsonSchema({"anyOf": kinds + [{"type": "null"}] * nullable, "examples": [example]})


_Exact = BeforeValidator(_exact)
_OPTIONAL: Final[dict[str, Any]] = {"negative": False, "nullable": True}

SaidQuantity = Annotated[
    Quantity, _Exact, _schema(9, 6, negative=True, nullable=False, example="12.5", limits={"exclusiveMaximum": 10**9})
]
SaidPrice = Annotated[
    Price,
    _Exact,
    _schema(9, 6, negative=False, nullable=False, example="95.00", limits={"minimum": 0, "exclusiveMaximum": 10**9}),
]
MaybeQuantity = Annotated[
    Quantity | None,
    _Exact,
    BlankIsNone,
    _schema(9, 6, negative=True, nullable=True, example="12.5", limits={"exclusiveMaximum": 10**9}),
]
MaybePrice = Annotated[
    Price | None,
    _Exact,
    BlankIsNone,
    _schema(9, 6, **_OPTIONAL, example="95.00", limits={"minimum": 0, "exclusiveMaximum": 10**9}),
]
SaidAmount = Annotated[
    Amount, _Exact, _schema(11, 4, negative=True, nullable=False, example="25.00", limits={"exclusiveMaximum": 10**11})
]
MaybeAmount = Annotated[
    Amount | None,
    _Exact,
    BlankIsNone,
    _schema(11, 4, negative=True, nullable=True, example="25.00", limits={"exclusiveMaximum": 10**11}),
]
MaybePercent = Annotated[
    Percent | None,
    _Exact,
    BlankIsNone,
    _schema(3, 4, **_OPTIONAL, example="20", limits={"minimum": 0, "maximum": 100}),
]


def _whole(value: Any) -> Any:
    """A JSON number without a fraction; ``true`` and ``"3"`` are none."""
    if isinstance(value, bool | str):
        raise ValueError("must be a whole number")  # noqa: TRY004  pydantic turns only this into a refusal
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number of a request."""
Days = Annotated[Whole, Field(ge=0, le=3650)]
