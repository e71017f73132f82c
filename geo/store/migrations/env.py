"""Alembic's door: the connection is handed in, the transaction is the caller's."""

from alembic import context

from geo.store.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
