"""The simulated city: deterministic, decided by the verbs and rules that serve it, for `python -m api run` and tests alone."""

from __future__ import annotations

import gc
from random import Random
from typing import TYPE_CHECKING, Final

import asyncpg

from api.demo import agency
from api.demo.deeds import TODAY, DemoCity
from api.demo.happening import happen
from api.demo.inhabitants import ENTERED, Town, settle
from api.demo.settling import people_the_city
from api.demo.writing import Announce, write
from resolvers.plan.city import WITHOUT_KEYS, Keys, read_calendar
from resolvers.work.passwords import HASHING

if TYPE_CHECKING:
    from datetime import datetime

    from api.database.database import Database
    from api.files.store import Store
    from domain.calendar import Calendar

__all__ = ["PASSWORD", "TODAY", "city", "seed"]

PASSWORD: Final = "dianchi-demo"  # noqa: S105 (printed in the README)
NO_HASH: Final = "-"
PEOPLING: Final = 0x64656D6F  # "demo": all who would people a city agree on this number
SIGN_IN: Final = (
    ("bureau", "市工业和信息化局"),
    ("system", "系统管理员；另有 security 安全管理员、audit 审计管理员"),
    ("finance", "市财政局"),
    ("center", "市中小企业服务中心"),
    ("oversight", "监督"),
    ("expert-1", "评审专家；共十二位，至 expert-12"),
    ("530102-department", "五华区主管部门；各地区同例，530128-department 没有服务中心"),
    ("530102-center", "五华区服务中心；530128 等六个地区没有"),
    ("530102-operator", "五华区一家平台；各地区同例"),
)


def begun(
    calendar: Calendar,
    *,
    scale: float = 1.0,
    random_seed: int = 2022,
    until: datetime = TODAY,
    password_hash: str = NO_HASH,
    keys: Keys = WITHOUT_KEYS,
) -> Town:
    """The city with everything still ahead of it. `scale` tells how many live in it; every named situation is there at any."""
    place = DemoCity(Random(random_seed), calendar, ENTERED, until, keys=keys)  # noqa: S311 (a simulation)
    town = settle(place, password_hash)
    people_the_city(town, scale)
    agency.register_agency(town)
    happen(town, scale)
    return town


def city(calendar: Calendar, *, scale: float = 1.0, random_seed: int = 2022, until: datetime = TODAY) -> Town:
    """The city as it stands at a moment, in memory."""
    town = begun(calendar, scale=scale, random_seed=random_seed, until=until)
    for _ in town.city.run():
        pass
    return town


async def seed(
    database: Database,
    *,
    scale: float = 1.0,
    random_seed: int = 2022,
    until: datetime = TODAY,
    store: Store | None = None,
    announce: Announce = lambda _step: None,
) -> list[str]:
    """People the city if nobody lives there, its files in the store, and set its clock; returns where to sign in as whom. Several may start at once."""
    connection = await asyncpg.connect(
        database.owner_url, server_settings={"lock_timeout": "0", "statement_timeout": "0"}
    )
    gc.disable()  # nothing made here is ever thrown away
    try:
        await connection.execute("select pg_advisory_lock($1)", PEOPLING)  # until the connection is closed
        if not await connection.fetchval("select exists (select from platform)"):
            town = begun(
                await read_calendar(connection),
                scale=scale,
                random_seed=random_seed,
                until=until,
                keys=database.keyring,
                password_hash=await HASHING.hashed(PASSWORD),
            )
            await write(connection, town.city, announce)
            if store is not None:
                announce(f"keeping the city's {len(town.contents)} files")
                await store.keep_all(town.contents)
    finally:
        gc.enable()
        await connection.close()
    told = (*SIGN_IN, ("agency", f"数据共享部门的程序，不登录，凭令牌 {agency.TOKEN}"))
    return [f"  {name:<22} {who}" for name, who in told] + [f"  密码 {PASSWORD}"]
