"""A call in code, as the verbs see it: its receiver and its arguments."""

from __future__ import annotations

from .code_values import Value, listed


class Called:
    """A call: the method's receiver, the arguments by position and by name, and how it is written."""

    __slots__ = ("args", "name", "named", "receiver", "written")

    def __init__(
        self, name: str, receiver: Value | None, args: list[Value], named: dict[str, Value], written: str
    ) -> None:
        self.name = name
        self.receiver = receiver
        self.args = args
        self.named = named
        self.written = written

    def at(self, place: str) -> Value | None:
        """What stands at a place; several values as a list."""
        for each in place.split("|"):
            if each == "s":
                if self.receiver is not None:
                    return self.receiver
            elif each == "*":
                return listed(self.args)
            elif each.endswith("+"):
                return listed(self.args[int(each[:-1]) :])
            elif each.isdigit():
                if int(each) < len(self.args):
                    return self.args[int(each)]
            elif each == "last":
                if self.args:
                    return self.args[-1]
            elif each in self.named:
                return self.named[each]
            else:
                for arg in self.args:
                    if arg.fields is not None and each in arg.fields:
                        return arg.fields[each]
        return None

    def texts(self, place: str) -> list[str]:
        value = self.at(place)
        return value.spelled() if value is not None else []

    def everything(self) -> list[Value]:
        values = [*self.args, *self.named.values()]
        return [self.receiver, *values] if self.receiver is not None else values
