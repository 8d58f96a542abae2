"""Early stopping: keep the weights that were best on held-out data, and stop when none are better.

Source: Prechelt, "Early Stopping – But When?" (1998), <https://doi.org/10.1007/3-540-49430-8_3>.
"""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from encdec.checks import check_size
from encdec.decoding import evaluating
from encdec.distributed import ONE_PROCESS, Processes


class EarlyStopping:
    """Evaluates a model during its training and remembers its best weights.

    evaluate: takes the model and returns a figure, or a dictionary whose first figure counts;
    higher is better. every: steps between evaluations. patience: the training stops after so many
    evaluations in a row that were no better than the best; None never stops it.

    Examples:
        >>> import torch
        >>> from encdec import EarlyStopping
        >>> figures = iter([0.5, 0.7, 0.6])
        >>> stopping = EarlyStopping(lambda model: next(figures), patience=1)
        >>> [stopping.update(torch.nn.Linear(2, 2), step) for step in (100, 200, 300)]
        [0.5, 0.7, 0.6]
        >>> stopping.best_step, stopping.exhausted
        (200, True)

    """

    def __init__(
        self,
        evaluate: Callable[[nn.Module], float | Mapping[str, float]],
        *,
        every: int = 100,
        patience: int | None = 5,
    ) -> None:
        check_size("every", every)
        if patience is not None:
            check_size("patience", patience)
        self.evaluate, self.every, self.patience = evaluate, every, patience
        self.reset()

    def reset(self) -> None:
        """Forget everything, for a new training."""
        self.history: list[tuple[int, float]] = []
        self.best = float("-inf")
        self.best_step = 0
        self.best_weights: dict[str, Tensor] = {}
        self.worse = 0

    @property
    def exhausted(self) -> bool:
        """Whether the patience is at its end."""
        return self.patience is not None and self.worse >= self.patience

    def update(self, model: nn.Module, step: int, processes: Processes = ONE_PROCESS) -> float:
        """Evaluate ``model`` after ``step`` steps and return the figure.

        Of several processes, the first one evaluates and tells the others.
        """
        figure = 0.0
        if processes.is_first:
            with evaluating(model), torch.no_grad():
                result = self.evaluate(model)
            figure = float(next(iter(result.values())) if isinstance(result, Mapping) else result)
        figure = float(processes.from_first(figure))
        self.history.append((step, figure))
        if figure > self.best:
            self.best, self.best_step, self.worse = figure, step, 0
            weights = model.state_dict()
            self.best_weights = {name: value.clone() for name, value in weights.items()}
        else:
            self.worse += 1
        return figure

    def restore(self, model: nn.Module) -> None:
        """Give ``model`` the best weights, if there were any."""
        if self.best_weights:
            model.load_state_dict(self.best_weights)

    def state_dict(self) -> dict[str, Any]:
        """Return what ``load_state_dict`` needs to go on."""
        names = ("history", "best", "best_step", "best_weights", "worse")
        return {name: getattr(self, name) for name in names}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from ``state``, which ``state_dict`` has returned."""
        self.history = [(step, figure) for step, figure in state["history"]]
        self.best, self.best_step = state["best"], state["best_step"]
        self.best_weights, self.worse = dict(state["best_weights"]), state["worse"]
