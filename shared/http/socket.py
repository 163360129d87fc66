"""uvicorn's websocket protocol, with what an application needs to serve many slow readers.

ASGI lets an application send and close, but a close waits behind a full buffer, for ever if
the peer never reads, and each send encodes and frames the text anew. Both are settled one
level down, where the transport is known.
"""

from __future__ import annotations

import asyncio
from typing import Final

from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Close
from websockets.http11 import Request

EXTENSION: Final = "thor.wire"
"""Key in the ASGI scope's `extensions` under which a connection's `Wire` is found."""
ABORT_AFTER_SECONDS = 2.0
_FINAL_TEXT = 0x81
_FINAL_CLOSE = 0x88


class Wire:
    """The connection below ASGI. To be used after the handshake was accepted."""

    def __init__(self, protocol: WireProtocol) -> None:
        self._protocol = protocol

    async def send_text(self, body: bytes) -> None:
        """Send one text message, given as UTF-8, once the transport can take it. Raises
        `ClientDisconnected` where the peer is gone."""
        protocol = self._protocol
        if not protocol.writable.is_set():
            await protocol.writable.wait()
        if protocol.disconnected or protocol.close_sent or protocol.transport.is_closing():
            raise ClientDisconnected
        protocol.transport.writelines((_header(_FINAL_TEXT, len(body)), body))

    def close(self, code: int, reason: str) -> None:
        """Close at once whatever is waiting to be sent. A peer that reads gets the code; one
        that does not loses the connection after two seconds, and its buffer is freed."""
        protocol = self._protocol
        if protocol.disconnected or protocol.close_sent or protocol.transport.is_closing():
            return
        payload = Close(code, reason).serialize()
        protocol.transport.writelines((_header(_FINAL_CLOSE, len(payload)), payload))
        protocol.close_sent = True
        if protocol.read_paused:
            protocol.read_paused = False
            protocol.transport.resume_reading()
        loop = asyncio.get_running_loop()
        protocol.close_timer = loop.call_later(ABORT_AFTER_SECONDS, protocol.transport.abort)


class WireProtocol(WebSocketsSansIOProtocol):
    """Puts a `Wire` into the scope of each connection."""

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:  # else the handshake was refused and there is no scope
            extensions = self.scope.get("extensions")
            assert extensions is not None
            extensions[EXTENSION] = Wire(self)  # type: ignore[assignment]  # our own extension


def _header(opcode: int, length: int) -> bytes:
    """A server's frame header (RFC 6455, 5.2): final, not masked."""
    if length < 126:
        return bytes((opcode, length))
    if length < 65536:
        return bytes((opcode, 126)) + length.to_bytes(2, "big")
    return bytes((opcode, 127)) + length.to_bytes(8, "big")
