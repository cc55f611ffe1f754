"""An attribute that is made when it is first asked for, and kept."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801 - it is read as a decorator
    """As functools.cached_property, without the lock that Python 3.11 takes each time: a large plan has many changes."""

    def __init__(self, make: Callable[[Any], Value]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> "once[Value]": ...

    @overload
    def __get__(self, instance: object, owner: type) -> Value: ...

    def __get__(self, instance: object, owner: type) -> "once[Value] | Value":
        if instance is None:
            return self
        made = instance.__dict__[self._name] = self._make(instance)
        return made
