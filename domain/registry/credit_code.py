"""The unified social credit code: what may be typed, what is stored, what only looks unusual (GB 32100-2015; ours)."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from domain.kernel.violations import Code, Violation
from domain.rights.scope import Actor
from domain.terms import Kind
from domain.terms.registry import UsccClass

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z
LENGTH: Final = 18
SEPARATORS: Final = frozenset("-‐‑‒–—―－_.·/ \t\r\n")
ORGAN_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

CLASSES: Final = {
    "91": UsccClass.ENTERPRISE,
    "92": UsccClass.SELF_EMPLOYED,
    "93": UsccClass.COOPERATIVE,
    "11": UsccClass.STATE_ORGAN,
    "12": UsccClass.PUBLIC_INSTITUTION,
    "51": UsccClass.SOCIAL_BODY,
    "52": UsccClass.SOCIAL_BODY,
    "53": UsccClass.SOCIAL_BODY,
    "N1": UsccClass.RURAL_COLLECTIVE,
    "N2": UsccClass.RURAL_COLLECTIVE,
    "N3": UsccClass.RURAL_COLLECTIVE,
}
AUTHORITIES: Final = "123456789ANY"
"""The registering authorities a code may begin with; A is the military, N agriculture, Y any other."""
CENTRE_CLASSES: Final = ("11", "12", "91", "52")


def clean(text: str) -> str:
    """The code as it is stored: half-width capitals, without separators and invisible characters."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        c for c in plain if unicodedata.category(c) != "Cf" and c not in SEPARATORS and not c.isspace()
    ).upper()


def checked(text: str, path: Iterable[str] = ("uscc",)) -> str:
    """The code as it is stored; refuses what cannot be one, saying why."""
    code = clean(text)
    refusal = _refusal(code)
    if refusal is not None:
        why, why_en = refusal
        raise Violation(Code.BAD_CREDIT_CODE, path=tuple(path), facts={"why": why, "why_en": why_en})
    return code


def _refusal(code: str) -> tuple[str, str] | None:
    """Why it cannot be a code, in Chinese and English, or None."""
    strange = "".join(dict.fromkeys(c for c in code if c not in ALPHABET))
    if strange:
        return (
            f"含有不会出现的字符“{strange}”，代码不使用字母I、O、S、V、Z",
            f"it contains {strange!r}; codes have no I O S V Z",
        )
    if len(code) != LENGTH:
        return f"应为18位，现为{len(code)}位", f"it has {len(code)} characters, not 18"
    if code[0] not in AUTHORITIES:
        return f"首位“{code[0]}”不是登记管理部门代码", f"no registering authority begins with {code[0]!r}"
    if code[-1] != check_character(code[:-1]):
        return (
            "校验位不符，请核对是否抄错",
            "the check character does not match; look for a slip or two swapped characters",
        )
    return None


def check_character(first: str) -> str:
    """The last character for the seventeen before it: weights are powers of 3, modulo 31."""
    total = sum(ALPHABET.index(c) * pow(3, place, 31) for place, c in enumerate(first))
    return ALPHABET[-total % 31]


def class_of(code: str) -> UsccClass:
    """The class of body that a stored code names by its first two characters."""
    return CLASSES.get(code[:2], UsccClass.OTHER)


def organ_code_agrees(code: str) -> bool:
    """Whether characters 9 to 17, once the organisation code, agree with their own check (GB 11714); some old codes do not."""
    body, check = code[8:16], code[16]
    value = -sum(int(c, 36) * weight for c, weight in zip(body, ORGAN_WEIGHTS, strict=True)) % 11
    return check == ("X" if value == 10 else str(value))  # noqa: PLR2004 (the standard writes ten as X)


def code_notes(row: Mapping[str, Any], _actor: Actor, _today: date) -> list[str]:
    """The API shows the notes on a row's code."""
    return notes(row["uscc"])


def notes(code: str, kind: Kind | None = None) -> list[str]:
    """Notes name the oddities of a stored code, in Chinese; none is a reason to refuse."""
    found: list[str] = []
    if not organ_code_agrees(code):
        found.append("第9至17位（主体标识码）的校验位不符，早期代码中偶有此情形，请核对。")
    if kind is Kind.SERVICE_CENTER and code[:2] not in CENTRE_CLASSES:
        found.append("服务中心的主体通常为机关、事业单位、企业或民办非企业单位，请核对。")
    return found
