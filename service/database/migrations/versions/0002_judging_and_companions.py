"""Batches that are only judged, batches that retry another, and papers that are more than rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what is there already was none of these."""
    op.add_column("batch", sa.Column("judge_only", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("batch", sa.Column("asked", sa.String(64), nullable=False, server_default=""))
    op.add_column("batch", sa.Column("retry_of", sa.String(32)))
    op.add_column("batch", sa.Column("begun", sa.BigInteger))
    op.add_column("batch", sa.Column("ended", sa.BigInteger))
    op.add_column("chunk", sa.Column("papers", sa.Integer, nullable=False, server_default="0"))
