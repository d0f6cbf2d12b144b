"""The regions of Kunming as seed data: fourteen county-level units by GB/T 2260, and the zones by their statistical codes.

Levels and hosts of the zones are general knowledge, to be confirmed by the bureau; which of them have a centre is not known here.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from domain.terms import Level
from domain.terms.registry import RegionKind

SINCE: Final = date(1949, 10, 1)
K = RegionKind


@dataclass(frozen=True)
class Seed:
    """One region to load; its place in the list is its place in official lists."""

    code: str
    name: str
    kind: RegionKind
    founder: str
    zone_level: Level | None = None
    former_codes: tuple[str, ...] = ()
    valid_from: date = SINCE


CITY: Final = Seed("530100", "昆明市", K.MUNICIPALITY, "昆明市人民政府")

REGIONS: Final = (
    Seed("530102", "五华区", K.DISTRICT, "五华区人民政府"),
    Seed("530103", "盘龙区", K.DISTRICT, "盘龙区人民政府"),
    Seed("530111", "官渡区", K.DISTRICT, "官渡区人民政府"),
    Seed("530112", "西山区", K.DISTRICT, "西山区人民政府"),
    Seed("530113", "东川区", K.DISTRICT, "东川区人民政府"),
    Seed("530114", "呈贡区", K.DISTRICT, "呈贡区人民政府", None, ("530121",)),
    Seed("530115", "晋宁区", K.DISTRICT, "晋宁区人民政府", None, ("530122",)),
    Seed("530124", "富民县", K.COUNTY, "富民县人民政府"),
    Seed("530125", "宜良县", K.COUNTY, "宜良县人民政府"),
    Seed("530126", "石林彝族自治县", K.COUNTY, "石林彝族自治县人民政府"),
    Seed("530127", "嵩明县", K.COUNTY, "嵩明县人民政府"),
    Seed("530128", "禄劝彝族苗族自治县", K.COUNTY, "禄劝彝族苗族自治县人民政府"),
    Seed("530129", "寻甸回族彝族自治县", K.COUNTY, "寻甸回族彝族自治县人民政府"),
    Seed("530181", "安宁市", K.CITY, "安宁市人民政府"),
    Seed(
        "530102401",
        "昆明国家高新技术产业开发区",
        K.DEVELOPMENT_ZONE,
        "昆明国家高新技术产业开发区管理委员会",
        Level.NATIONAL,
    ),
    Seed("530111402", "昆明经济技术开发区", K.DEVELOPMENT_ZONE, "昆明经济技术开发区管理委员会", Level.NATIONAL),
    Seed("530112403", "昆明滇池国家旅游度假区", K.RESORT_ZONE, "昆明滇池国家旅游度假区管理委员会", Level.NATIONAL),
    Seed("530125404", "昆明阳宗海风景名胜区", K.RESORT_ZONE, "昆明阳宗海风景名胜区管理委员会", Level.PROVINCIAL),
    Seed("530127401", "嵩明杨林经济技术开发区", K.DEVELOPMENT_ZONE, "嵩明杨林经济技术开发区管理委员会", Level.NATIONAL),
    Seed("530128401", "禄劝工业园区", K.DEVELOPMENT_ZONE, "禄劝工业园区管理委员会", Level.PROVINCIAL),
    Seed(
        "530129405",
        "昆明倘甸产业园区轿子山旅游开发区",
        K.DEVELOPMENT_ZONE,
        "昆明倘甸产业园区轿子山旅游开发区管理委员会",
        Level.MUNICIPAL,
    ),
    # No authority has given the new area a code; the letters are ours.
    Seed("DIANZHONG", "云南滇中新区", K.NEW_AREA, "云南滇中新区管理委员会", Level.NATIONAL),
    # Administered by Kunming, though its code lies in another prefecture.
    Seed("532823106", "磨憨", K.FTZ, "中老磨憨—磨丁经济合作区管理委员会", Level.NATIONAL),
)
"""All under the city, in the order of official lists."""
