"""Ports of this machine that somebody else has."""

from __future__ import annotations

import errno
import socket

from oms.errors import ShopError


class PortTaken(ShopError):
    """Another program listens on that port."""

    code = "port_taken"

    def __init__(self, port: int, option: str = "--port") -> None:
        self.port = port
        super().__init__(
            f"Port {port} is taken by another program.", remedy=f"Choose another with {option}."
        )


def refuse_taken(port: int) -> None:
    """Refuse a port of this machine that another program has; 0 is any free one.

    Raises:
        PortTaken: with what to do.
    """
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", port))
        except OSError as fault:
            if fault.errno == errno.EADDRINUSE:
                raise PortTaken(port) from fault
            raise
