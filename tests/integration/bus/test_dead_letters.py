from __future__ import annotations

from uuid import UUID

from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.bus.consumer import Consumer
from shared.bus.dead_letters import ATTEMPTS_MAX, DeadLetter, dead_letters, discard, retry
from shared.bus.relay import Relay
from shared.clock import SystemClock
from shared.contracts.streams import Stream, shard_of
from tests.integration.bus.ledger import Notes, count, find_faults, noted
from tests.support.bus import Counted, announce, counted, running, until

SICK = "AAPL"
# Another name on the same shard: it must not have to wait.
HEALTHY = next(name for name in map(str, range(1000)) if shard_of(name) == shard_of(SICK))


class Poisoned:
    """A relay, a consumer, and seven events of which the second of `SICK` cannot be handled."""

    def __init__(self, engine: AsyncEngine, redis: Redis) -> None:
        self.engine = engine
        self.notes = Notes()
        self.relay = Relay(engine, redis, member="relay", clock=SystemClock())
        self.consumer = Consumer(
            engine, redis, group="notes", stream=Stream.ORDERS, handler=self.notes, member="notes"
        )
        self.sick: list[Counted] = [counted(SICK, number) for number in range(1, 5)]
        self.healthy = [counted(HEALTHY, number) for number in range(1, 4)]
        self.poison: UUID = self.sick[1].event_id
        self.notes.poison.add(self.poison)

    async def announce(self) -> None:
        await announce(self.engine, *self.sick[:3], *self.healthy[:2])
        self.relay.wake()

    async def announce_rest(self) -> None:
        await announce(self.engine, self.sick[3], self.healthy[2])
        self.relay.wake()

    async def buried(self) -> bool:
        return len(await dead_letters(self.engine)) == 1

    async def the_dead_letter(self) -> DeadLetter:
        (letter,) = await dead_letters(self.engine)
        return letter

    async def noted_of(self, name: str) -> int:
        return await count(self.engine, "SELECT count(*) FROM effect WHERE name = :name", name=name)

    async def has_noted(self, *, sick: int, healthy: int) -> bool:
        return (await self.noted_of(SICK), await self.noted_of(HEALTHY)) == (sick, healthy)


async def test_a_poison_event_is_set_aside_with_what_follows_on_its_key_and_others_go_on(
    engine: AsyncEngine, redis: Redis
) -> None:
    case = Poisoned(engine, redis)
    async with running(case.relay.run, case.consumer.run):
        await case.announce()
        await until(case.buried, "the poison event is a dead letter")
        await case.announce_rest()
        await until(lambda: case.has_noted(sick=1, healthy=3), "the healthy key goes on")
        await until(lambda: _parked(case, 2), "both followers are parked")
        letter = await case.the_dead_letter()

    assert (letter.group, letter.record.key, letter.record.stream) == ("notes", SICK, Stream.ORDERS)
    assert letter.attempts == ATTEMPTS_MAX
    assert "this event cannot be handled" in letter.error
    assert await find_faults(engine) == {}


async def test_a_key_stays_parked_when_its_shard_moves_to_another_owner(
    engine: AsyncEngine, redis: Redis
) -> None:
    case = Poisoned(engine, redis)
    async with running(case.relay.run):
        async with running(case.consumer.run):
            await case.announce()
            await until(case.buried, "the poison event is a dead letter")
        heir = Poisoned(engine, redis)
        async with running(heir.consumer.run):
            await case.announce_rest()
            await until(lambda: case.has_noted(sick=1, healthy=3), "the healthy key goes on")
            await until(lambda: _parked(case, 2), "both followers are parked")


async def test_a_retry_handles_the_dead_letter_and_all_that_was_parked_in_order(
    engine: AsyncEngine, redis: Redis
) -> None:
    case = Poisoned(engine, redis)
    async with running(case.relay.run, case.consumer.run):
        await case.announce()
        await until(case.buried, "the poison event is a dead letter")
        case.notes.poison.clear()
        assert await retry(engine, group="notes", stream=Stream.ORDERS, key=SICK)
        await until(lambda: case.has_noted(sick=3, healthy=2), "all has taken effect")
        await case.announce_rest()
        await until(lambda: case.has_noted(sick=4, healthy=3), "the key is free again")

    assert await dead_letters(engine) == []
    assert await find_faults(engine) == {}
    assert len(case.notes.in_memory) == 7


async def test_a_retry_that_fails_again_keeps_the_dead_letter_and_leaves_nothing_behind(
    engine: AsyncEngine, redis: Redis
) -> None:
    case = Poisoned(engine, redis)
    async with running(case.relay.run, case.consumer.run):
        await case.announce()
        await until(case.buried, "the poison event is a dead letter")
        await retry(engine, group="notes", stream=Stream.ORDERS, key=SICK)

        async def failed_again() -> bool:
            letter = await case.the_dead_letter()
            return letter.decision is None and letter.attempts == ATTEMPTS_MAX + 1

        await until(failed_again, "the retry failed")

    assert await noted(engine) == 3


async def test_discarding_skips_the_dead_letter_and_handles_what_was_parked(
    engine: AsyncEngine, redis: Redis
) -> None:
    case = Poisoned(engine, redis)
    async with running(case.relay.run, case.consumer.run):
        await case.announce()
        await until(case.buried, "the poison event is a dead letter")
        assert await discard(engine, group="notes", stream=Stream.ORDERS, key=SICK)
        await until(lambda: case.has_noted(sick=2, healthy=2), "what was parked has taken effect")

    assert await dead_letters(engine) == []


async def test_deciding_on_a_key_without_a_dead_letter_says_so(engine: AsyncEngine) -> None:
    assert not await retry(engine, group="notes", stream=Stream.ORDERS, key="NOBODY")


async def _parked(case: Poisoned, number: int) -> bool:
    return (await case.the_dead_letter()).parked == number
