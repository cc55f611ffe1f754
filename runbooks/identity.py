"""How what an apply began to create is found again, by type."""

from typing import Literal

import msgspec


class Identity(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One type. An `object` is found by its keys; a `setting` may be written twice; what is `local` is only in the state.

    `within` is the key that names what it is a part of, and goes with.
    """

    kind: Literal["object", "setting", "local"]
    keys: tuple[str, ...] = ()
    form: str = msgspec.field(default="", name="import")
    within: str = ""

    def __post_init__(self) -> None:
        """Refuse a form that its keys cannot fill; ValueError."""
        try:
            self.import_id("", dict.fromkeys(self.keys, ""))
        except (LookupError, ValueError):
            raise ValueError(f"import: {self.form!r} wants more than id and keys") from None
        if (self.kind == "object") != bool(self.keys and self.form):
            raise ValueError("an object, and only an object, has keys and an import form")
        if self.within and self.within not in self.keys:
            raise ValueError(f"within: {self.within!r} is none of its keys")

    def import_id(self, ident: str, keys: dict[str, str]) -> str:
        """What `terraform import` takes for the object that the service calls `ident`."""
        return self.form.format(**{"id": ident, **keys})
