"""The core under any order of events: what can happen, what must hold, what must be seen."""
