"""Names for scratch directories: outside every workspace, in the system's temporary directory."""

import secrets
import tempfile
from pathlib import Path


def scratch_name() -> Path:
    """A fresh name; whoever fills it makes it with mode 0700 and removes it."""
    return Path(tempfile.gettempdir()) / f"migrator-{secrets.token_hex(8)}"
