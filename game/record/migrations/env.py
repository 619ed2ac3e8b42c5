"""Run by Alembic for each upgrade, over the connection it is handed: see schema.py. One transaction a migration."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=True, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
