"""Complainants sealed checked.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = False
    operations = [
    ]
    steps = [
        'ALTER TABLE "complaint" VALIDATE CONSTRAINT "complaint_desks_check"',
    ]
    reasons = {'rewrite': 'PostgreSQL writes no row anew for a longer text'}
