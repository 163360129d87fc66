from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.bus.leases import fair_share
from shared.contracts.streams import SHARDS

members = st.lists(st.text(min_size=1), min_size=1, max_size=SHARDS * 2, unique=True)


@given(members)
def test_all_members_together_own_each_shard_once(names: list[str]) -> None:
    assert sum(fair_share(names, name) for name in names) == SHARDS


@given(members)
def test_no_member_has_two_shards_more_than_another(names: list[str]) -> None:
    shares = [fair_share(names, name) for name in names]

    assert max(shares) - min(shares) <= 1


def test_a_member_that_is_not_yet_known_counts_itself() -> None:
    assert fair_share([], "one") == SHARDS
    assert fair_share(["one"], "two") == SHARDS // 2
