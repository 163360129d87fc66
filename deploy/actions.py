"""Corporate actions, posted to the book by its operator.

In a container of the orders service: `python -m deploy.actions splits '{"symbol": "AAPL", …}'`.
"""

from __future__ import annotations

import json
import os
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx

from shared.http.auth import SERVICE_USER, authorization

ANSWER_SECONDS_MAX = 600.0


class ActionRefused(Exception):
    """What the book said no to, in its own words."""


def carry_out(url: str, secret: str, kind: str, body: dict[str, Any]) -> str:
    """Post `body` to `kind`, which is `splits` or `dividends`, of the orders service at `url`;
    a sentence about the outcome. Raises `ActionRefused` or `httpx.HTTPError`."""
    answer = httpx.post(
        f"{url}/internal/{kind}",
        json=body,
        headers=authorization(secret, SERVICE_USER),
        timeout=ANSWER_SECONDS_MAX,
        trust_env=False,
    )
    if answer.is_client_error or answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE:
        problem = answer.json()
        fields = "".join(f" ({e['field']}: {e['reason']})" for e in problem.get("errors", ()))
        raise ActionRefused(f"{problem['detail']}{fields}")
    done = answer.raise_for_status().json()
    if not done["created"]:
        return f"Action {body['action_id']} was carried out before; nothing has changed."
    return f"Action {body['action_id']} is booked in {done['accounts']} accounts."


def action_id(kind: str, symbol: str, terms: str, day: str) -> str:
    """The id of an action that was given none: the same command, sent again on the same day,
    is the same action."""
    return str(uuid5(NAMESPACE_URL, f"thor:{kind}:{symbol.upper()}:{terms}:{day}"))


def main() -> int:
    secret = Path(os.environ["THOR_INTERNAL_SECRET_FILE"]).read_text().strip()
    url = f"http://127.0.0.1:{os.environ['THOR_PORT']}"
    try:
        print(carry_out(url, secret, sys.argv[1], json.loads(sys.argv[2])))
    except ActionRefused as refused:
        print(refused, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
