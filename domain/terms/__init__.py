"""The words of the field: every role, kind, state, grade and reason, each with its Chinese label and its meaning.

Words of the whole field stand here, those of a chapter in the chapter's file.
"""

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word with a Chinese `label` for people and a `says` for developers; its value is its name."""

    label: str
    says: str

    def __new__(cls, value: str, label: str = "", says: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.says = says
        return member


class Role(Term):
    """In which capacity an account acts."""

    MUNICIPAL_BUREAU = "MUNICIPAL_BUREAU", "市工业和信息化局", "Organises evaluation, decides results and subsidies, keeps the registry."
    FINANCE_BUREAU = "FINANCE_BUREAU", "市财政局", "Confirms and pays subsidies."
    MUNICIPAL_CENTER = "MUNICIPAL_CENTER", "市中小企业服务中心", "Receives the districts' quarterly consolidations, urges late ones, keeps the reporting norm."
    OVERSIGHT = "OVERSIGHT", "财政审计监察监督", "Reads everything about money and results, writes nothing (Art. 13)."
    DISTRICT_DEPARTMENT = "DISTRICT_DEPARTMENT", "县区主管部门", "The competent SME department of a county, district or zone."
    DISTRICT_CENTER = "DISTRICT_CENTER", "县区服务中心", "The SME service centre of a county, district or zone."
    OPERATOR = "OPERATOR", "平台运营单位", "Reports for every platform its entity holds or runs today."
    EXPERT = "EXPERT", "评审专家", "Scores the evaluations it is assigned to."
    SYSTEM_ADMINISTRATOR = "SYSTEM_ADMINISTRATOR", "系统管理员", "Opens, shuts and mends accounts; appoints nobody."
    SECURITY_ADMINISTRATOR = "SECURITY_ADMINISTRATOR", "安全管理员", "Gives accounts their offices and ends them; opens none."
    AUDIT_ADMINISTRATOR = "AUDIT_ADMINISTRATOR", "审计管理员", "Reads who did what; changes nothing."
    AGENCY = "AGENCY", "数据共享部门", "A machine of another agency, reading published facts."
    PUBLIC = "PUBLIC", "社会公众", "Anyone, without signing in."
    CLOCK = "CLOCK", "时间", "The passage of time: records what falls due. Nobody signs in as it."


class Kind(Term):
    """The three kinds of platform (Art. 2)."""

    SERVICE_CENTER = "SERVICE_CENTER", "中小企业服务中心", "An SME service centre founded by a government or zone committee."
    DEMO_PLATFORM = "DEMO_PLATFORM", "中小企业公共服务示范平台", "A recognised demonstration platform for SME public services."
    DEMO_BASE = "DEMO_BASE", "小型微型企业创业创新示范基地", "A recognised demonstration base for small and micro enterprises."


class Level(Term):
    """Who recognised a title or a zone."""

    MUNICIPAL = "MUNICIPAL", "市级", "By the city."
    PROVINCIAL = "PROVINCIAL", "省级", "By the province."
    NATIONAL = "NATIONAL", "国家级", "By the state."


class Grade(str):
    """One result of the yearly evaluation, of those that a rule pack lists; it is its code.

    A grade read from a row bears neither label nor meaning: its round's pack has them.
    """

    __slots__ = ("fails", "label", "says")

    label: str
    says: str
    fails: bool
    """Whether rectification follows."""

    def __new__(cls, code: str, label: str = "", says: str = "", *, fails: bool = False) -> Self:
        grade = super().__new__(cls, code)
        grade.label, grade.says, grade.fails = label, says, fails
        return grade


class Severity(Term):
    """Whether a finding on a form stops it."""

    ERROR = "ERROR", "错误", "It cannot be handed in like this."
    WARNING = "WARNING", "提示", "It can be handed in; please check."
