"""Door checked.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = False
    operations = [
    ]
    steps = [
        'ALTER TABLE "office" VALIDATE CONSTRAINT "office_confirmed_by_id_fkey"',
        'ALTER TABLE "office" VALIDATE CONSTRAINT "office_proposed_by_id_fkey"',
        'ALTER TABLE "office" VALIDATE CONSTRAINT "office_state_check"',
        'ALTER TABLE "office" VALIDATE CONSTRAINT "office_two_persons_check"',
    ]
    reasons = {}
