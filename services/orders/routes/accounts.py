"""Accounts over HTTP: parse, call one handler, render."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Response, status

from services.orders.dependencies import ReadingsDep, SurroundingsDep, WorkDep
from services.orders.domain.errors import NoSuchAccount
from services.orders.handlers.open_account import open_account as open_one
from services.orders.schemas.accounts import AccountsView, AccountView, OpenAccountBody
from shared.http.auth import CurrentUser
from shared.http.errors import Problem
from shared.kernel.ids import AccountId

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
