"""Accepted versions indexed.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = False
    operations = [
    ]
    steps = [
        'CREATE INDEX CONCURRENTLY "consolidation_accepted_version_id_index" ON "consolidation" ("accepted_version_id")',
        'CREATE INDEX CONCURRENTLY "report_accepted_version_id_index" ON "report" ("accepted_version_id")',
    ]
    reasons = {}
