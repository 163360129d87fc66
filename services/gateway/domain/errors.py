"""What the edge says no to, each with its public code."""

from __future__ import annotations

from shared.kernel.errors import (
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    Unauthenticated,
    Unavailable,
)


class EmailTaken(Conflict):
    code = "email_taken"

    def __init__(self) -> None:
        super().__init__(
            "An account with this email exists already.",
            FieldError("email", "Somebody is registered with this email already."),
        )


class WrongCredentials(Unauthenticated):
    """One answer for an unknown email and for a wrong password, so that neither is given away."""

    code = "wrong_credentials"

    def __init__(self) -> None:
        super().__init__("Email or password is wrong.")


class NotLoggedIn(Unauthenticated):
    code = "not_logged_in"

    def __init__(self) -> None:
        super().__init__("Log in first, or send an API key as a bearer token.")


class CrossOrigin(Forbidden):
    code = "cross_origin"

    def __init__(self) -> None:
        super().__init__("This request came from another site and was not carried out.")


class TooManyKeys(Invalid):
    code = "too_many_api_keys"

    def __init__(self, keys_max: int) -> None:
        super().__init__(f"You may have {keys_max} API keys. Revoke one first.")


class UnknownSymbol(NotFound):
    code = "unknown_symbol"

    def __init__(self, symbol: str) -> None:
        super().__init__(f"No instrument is called {symbol}.")


class ServiceAway(Unavailable):
    """The request never reached `service`, so nothing was recorded."""

    code = "service_unavailable"

    def __init__(self, service: str) -> None:
        super().__init__(
            f"The {service} service cannot be reached at the moment. Nothing was recorded;"
            " please try again."
        )
        self.service = service


class AnswerLost(Unavailable):
    """The request reached `service` but no answer came back: it may have been carried out."""

    code = "service_unavailable"

    def __init__(self, service: str) -> None:
        super().__init__(
            f"The {service} service did not answer. What you asked for may have been carried"
            " out: look before you repeat it."
        )
        self.service = service


class ScopeMissing(Forbidden):
    """The credential is good, but not for this."""

    code = "scope_missing"

    def __init__(self, scope: str) -> None:
        super().__init__(
            f"This needs an API key with the scope '{scope}'. Make one at POST /api/v1/api-keys."
        )


class OwnerRequired(Forbidden):
    code = "owner_required"

    def __init__(self) -> None:
        super().__init__(
            "Only the first user of this Thor may make keys that push quotes, because everybody"
            " trades on what they push.",
            FieldError("scopes", "This scope is for the first user of this Thor."),
        )


class SessionRequired(Forbidden):
    code = "session_required"

    def __init__(self) -> None:
        super().__init__("An API key cannot do this. Log in with your password.")
