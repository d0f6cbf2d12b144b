"""Codes that nobody has."""


def uscc(number: int) -> str:
    """A unified social credit code that nobody has, with its check character (GB 32100)."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91530102MA8{number:06d}"
    return body + letters[-sum(letters.index(c) * pow(3, i, 31) for i, c in enumerate(body)) % 31]
