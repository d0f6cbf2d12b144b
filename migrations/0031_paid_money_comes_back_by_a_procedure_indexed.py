"""Paid money comes back by a procedure indexed.

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
        'CREATE INDEX CONCURRENTLY "delivery_recovery_id_index" ON "delivery" ("recovery_id")',
        'CREATE INDEX CONCURRENTLY "recovery_decider_id_index" ON "recovery" ("decider_id")',
        'CREATE INDEX CONCURRENTLY "recovery_orderer_id_index" ON "recovery" ("orderer_id")',
        'CREATE INDEX CONCURRENTLY "recovery_proposed_at_id_index" ON "recovery" ("proposed_at", "id")',
        'CREATE INDEX CONCURRENTLY "recovery_proposer_id_index" ON "recovery" ("proposer_id")',
        'CREATE INDEX CONCURRENTLY "recovery_withdrawer_id_index" ON "recovery" ("withdrawer_id")',
    ]
    reasons = {'binds': 'it allows more than before'}
