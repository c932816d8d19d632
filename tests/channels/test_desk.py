"""One computation for one ticket: in one process, across two, when it is slow, and when it fails."""

import asyncio
import secrets

import pytest

from app.channels.desk import Desk, LostError
from app.channels.shelf import ProcessShelf
from tests.loop import run


class Kitchen:
    """Work that counts how often it was begun, takes a while, and may fail."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.begun = 0
        self.seconds = seconds
        self.error: Exception | None = None

    async def work(self) -> str:
        self.begun += 1
        mine = self.begun
        await asyncio.sleep(self.seconds)
        if self.error:
            raise self.error
        return f"answer {mine}"


class SharedShelf(ProcessShelf):
    """Two desks with the same one stand for two processes."""

    def __init__(self) -> None:
        super().__init__()
        self.laid: dict[str, str] = {}

    async def claim(self, ticket: str) -> bool:
        if ticket in self.laid:
            return False
        self.laid[ticket] = ""
        return True

    async def put(self, ticket: str, answer: str) -> None:
        self.laid[ticket] = answer

    async def give_up(self, ticket: str) -> None:
        self.laid.pop(ticket, None)

    async def look(self, ticket: str) -> str | None:
        return self.laid.get(ticket)


def test_the_same_ticket_three_times_in_parallel_is_worked_on_once() -> None:
    async def steps() -> None:
        desk, kitchen = Desk(ProcessShelf()), Kitchen(0.02)
        answers = await asyncio.gather(*(desk.answer("t", kitchen.work, 1) for _ in range(3)))
        assert (answers, kitchen.begun) == (["answer 1"] * 3, 1)
        assert await desk.answer("t", kitchen.work, 1) == "answer 1"
        assert await desk.answer("u", kitchen.work, 1) == "answer 2"
        await desk.close()

    run(steps())


def test_two_processes_work_on_a_ticket_once() -> None:
    async def steps() -> None:
        shelf, kitchen = SharedShelf(), Kitchen(0.1)
        desks = [Desk(shelf), Desk(shelf), Desk(shelf)]
        answers = await asyncio.gather(*(desk.answer("t", kitchen.work, 2) for desk in desks))
        assert (answers, kitchen.begun) == (["answer 1"] * 3, 1)

    run(steps())


def test_what_takes_too_long_goes_on_and_can_be_collected() -> None:
    async def steps() -> None:
        desk, kitchen = Desk(ProcessShelf()), Kitchen(0.1)
        assert await desk.answer("t", kitchen.work, 0.01) is None
        assert await desk.collect("t") == "answer 1"
        assert await desk.answer("t", kitchen.work, 0.01) == "answer 1"
        assert kitchen.begun == 1

    run(steps())


def test_an_answer_is_collected_from_another_process() -> None:
    async def steps() -> None:
        shelf, kitchen = SharedShelf(), Kitchen(0.1)
        here, there = Desk(shelf), Desk(shelf)
        assert await here.answer("t", kitchen.work, 0.01) is None
        assert await there.collect("t") == "answer 1"

    run(steps())


def test_whoever_stops_waiting_does_not_stop_the_work() -> None:
    async def steps() -> None:
        desk, kitchen = Desk(ProcessShelf()), Kitchen(0.1)
        waiting = asyncio.create_task(desk.answer("t", kitchen.work, 5))
        await asyncio.sleep(0.01)
        waiting.cancel()
        collecting = asyncio.create_task(desk.collect("t"))
        await asyncio.sleep(0.01)
        collecting.cancel()
        assert await desk.collect("t") == "answer 1"

    run(steps())


def test_what_nobody_works_on_is_lost() -> None:
    async def steps() -> None:
        with pytest.raises(LostError):
            await Desk(ProcessShelf()).collect(secrets.token_hex())

    run(steps())


def test_when_the_other_process_dies_this_one_takes_over() -> None:
    async def steps() -> None:
        shelf, kitchen = SharedShelf(), Kitchen()
        await shelf.claim("t")  # by a process that never comes back
        waiting = asyncio.create_task(Desk(shelf).answer("t", kitchen.work, 5))
        await asyncio.sleep(0.08)
        assert not waiting.done()
        del shelf.laid["t"]  # Redis forgets the claim
        assert await waiting == "answer 1"

    run(steps())


def test_a_failure_is_raised_to_all_who_wait_and_the_next_try_is_a_new_one() -> None:
    async def steps() -> None:
        shelf, kitchen = SharedShelf(), Kitchen(0.02)
        desk, kitchen.error = Desk(shelf), ValueError("no")
        failed = await asyncio.gather(
            *(desk.answer("t", kitchen.work, 1) for _ in range(2)), return_exceptions=True
        )
        assert [type(one) for one in failed] == [ValueError, ValueError]
        assert shelf.laid == {}
        kitchen.error = None
        assert await desk.answer("t", kitchen.work, 1) == "answer 2"

    run(steps())


def test_answers_are_forgotten_after_a_while() -> None:
    async def steps() -> None:
        desk, kitchen = Desk(ProcessShelf(), kept_seconds=0.05), Kitchen()
        await desk.answer("t", kitchen.work, 1)
        await asyncio.sleep(0.06)
        assert await desk.answer("t", kitchen.work, 1) == "answer 2"

    run(steps())


def test_who_waits_is_noted_without_waiting_for_that() -> None:
    async def steps() -> None:
        desk = Desk(ProcessShelf())
        desk.note_waiting("person", "t")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert await desk.shelf.held("person") == "t"

    run(steps())


def test_closing_drops_what_is_being_worked_on() -> None:
    async def steps() -> None:
        desk, kitchen = Desk(ProcessShelf()), Kitchen(60)
        assert await desk.answer("t", kitchen.work, 0.01) is None
        await desk.close()
        assert [task for task in asyncio.all_tasks() if task is not asyncio.current_task()] == []

    run(steps())
