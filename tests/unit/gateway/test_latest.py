from hypothesis import given
from hypothesis import strategies as st

from services.gateway.domain.latest import GONE_MAX, Latest


def test_a_reader_gets_each_changed_key_once_with_its_newest_value() -> None:
    board: Latest[str, int] = Latest()
    for symbol, value in [("A", 1), ("B", 2), ("A", 3)]:
        board.advance()
        board.put(symbol, value)

    assert board.since(0) == [("B", 2), ("A", 3)]
    assert board.since(2) == [("A", 3)]
    assert board.since(3) == []


def test_a_removed_key_is_told_until_it_comes_back() -> None:
    board: Latest[str, int] = Latest()
    board.advance()
    board.put("A", 1)
    board.advance()
    board.remove("A")
    assert board.gone_since(1) == ["A"]

    board.advance()
    board.put("A", 2)
    assert board.gone_since(1) == []
    assert board.since(1) == [("A", 2)]


def test_a_reader_who_missed_too_many_removals_has_to_start_over() -> None:
    board: Latest[int, int] = Latest()
    board.advance()
    for key in range(GONE_MAX + 1):
        board.put(key, key)
    seen = board.revision
    for key in range(GONE_MAX + 1):
        board.advance()
        board.remove(key)

    assert not board.remembers(seen)
    assert board.remembers(board.revision)


changes = st.lists(st.tuples(st.sampled_from("ABCDE"), st.one_of(st.none(), st.integers())))


@given(changes, st.integers(0, 30))
def test_whenever_a_reader_looks_it_ends_up_with_what_the_board_has(
    history: list[tuple[str, int | None]], looked_after: int
) -> None:
    board: Latest[str, int] = Latest()
    held: dict[str, int] = {}
    seen = 0
    for step, (key, value) in enumerate(history):
        board.advance()
        if value is None:
            board.remove(key)
        else:
            board.put(key, value)
        if step == looked_after:
            held.update(board.since(seen))
            for gone in board.gone_since(seen):
                held.pop(gone, None)
            seen = board.revision
    held.update(board.since(seen))
    for gone in board.gone_since(seen):
        held.pop(gone, None)

    assert held == dict(board.items())
    assert board.since_among(0, "ABCDE") == sorted(board.items())
