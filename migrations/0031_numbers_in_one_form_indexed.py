"""Numbers in one form indexed.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = False
    operations = [
    ]
    steps = [
        'CREATE UNIQUE INDEX CONCURRENTLY "circular_number_normal_unique" ON "circular" ("number_normal")',
        'CREATE UNIQUE INDEX CONCURRENTLY "money_return_voucher_normal_unique" ON "money_return" ("voucher_normal")',
        'CREATE UNIQUE INDEX CONCURRENTLY "notice_number_normal_unique" ON "notice" ("number_normal")',
        'CREATE UNIQUE INDEX CONCURRENTLY "rectification_number_normal_unique" ON "rectification" ("number_normal")',
    ]
    reasons = {'binds': 'servers of the version before write no normal form'}
