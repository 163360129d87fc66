from hypothesis import given
from hypothesis import strategies as st

from services.gateway.domain.limits import TokenBuckets


def test_a_burst_is_let_through_and_then_the_rate_counts() -> None:
    buckets = TokenBuckets(per_second=0.5, burst=3)

    assert [buckets.take("me", 0) for _ in range(4)] == [0, 0, 0, 2]
    assert buckets.take("me", 1) == 1
    assert buckets.take("me", 2) == 0


def test_one_key_does_not_use_up_the_tokens_of_another() -> None:
    buckets = TokenBuckets(per_second=1, burst=1)

    assert buckets.take("me", 0) == 0
    assert buckets.take("you", 0) == 0


def test_memory_is_bounded_and_the_busy_key_stays_limited() -> None:
    buckets = TokenBuckets(per_second=0.001, burst=1, keys_max=10)
    buckets.take("busy", 0)
    for other in range(1000):
        buckets.take(f"other {other}", 0)
        assert buckets.take("busy", 0) > 0

    assert len(buckets) == 10


@given(st.lists(st.floats(0, 5), max_size=50))
def test_never_more_than_burst_and_rate_allow(pauses: list[float]) -> None:
    buckets = TokenBuckets(per_second=2, burst=3)
    now = 0.0
    taken = 0
    for pause in pauses:
        now += pause
        taken += buckets.take("me", now) == 0

    assert taken <= 3 + 2 * now + 1e-6
