"""Decisions about obligations checked.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = False
    operations = [
    ]
    steps = [
        'ALTER TABLE "obligation" VALIDATE CONSTRAINT "obligation_moved_from_id_fkey"',
        'ALTER TABLE "change_filing" VALIDATE CONSTRAINT "change_filing_on_time_check"',
        'ALTER TABLE "change_filing" VALIDATE CONSTRAINT "change_filing_plain_check"',
        'ALTER TABLE "obligation" VALIDATE CONSTRAINT "obligation_first_outcome_check"',
        'ALTER TABLE "obligation" VALIDATE CONSTRAINT "obligation_left_check"',
        'ALTER TABLE "registry_change" VALIDATE CONSTRAINT "registry_change_plain_check"',
        'ALTER TABLE "reporting_norm" VALIDATE CONSTRAINT "reporting_norm_handover_check"',
    ]
    reasons = {}
