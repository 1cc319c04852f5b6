"""The tables of access; migration 0003 makes them. Times are seconds since 1970."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table

METADATA = MetaData()

KEY = Table(
    "access_key",
    METADATA,
    Column("id", String(16), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("secret_sha256", String(64), nullable=False),
    Column("scopes", String(200), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("last_used", BigInteger),
    Column("revoked", BigInteger),
)

USER = Table(
    "access_user",
    METADATA,
    Column("name", String(64), primary_key=True),
    Column("id", String(16), nullable=False),
    Column("password", String(300), nullable=False),
    Column("scopes", String(200), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("last_seen", BigInteger),
    Column("disabled", BigInteger),
)

SESSION = Table(
    "access_session",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),
    Column("user_name", String(64)),
    Column("caller", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Column("ends", BigInteger, nullable=False),
)

ATTEMPT = Table(
    "access_attempt",
    METADATA,
    Column("who_sha256", String(64), primary_key=True),
    Column("address", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("lockings", Integer, nullable=False),
    Column("locked_until", BigInteger, nullable=False),
    Column("succeeded", BigInteger),
)

FLOW = Table(
    "access_flow",
    METADATA,
    Column("token_sha256", String(64), primary_key=True),
    Column("state", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),
    Column("target", String(500), nullable=False),
    Column("ends", BigInteger, nullable=False),
)
