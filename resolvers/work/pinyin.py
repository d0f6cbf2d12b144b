"""The key by which Chinese names sort: their pinyin, then the characters themselves."""

from pypinyin import Style, lazy_pinyin


def sort_key(name: str) -> str:
    """The key of a name; the name follows it, so that names that sound alike keep one order."""
    return f"{' '.join(lazy_pinyin(name, style=Style.TONE3)).lower()} {name}"[:1000]
