"""Door indexed.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = False
    operations = [
    ]
    steps = [
        'CREATE INDEX CONCURRENTLY "office_confirmed_by_id_index" ON "office" ("confirmed_by_id")',
        'CREATE INDEX CONCURRENTLY "office_proposed_by_id_index" ON "office" ("proposed_by_id")',
    ]
    reasons = {}
