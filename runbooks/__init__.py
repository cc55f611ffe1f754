"""Know: one folder per migration, data and a typed loader."""

from runbooks.loader import UnknownRunbook, load, names

__all__ = ["UnknownRunbook", "load", "names"]
