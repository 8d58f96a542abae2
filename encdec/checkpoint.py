"""Files with a model: its weights, the task it was trained for, and where its training is.

A file is written whole or not at all. It holds plain data and tensors, so reading it runs no code.
"""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from encdec.distributed import ONE_PROCESS
from encdec.files import write_atomically
from encdec.training import Trainer

FORMAT = "encdec model"
#: Goes up by one when older programs can no longer read what is written.
VERSION = 1

KINDS: dict[str, Any] = {
    "task": str,
    "settings": dict,
    "weights": dict,
    "training": dict | None,
    "options": dict,
    "written_by": dict,
}
PLAIN = (type(None), bool, int, float, str, Tensor)


@dataclass
class Checkpoint:
    """What a file holds.

    task, settings: the name of the task, and what its class is called with. weights: of the model,
    by name. training: a trainer's ``state_dict()``, or None. options: how the training was
    started. written_by: the versions of encdec and torch.

    Examples:
        >>> from encdec import Checkpoint
        >>> Checkpoint("pig-latin", settings={"width": 64}, weights={}).settings
        {'width': 64}

    """

    task: str
    settings: dict[str, Any]
    weights: dict[str, Tensor]
    training: dict[str, Any] | None = None
    options: dict[str, Any] = field(default_factory=dict)
    written_by: dict[str, str] = field(default_factory=dict)


def save_checkpoint(
    path: str | Path,
    model: nn.Module,
    *,
    task: str,
    settings: Mapping[str, Any],
    trainer: Trainer | None = None,
    options: Mapping[str, Any] | None = None,
) -> None:
    """Write ``model`` and all that is needed to use it, or to go on training it, to ``path``.

    task: the name of the task. settings, options: plain data. trainer: whose place in the training
    is kept, or None. Every one of several processes must call this; the first one writes, and the
    others wait for it.

    Examples:
        >>> import torch
        >>> from encdec import load_checkpoint, save_checkpoint
        >>> model = torch.nn.Linear(2, 3)
        >>> save_checkpoint("model.pt", model, task="lines", settings={"width": 3})
        >>> load_checkpoint("model.pt").weights["weight"].shape
        torch.Size([3, 2])

    """
    training = trainer.state_dict() if trainer else None
    processes = trainer.processes if trainer else ONE_PROCESS
    content = {
        "format": FORMAT,
        "version": VERSION,
        "task": task,
        "settings": dict(settings),
        "weights": model.state_dict(),
        "training": training,
        "options": dict(options or {}),
        "written_by": {"encdec": version("encdec"), "torch": torch.__version__.split("+")[0]},
    }
    for name, value in content.items():
        _check_plain(name, value)
    if processes.is_first:
        write_atomically(path, lambda file: torch.save(content, file))
    processes.wait()


def load_checkpoint(path: str | Path) -> Checkpoint:
    """Read what ``save_checkpoint`` wrote to ``path``; tensors come to the CPU. No code is run.

    A file that is damaged, of another kind, or of a later format gives a ValueError that says which
    of these it is.

    Examples:
        >>> import torch
        >>> from encdec import load_checkpoint, save_checkpoint
        >>> save_checkpoint("model.pt", torch.nn.Linear(2, 3), task="lines", settings={"width": 3})
        >>> checkpoint = load_checkpoint("model.pt")
        >>> checkpoint.task, checkpoint.settings
        ('lines', {'width': 3})

    """
    content = _read(Path(path))
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ValueError(
            f"{path} is no model of encdec; expected a file that save_checkpoint wrote"
        )
    found = content.get("version")
    if not isinstance(found, int) or found > VERSION:
        raise ValueError(
            f"{path} has the format version {found}; expected at most {VERSION}: "
            "a later encdec wrote it, so update this one (pip install --upgrade encdec)"
        )
    for name, kind in KINDS.items():
        if not isinstance(content.get(name), kind):
            raise ValueError(f"{path} is damaged: it has no {name!r} of the right kind")
    return Checkpoint(**{name: content[name] for name in KINDS})


def _read(path: Path) -> Any:
    """Return the content of a file; torch itself does not notice a changed byte in a tensor."""
    with path.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                damaged = archive.testzip()
            file.seek(0)
            content = None if damaged else torch.load(file, map_location="cpu", weights_only=True)
        except Exception as error:  # zipfile and torch raise many kinds
            raise ValueError(
                f"{path} is damaged or no model of encdec; "
                "expected a file that save_checkpoint wrote"
            ) from error
    if damaged:
        raise ValueError(f"{path} is damaged: the checksum of {damaged} is wrong")
    return content


def load_weights(model: nn.Module, weights: Mapping[str, Tensor], path: str | Path) -> None:
    """Give ``model`` the ``weights`` of the file ``path``; both must be of the same build.

    Examples:
        >>> import torch
        >>> from encdec import load_checkpoint, load_weights, save_checkpoint
        >>> model, other = torch.nn.Linear(2, 3), torch.nn.Linear(2, 3)
        >>> save_checkpoint("model.pt", model, task="lines", settings={})
        >>> load_weights(other, load_checkpoint("model.pt").weights, "model.pt")
        >>> torch.equal(other.weight, model.weight)
        True

    """
    try:
        model.load_state_dict(weights)
    except RuntimeError as error:
        reason = str(error).splitlines()[-1].strip()
        raise ValueError(
            f"{path} does not fit the model that its settings build: {reason}"
        ) from error


def _check_plain(name: str, value: Any) -> None:
    """Require numbers, strings, None, tensors, and lists, tuples and dictionaries of them."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            _check_plain(f"{name}[{key!r}]", part)
    elif isinstance(value, list | tuple):
        for number, part in enumerate(value):
            _check_plain(f"{name}[{number}]", part)
    elif type(value) not in PLAIN:  # a subclass, such as numpy's float64, would not be read
        raise TypeError(
            f"{name} is of type {type(value).__name__}; expected plain data: numbers, strings, "
            "tensors, and lists and dictionaries of them"
        )
