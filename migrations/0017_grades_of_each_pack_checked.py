"""Grades of each pack checked.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = False
    operations = [
    ]
    steps = [
        'ALTER TABLE "result" VALIDATE CONSTRAINT "result_missing_check"',
    ]
    reasons = {}
