from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.bus.place import BEGINNING, Position, by_shard
from shared.bus.ports import Record
from shared.contracts.streams import Stream

numbers = st.integers(min_value=0, max_value=2**63 - 1)


def record(shard: int, seq: int, ms: int = 1) -> Record:
    return Record(Stream.ORDERS, shard, ms, seq, "counted.v1", "AAPL", b"{}")


@given(numbers, numbers)
def test_an_id_survives_being_written_and_read(ms: int, seq: int) -> None:
    assert Position.parse(Position(ms, seq).entry_id) == (ms, seq)


def test_ids_sort_as_numbers_and_not_as_text() -> None:
    assert Position.parse("9-10") > Position.parse("9-9")
    assert Position.parse("10-0") > Position.parse("9-99")
    assert Position.parse("0-1") > BEGINNING


def test_an_id_without_a_second_half_is_the_first_of_its_millisecond() -> None:
    assert Position.parse("1700000000000") == Position(1700000000000, 0)


@pytest.mark.parametrize("text", ["", "$", "a-1", "1-b"])
def test_what_is_no_id_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        Position.parse(text)


def test_records_are_sorted_into_their_shards_without_losing_their_order() -> None:
    first, second, other = record(3, 1), record(3, 2), record(4, 1)

    assert by_shard([first, other, second]) == {
        (Stream.ORDERS, 3): [first, second],
        (Stream.ORDERS, 4): [other],
    }
