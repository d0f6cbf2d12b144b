"""A machine at the door: who calls by a token, from where, how often, and whether the request is signed and new."""

import hmac
from dataclasses import dataclass

from api.database.pool import Pool
from api.http.request import BadToken, Head
from api.http.signature import SIGNATURE, expect_signed
from domain.kernel.acts import Act
from domain.kernel.violations import Violation
from domain.people.client import expect_admitted
from domain.rights.scope import Actor
from resolvers.people.client_tokens import presented
from resolvers.people.nonces import expect_new
from resolvers.plan.actors import MachineCall, machine_call
from resolvers.plan.city import City
from resolvers.work.limits import UseLimits
from resolvers.work.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Machines:
    """The door for machines: what is refused here is audited, each reason of a machine once a minute."""

    pool: Pool
    city: City
    limits: UseLimits

    async def actor_of(self, head: Head, token: str) -> Actor:
        """Who calls by a token; raises `BadToken` where it is none, `Violation` where it does not open."""
        given = presented(token)
        call = given and await self.pool.reading(lambda connection: machine_call(connection, given.handle))
        if given is None or call is None or not hmac.compare_digest(call.digest, given.digest):
            raise BadToken
        try:
            await self.limits.spend(self.limits.calls, "calls", str(call.client))
            expect_admitted(call, head.address, at=call.at)
            if call.signed or head.field(SIGNATURE) is not None:
                nonce = expect_signed(head, self.city.keys.client_key(given.handle))
                async with self.pool.write() as connection:
                    await expect_new(connection, call.token, nonce)
            actor = call.actor
        except Violation as refusal:
            await self._note(call, refusal)
            raise
        return actor

    async def _note(self, call: MachineCall, refusal: Violation) -> None:
        try:
            await self.limits.spend(self.limits.refused_calls, "refused calls", str(call.client), refusal.code)
        except Violation:
            return
        async with self.pool.write() as connection:
            work = UnitOfWork(connection, call.caller, Act.CALL_API, self.city)
            await work.open()
            await work.refused(refusal.code, "Client")
