"""The tasks by name. Each module is imported only when its task is asked for."""

import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec

from encdec.tasks.base import Task

#: Name → the module that defines a ``Task`` of that name. A new task is a new line.
MODULES = {
    "pig-latin": "encdec.tasks.pig_latin",
    "translate-pt": "encdec.tasks.translation",
    "translate-zh": "encdec.tasks.translation",
    "digits": "encdec.tasks.digits",
    "captions": "encdec.tasks.captions",
    "sentiment": "encdec.tasks.sentiment",
    "next-frame": "encdec.tasks.next_frame",
    "signal": "encdec.tasks.signal",
}


class Registry(Mapping[str, type[Task]]):
    """Maps the name of a task to its class.

    modules: name → module. A module that is not there at all takes its names out of the list.
    """

    def __init__(self, modules: Mapping[str, str]) -> None:
        self.modules = modules

    def __getitem__(self, name: str) -> type[Task]:
        if name not in self:
            raise KeyError(f"{name!r} is no task; expected one of {', '.join(self)}")
        for value in vars(import_module(self.modules[name])).values():
            is_task = inspect.isclass(value) and issubclass(value, Task)
            if is_task and getattr(value, "name", None) == name:
                found: type[Task] = value
                return found
        raise LookupError(f"{self.modules[name]} defines no Task whose name is {name!r}")

    def __contains__(self, name: object) -> bool:
        return name in self.modules and find_spec(self.modules[str(name)]) is not None

    def __iter__(self) -> Iterator[str]:
        return (name for name in self.modules if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


#: Every task of the package: ``TASKS["pig-latin"]`` is its class.
TASKS = Registry(MODULES)
