"""Every rule about orders, stock and returns, and the database that remembers them."""
