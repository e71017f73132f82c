"""How the register's tables came to be, step by step; Alembic runs them."""
