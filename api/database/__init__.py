"""The database: server, pool and founding rows."""
