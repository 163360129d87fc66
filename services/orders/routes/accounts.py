"""Accounts over HTTP: parse, call one handler, render."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Response, status

from services.orders.dependencies import ReadingsDep, SurroundingsDep, WorkDep
from services.orders.domain.account_commands import CloseAccount
from services.orders.domain.errors import NoSuchAccount
from services.orders.handlers.change_settings import change_settings as change
from services.orders.handlers.clone_account import clone_account as clone
from services.orders.handlers.close_account import close_account as close
from services.orders.handlers.open_account import open_account as open_one
from services.orders.handlers.reset_account import reset_account as reset
from services.orders.schemas.accounts import (
    AccountsView,
    AccountView,
    ChangeSettingsBody,
    CloneAccountBody,
    OpenAccountBody,
    ResetAccountBody,
)
from shared.http.auth import CurrentUser
from shared.http.errors import Problem
from shared.kernel.ids import AccountId

PROBLEMS: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem},
    409: {"model": Problem},
    422: {"model": Problem},
}

router = APIRouter(prefix="/api/v1/accounts", tags=["accounts"])


@router.get("")
async def list_accounts(user: CurrentUser, readings: ReadingsDep) -> AccountsView:
    found = await readings.accounts(user)
    return AccountsView(accounts=[AccountView.of(account) for account in found])


@router.post("", status_code=status.HTTP_201_CREATED, responses={200: {"model": AccountView}})
async def open_account(
    body: OpenAccountBody,
    user: CurrentUser,
    work: WorkDep,
    around: SurroundingsDep,
    response: Response,
) -> AccountView:
    """Open an account with its starting balance; 200 where the same request had opened it."""
    command = body.to_command(user, around.starting_balance)
    opened = await open_one(command, work, at=around.clock.now())
    if not opened.created:
        response.status_code = status.HTTP_200_OK
    return AccountView.of(opened.account)


@router.get("/{account_id}", responses={404: {"model": Problem}})
async def get_account(account_id: UUID, user: CurrentUser, readings: ReadingsDep) -> AccountView:
    account = await readings.account(AccountId(account_id), user)
    if account is None:
        raise NoSuchAccount
    return AccountView.of(account)


@router.patch("/{account_id}", responses=PROBLEMS)
async def change_settings(
    account_id: UUID,
    body: ChangeSettingsBody,
    user: CurrentUser,
    work: WorkDep,
    around: SurroundingsDep,
) -> AccountView:
    """Rename the account, or choose what its next orders get."""
    command = body.to_command(AccountId(account_id), user)
    return AccountView.of(await change(command, work, at=around.clock.now()))


@router.post("/{account_id}/reset", responses=PROBLEMS)
async def reset_account(
    account_id: UUID,
    body: ResetAccountBody,
    user: CurrentUser,
    work: WorkDep,
    around: SurroundingsDep,
) -> AccountView:
    """Start again with nothing but cash. Pending orders are cancelled; id, name, settings and
    API keys stay, and so does everything that was done before, as an earlier era."""
    command = body.to_command(AccountId(account_id), user)
    return AccountView.of(await reset(command, work, at=around.clock.now()))


@router.post(
    "/{account_id}/clone",
    status_code=status.HTTP_201_CREATED,
    responses={200: {"model": AccountView}, **PROBLEMS},
)
async def clone_account(
    account_id: UUID,
    body: CloneAccountBody,
    user: CurrentUser,
    work: WorkDep,
    around: SurroundingsDep,
    response: Response,
) -> AccountView:
    """A second account with the cash, holdings and trades that this one has now. Pending orders
    are not copied. 200 where the same request had made it."""
    command = body.to_command(AccountId(account_id), user)
    cloned = await clone(command, work, at=around.clock.now())
    if not cloned.created:
        response.status_code = status.HTTP_200_OK
    return AccountView.of(cloned.account)


@router.post("/{account_id}/close", responses=PROBLEMS)
async def close_account(
    account_id: UUID, user: CurrentUser, work: WorkDep, around: SurroundingsDep
) -> AccountView:
    """Close an account that holds nothing, for good. Its pending orders are cancelled."""
    command = CloseAccount(user_id=user, account_id=AccountId(account_id))
    return AccountView.of(await close(command, work, at=around.clock.now()))
