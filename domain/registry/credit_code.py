"""The unified social credit code, as typed and as stored, with notes on unusual codes (GB 32100-2015; ours)."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from domain.kernel.violations import Code, Violation
from domain.registry.division_codes import PROVINCES
from domain.rights.scope import Actor
from domain.terms import Kind
from domain.terms.registry import UsccClass

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # no I O S V Z
LENGTH: Final = 18
SEPARATORS: Final = frozenset("-‐‑‒–—―－_.·/ \t\r\n")
ORGAN_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)

CLASSES: Final = {
    pair: kind
    for kind, pairs in {
        UsccClass.ENTERPRISE: "91",
        UsccClass.SELF_EMPLOYED: "92",
        UsccClass.COOPERATIVE: "93",
        UsccClass.STATE_ORGAN: "11",
        UsccClass.PUBLIC_INSTITUTION: "12",
        UsccClass.SOCIAL_BODY: "51 52 53",
        UsccClass.RURAL_COLLECTIVE: "N1 N2 N3",
        UsccClass.OTHER: "13 19 21 29 31 32 33 34 35 39 41 49 59 61 62 69 71 72 79 81 89 A1 A9 N9 Y1",
    }.items()
    for pair in pairs.split()
}
"""What a code may begin with: registering authority and class of body, as the amended table of GB 32100 lists them.

Authorities: 1 staffing, 2 foreign affairs, 3 justice, 4 culture, 5 civil affairs, 6 tourism, 7 religion, 8 unions,
9 market regulation, A the military, N agriculture, Y any other.
"""
AUTHORITIES: Final = frozenset(pair[0] for pair in CLASSES)
NATIONAL: Final = "10"
"""In a province's place: registered by an authority of the whole country."""
CENTURIES: Final = ("19", "20")
"""In which people are born whose number is typed: of the others, the first digits are those of counties."""
ID_WEIGHT: Final = 2
ID_MODULUS: Final = 11
CENTRE_CLASSES: Final = ("11", "12", "91", "52")


def clean(text: str) -> str:
    """The code as it is stored: half-width capitals, without separators and invisible characters."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(
        c for c in plain if unicodedata.category(c) != "Cf" and c not in SEPARATORS and not c.isspace()
    ).upper()


def checked(text: str, path: Iterable[str] = ("uscc",)) -> str:
    """A typed code as stored; a text that cannot be a code is refused with the reason."""
    code = clean(text)
    refusal = _refusal(code)
    if refusal is not None:
        why, why_en = refusal
        raise Violation(Code.BAD_CREDIT_CODE, path=tuple(path), facts={"why": why, "why_en": why_en})
    return code


def _refusal(code: str) -> tuple[str, str] | None:
    """A text that cannot be a code has a reason, in Chinese and English; any other has None."""
    strange = "".join(dict.fromkeys(c for c in code if c not in ALPHABET))
    if strange:
        return (
            f"含有不会出现的字符“{strange}”，代码不使用字母I、O、S、V、Z",
            f"it contains {strange!r}; codes have no I O S V Z",
        )
    if len(code) != LENGTH:
        return f"应为18位，现为{len(code)}位", f"it has {len(code)} characters, not 18"
    if identifies_a_person(code):
        return (
            "疑似公民身份号码，系统不收集，请填写营业执照或登记证书上的代码",
            "it looks like a citizen's ID number, which is not collected; copy the code from the licence",
        )
    return _unlisted(code) or _mistyped(code)


def _unlisted(code: str) -> tuple[str, str] | None:
    """A code whose first four characters name no class of body or no province has a reason."""
    if code[0] not in AUTHORITIES:
        return f"首位“{code[0]}”不是登记管理部门代码", f"no registering authority begins with {code[0]!r}"
    if code[:2] not in CLASSES:
        return f"前两位“{code[:2]}”不是机构类别代码", f"no class of body begins with {code[:2]!r}"
    if code[2:4] not in PROVINCES and code[2:4] != NATIONAL:
        return f"第3至4位“{code[2:4]}”不是省级行政区划代码", f"characters 3 and 4, {code[2:4]!r}, name no province"
    return None


def _mistyped(code: str) -> tuple[str, str] | None:
    """A code with a wrong check character has a reason."""
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


def identifies_a_person(code: str) -> bool:
    """A code may be built as a citizen's ID number: a day of birth in places 7 to 14, and that number's check digit (GB 11643, ISO 7064 MOD 11-2)."""
    body, check = code[:-1], code[-1]
    if len(code) != LENGTH or not (body.isascii() and body.isdigit()) or body[6:8] not in CENTURIES:
        return False
    try:
        date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return False
    total = sum(int(c) * pow(ID_WEIGHT, LENGTH - 1 - place, ID_MODULUS) for place, c in enumerate(body))
    return check == _in_eleven(1 - total)


def _in_eleven(value: int) -> str:
    """A check value modulo 11, as the standards write it: ten is X."""
    digit = value % ID_MODULUS
    return "X" if digit == ID_MODULUS - 1 else str(digit)


def county_is_known(code: str) -> bool:
    """Whether characters 3 to 8 are a division that stands or stood, or the whole country."""
    province, below = code[2:4], code[4:8]
    if province == NATIONAL:
        return below == "0000"
    runs = (run.partition("-") for run in PROVINCES.get(province, "").split())
    return any(since <= below <= (until or since) for since, _, until in runs)


def class_of(code: str) -> UsccClass:
    """The class of body that a stored code names by its first two characters."""
    return CLASSES.get(code[:2], UsccClass.OTHER)


def organ_code_agrees(code: str) -> bool:
    """Characters 9 to 17, once the organisation code, agree with their own check in all but some old codes (GB 11714)."""
    return code[16] == organ_check_character(code[8:16])


def organ_check_character(first: str) -> str:
    """The last character of an organisation code for the eight before it."""
    return _in_eleven(-sum(int(c, 36) * weight for c, weight in zip(first, ORGAN_WEIGHTS, strict=True)))


def code_notes(row: Mapping[str, Any], _actor: Actor, _today: date) -> list[str]:
    """The API shows the notes on a row's code."""
    return notes(row["uscc"])


def provider_notes(row: Mapping[str, Any], _actor: Actor, _today: date) -> list[str]:
    """The API shows the notes on a provider's code, none where it is not recorded."""
    return notes(row["provider_uscc"]) if row["provider_uscc"] else []


def refused_today(code: str) -> str | None:
    """Why a stored code would be refused if it were typed today, in English."""
    refusal = _refusal(code)
    return refusal and refusal[1]


def notes(code: str, kind: Kind | None = None) -> list[str]:
    """Notes name the oddities of a stored code, in Chinese; none is a reason to refuse."""
    found: list[str] = []
    if not county_is_known(code):
        found.append(f"第3至8位（登记机关行政区划码）“{code[2:8]}”不在行政区划代码中，请核对。")
    if not organ_code_agrees(code):
        found.append("第9至17位（主体标识码）的校验位不符，早期代码中偶有此情形，请核对。")
    if kind is Kind.SERVICE_CENTER and code[:2] not in CENTRE_CLASSES:
        found.append("服务中心的主体通常为机关、事业单位、企业或民办非企业单位，请核对。")
    return found
