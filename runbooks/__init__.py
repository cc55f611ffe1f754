"""Know: one folder per migration, data and a typed loader."""
