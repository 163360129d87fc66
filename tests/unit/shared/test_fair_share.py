from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.bus.consumer import STOP_SECONDS_MAX
from shared.bus.leases import (
    LEASE_SECONDS,
    MOVES_SECONDS_MAX,
    RENEW_SECONDS,
    SEEK_SECONDS,
    fair_share,
)
from shared.contracts.streams import SHARDS

READING_SECONDS = 1.5
"""What is left at least to the new owner, who has to read what is in the shard."""

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


def test_the_terms_of_a_lease_move_shards_in_time_and_outlive_two_renewals_that_fail() -> None:
    """Whoever is killed had renewed at most `LEASE_SECONDS` before its lease ends, and the others
    look every `RENEW_SECONDS`; whoever gives away for a newcomer ends the batch in hand first."""
    killed = LEASE_SECONDS + RENEW_SECONDS
    added = RENEW_SECONDS + STOP_SECONDS_MAX + SEEK_SECONDS

    assert max(killed, added) + READING_SECONDS <= MOVES_SECONDS_MAX
    assert LEASE_SECONDS >= 3 * RENEW_SECONDS
