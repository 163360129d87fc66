from __future__ import annotations

import pytest

from shared.bus.ports import Record
from shared.bus.stream import append_arguments, record_of
from shared.contracts.streams import Stream


def record(seq: int) -> Record:
    return Record(Stream.ORDERS, 7, 1000 + seq, seq, "order.filled.v1", "AAPL", b"body%d" % seq)


def test_an_append_names_the_head_it_builds_on_and_every_entry_with_its_id() -> None:
    assert append_arguments([record(5), record(6)], length_max=100) == [
        "thor:{s07c}:orders.v1",
        "thor:{s07c}:orders.v1:head",
        "4",
        "6",
        "100",
        *("1005-5", "order.filled.v1", "AAPL", b"body5"),
        *("1006-6", "order.filled.v1", "AAPL", b"body6"),
    ]


def test_records_with_a_hole_between_them_are_never_appended() -> None:
    with pytest.raises(ValueError, match="hole between 1005-5 and 1007-7"):
        append_arguments([record(5), record(7)])


def test_an_entry_is_read_back_as_the_record_it_was() -> None:
    fields = {b"t": b"order.filled.v1", b"k": b"AAPL", b"e": b"body5"}

    assert record_of((Stream.ORDERS, 7), (b"1005-5", fields)) == record(5)


def test_an_entry_that_somebody_else_wrote_is_read_as_one_of_no_type() -> None:
    strange = record_of((Stream.QUOTES, 0), (b"1-0", {b"hello": b"world"}))

    assert (strange.type, strange.key, strange.body) == ("", "", b"")
