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
        'CREATE UNIQUE INDEX CONCURRENTLY "recovery_subsidy_id_unique" ON "recovery" ("subsidy_id") WHERE state NOT IN (\'RETURNED\', \'WITHDRAWN\', \'DROPPED\')',
        'CREATE INDEX CONCURRENTLY "account_signed_in_at_id_index" ON "account" ("signed_in_at", "id")',
        'CREATE INDEX CONCURRENTLY "audit_account_id_at_id_index" ON "audit" ("account_id", "at", "id")',
        'CREATE INDEX CONCURRENTLY "delivery_recovery_id_index" ON "delivery" ("recovery_id")',
        'CREATE INDEX CONCURRENTLY "letter_office_id_index" ON "letter" ("office_id")',
        'CREATE INDEX CONCURRENTLY "obligation_moved_from_id_index" ON "obligation" ("moved_from_id")',
        'CREATE INDEX CONCURRENTLY "outbox_event_at_index" ON "outbox" ("event", "at")',
        'CREATE INDEX CONCURRENTLY "recovery_decider_id_index" ON "recovery" ("decider_id")',
        'CREATE INDEX CONCURRENTLY "recovery_orderer_id_index" ON "recovery" ("orderer_id")',
        'CREATE INDEX CONCURRENTLY "recovery_proposed_at_id_index" ON "recovery" ("proposed_at", "id")',
        'CREATE INDEX CONCURRENTLY "recovery_proposer_id_index" ON "recovery" ("proposer_id")',
        'CREATE INDEX CONCURRENTLY "recovery_withdrawer_id_index" ON "recovery" ("withdrawer_id")',
    ]
    reasons = {'rewrite': 'PostgreSQL writes no row anew for a longer text', 'binds': 'it allows more than before'}
