"""Grades of each pack.

Made by `python3 dev.py api makemigrations`; read it before it lands, and run the command again after a change.
"""

from migrations._forward import Forward, Phase

class Migration(Forward):
    phase = Phase.EXPAND
    transaction = True
    operations = [
    ]
    steps = [
        'ALTER TABLE "result" DROP CONSTRAINT "result_missing_check"',
        'ALTER TABLE "result" DROP CONSTRAINT "result_veto_reasoned_check"',
        'ALTER TABLE "result" ADD CONSTRAINT "result_missing_check" CHECK (NOT missing OR experts_grade IS NULL AND score IS NULL) NOT VALID',
    ]
    reasons = {'binds': 'a part of the check it takes the place of: whatever met that meets it'}
