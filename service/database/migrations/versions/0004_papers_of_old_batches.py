"""What was not counted or noted before 0002: the papers of chunks, and when a batch was over."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BATCH = sa.table(
    "batch", sa.column("id"), sa.column("state"), sa.column("judge_only"), sa.column("updated"), sa.column("ended")
)
_CHUNK = sa.table("chunk", sa.column("batch"), sa.column("ok"), sa.column("papers"))


def upgrade() -> None:
    """A row that was made was one paper then, and a batch was over when it came into its last state.

    Where papers are counted, rows that were made have some, unless the batch was only judged.
    """
    judged = sa.select(_BATCH.c.id).where(_BATCH.c.judge_only.is_(sa.true()))
    uncounted = (_CHUNK.c.papers == 0, _CHUNK.c.ok > 0, _CHUNK.c.batch.not_in(judged))
    op.execute(_CHUNK.update().where(*uncounted).values(papers=_CHUNK.c.ok))
    is_over = _BATCH.c.state.in_(("done", "failed", "cancelled"))
    op.execute(_BATCH.update().where(is_over, _BATCH.c.ended.is_(None)).values(ended=_BATCH.c.updated))


def downgrade() -> None:
    """The older program reads it as well."""
