"""Numbers in one form filled.

Gives the numbers that are there their normal form, once each: a second one of the same form stays without, and `doctor` lists it.
"""

from migrations._forward import Forward, Phase

NORMAL = (
    "regexp_replace(regexp_replace(translate(normalize({column}, NFKC), "
    "E'([{{<【〖〘〚《〈「『⟦⟨)]}}>】〗〙〛》〉」』⟧⟩‐‒–—―−─━ーabcdefghijklmnopqrstuvwxyz \\u0009\\u000a\\u000d\\u000b\\u000c\\u001c\\u001d\\u001e\\u001f\\u0085\\u1680\\u180e\\u200b\\u200c\\u200d\\u2028\\u2029\\u2060\\ufeff\\u00ad第', "
    "'〔〔〔〔〔〔〔〔〔〔〔〔〔〔〕〕〕〕〕〕〕〕〕〕〕〕〕〕---------ABCDEFGHIJKLMNOPQRSTUVWXYZ'), "
    "'--+', '-', 'g'), '(?<![0-9])0+(?=[0-9])', '', 'g')"
)
"""What `domain.kernel.document_number.normal` says; a test finds the two equal."""
FILL = """WITH f AS (SELECT id, normal FROM (
    SELECT id, normal, row_number() OVER w AS place, bool_or(held) OVER w AS held FROM (
        SELECT id, {column}_normal IS NOT NULL AS held, {normal} AS normal FROM "{table}" WHERE {column} IS NOT NULL) n
    WINDOW w AS (PARTITION BY normal ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)) r
    WHERE place = 1 AND NOT held AND length(normal) BETWEEN 1 AND {limit} LIMIT 1000)
UPDATE "{table}" t SET {column}_normal = f.normal FROM f WHERE f.id = t.id"""


def filled(table: str, column: str, limit: int) -> str:
    """Fill a table in parts; the first number of each form gets it, where none has it already."""
    return FILL.format(table=table, column=column, limit=limit, normal=NORMAL.format(column=column))


class Migration(Forward):
    phase = Phase.EXPAND
    transaction = False
    operations = [
    ]
    steps = [
        filled('circular', 'number', 100),
        filled('money_return', 'voucher', 200),
        filled('notice', 'number', 80),
        filled('rectification', 'number', 100),
    ]
    reasons = {}
