"""Alembic's entry: migrations run on the connection that the ledger has opened, in its transaction."""

from __future__ import annotations

from alembic import context

from service.batch.ledger.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
