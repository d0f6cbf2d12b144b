"""Decisions about obligations indexed.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = False
    operations = [
    ]
    steps = [
        'CREATE INDEX CONCURRENTLY "obligation_moved_from_id_index" ON "obligation" ("moved_from_id")',
    ]
    reasons = {}
