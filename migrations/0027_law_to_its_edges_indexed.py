"""Law to its edges indexed.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = False
    operations = [
    ]
    steps = [
        'CREATE INDEX CONCURRENTLY "account_signed_in_at_id_index" ON "account" ("signed_in_at", "id")',
        'CREATE INDEX CONCURRENTLY "audit_account_id_at_id_index" ON "audit" ("account_id", "at", "id")',
        'CREATE INDEX CONCURRENTLY "letter_office_id_index" ON "letter" ("office_id")',
        'CREATE INDEX CONCURRENTLY "obligation_moved_from_id_index" ON "obligation" ("moved_from_id")',
        'CREATE INDEX CONCURRENTLY "outbox_event_at_index" ON "outbox" ("event", "at")',
    ]
    reasons = {'rewrite': 'PostgreSQL writes no row anew for a longer text'}
