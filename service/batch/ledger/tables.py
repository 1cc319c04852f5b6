"""The tables of the ledger and the states of a batch. Nothing here is peculiar to one database."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint

State = Literal["received", "splitting", "running", "finishing", "done", "failed", "cancelled", "expired"]

FORWARD: Mapping[State, tuple[State, ...]] = MappingProxyType(
    {
        "received": ("splitting", "failed", "cancelled"),
        "splitting": ("running", "failed", "cancelled"),
        "running": ("finishing", "failed", "cancelled"),
        "finishing": ("done", "failed", "cancelled"),
        "done": ("expired",),
        "failed": ("expired",),
        "cancelled": ("expired",),
        "expired": (),
    }
)
"""Where a batch may go from each state; never back."""
OPEN_STATES: tuple[State, ...] = ("received", "splitting", "running", "finishing")

METADATA = MetaData()

BATCH = Table(
    "batch",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("owner", String(200), nullable=False),
    Column("slug", String(100), nullable=False),
    Column("key", String(200)),
    Column("source", String(100), nullable=False),
    Column("input_sha256", String(64), nullable=False),
    Column("asked", String(64), nullable=False),
    Column("template_hash", String(64), nullable=False),
    Column("norm", String(20)),
    Column("options", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("trouble", String(20), nullable=False),
    Column("reason_vi", Text, nullable=False),
    Column("reason_en", Text, nullable=False),
    Column("rows_total", Integer),
    Column("rows_sha256", String(64)),
    Column("judge_only", Boolean, nullable=False),
    Column("retry_of", String(32)),
    Column("begun", BigInteger),
    Column("ended", BigInteger),
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("expires", BigInteger, nullable=False),
    UniqueConstraint("owner", "key", name="batch_owner_key"),
    Index("batch_state", "state"),
)

CHUNK = Table(
    "chunk",
    METADATA,
    Column("batch", String(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("first_row", Integer, nullable=False),
    Column("offset", BigInteger, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("ok", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("papers", Integer, nullable=False),
    Column("part_name", String(100)),
    Column("part_bytes", BigInteger),
    Column("part_sha256", String(64)),
)

ROW_ERROR = Table(
    "row_error",
    METADATA,
    Column("batch", String(32), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("chunk", Integer, nullable=False),
    Column("pointer", Text, nullable=False),
    Column("code", String(100), nullable=False),
    Column("vi", Text, nullable=False),
    Column("en", Text, nullable=False),
    Column("sheet", String(100)),
    Column("cell", String(20)),
    Index("row_error_chunk", "batch", "chunk"),
)
