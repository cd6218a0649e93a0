"""Ports of this machine that somebody else has."""

from __future__ import annotations

from oms.errors import ShopError


class PortTaken(ShopError):
    """Another program listens on that port."""

    code = "port_taken"

    def __init__(self, port: int, option: str = "--port") -> None:
        self.port = port
        super().__init__(
            f"Port {port} is taken by another program.", remedy=f"Choose another with {option}."
        )
