import pytest

from services.gateway.domain.origin import same_origin


@pytest.mark.parametrize(
    ("host", "origin", "fetch_site"),
    [
        ("thor.example", None, None),
        ("thor.example", "https://thor.example", "same-origin"),
        ("thor.example", "https://THOR.example:443", None),
        ("127.0.0.1:8000", "http://127.0.0.1:8000", None),
        ("[::1]:8000", "http://[::1]:8000", None),
        ("thor.example", None, "none"),
    ],
)
def test_our_own_pages_and_programs_without_pages_are_let_in(
    host: str, origin: str | None, fetch_site: str | None
) -> None:
    assert same_origin(host, origin, fetch_site)


@pytest.mark.parametrize(
    ("host", "origin", "fetch_site"),
    [
        ("thor.example", "https://evil.example", None),
        ("thor.example", "https://thor.example.evil.example", None),
        ("thor.example", "https://thor.example:8443", None),
        ("thor.example", "null", None),
        ("thor.example", "", None),
        ("thor.example", None, "cross-site"),
        ("thor.example", "https://thor.example", "same-site"),
        ("thor.example", "https://thor.example@evil.example", None),
    ],
)
def test_other_sites_are_kept_out(host: str, origin: str | None, fetch_site: str | None) -> None:
    assert not same_origin(host, origin, fetch_site)
