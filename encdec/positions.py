"""Positions: what tells a network without recurrence which token comes when.

``Sinusoidal`` adds waves of many lengths to the embeddings; every position gets a pattern of its
own. ``Rotary`` turns queries and keys by an angle that grows with the position, so that their dot
product depends on how far apart they are, and on nothing else of their positions.

Sources: Vaswani et al., "Attention Is All You Need" (2017), <https://arxiv.org/abs/1706.03762>; Su
et al., "RoFormer: Enhanced Transformer with Rotary Position Embedding" (2021),
<https://arxiv.org/abs/2104.09864>.
"""

import torch
from torch import Tensor, nn

from encdec.checks import check_size

#: Wavelengths reach from 2π to 2π times this, as in both papers.
BASE = 10_000.0


def angles(start: int, steps: int, size: int, device: torch.device | None = None) -> Tensor:
    """Return position × frequency for positions from ``start`` on, (steps, size / 2), float32."""
    frequencies = BASE ** (-torch.arange(0, size, 2, device=device, dtype=torch.float32) / size)
    return torch.outer(torch.arange(start, start + steps, device=device).float(), frequencies)


class _Table(nn.Module):
    """Keeps what ``angles`` gives for the positions seen so far; it is not part of the state."""

    table: Tensor

    def __init__(self, size: int) -> None:
        super().__init__()
        check_size("size", size, least=2)
        if size % 2:
            raise ValueError(f"size is {size}; expected an even number: sines and cosines in pairs")
        self.size = size
        self.register_buffer("table", torch.empty(0, size), persistent=False)

    def _make(self, steps: int, device: torch.device) -> Tensor:
        raise NotImplementedError

    def rows(self, start: int, steps: int, X: Tensor) -> Tensor:
        """Return the table's rows for the positions from ``start`` on, in the type of ``X``."""
        end = start + steps
        if self.table.shape[0] < end or self.table.device != X.device:
            self.table = self._make(max(64, 2 * end), X.device)
        if self.table.dtype != X.dtype:
            return self.table[start:end].to(X.dtype)
        return self.table[start:end]


class Sinusoidal(_Table):
    """Adds sines and cosines of the position to X (batch, steps, size), from ``start`` on.

    Examples:
        >>> import torch
        >>> from encdec import Sinusoidal
        >>> Sinusoidal(4)(torch.zeros(1, 3, 4))[0, 0]
        tensor([0., 1., 0., 1.])

    """

    def _make(self, steps: int, device: torch.device) -> Tensor:
        turns = angles(0, steps, self.size, device)
        return torch.stack((turns.sin(), turns.cos()), dim=-1).flatten(1)

    def forward(self, X: Tensor, start: int = 0) -> Tensor:
        """Return X plus the pattern of its positions."""
        return X + self.rows(start, X.shape[1], X)


class Rotary(_Table):
    """Turns pairs of features of X (…, steps, size) by the angle of their position.

    The first position in X is ``start``. With ``beams`` above 1, so many neighbours in X have the
    same position.

    Examples:
        >>> import torch
        >>> from encdec import Rotary
        >>> rotary, x = Rotary(4), torch.ones(1, 4)
        >>> near, far = ((rotary(x, start) @ rotary(x, start + 3).T).item() for start in (0, 50))
        >>> abs(near - far) < 1e-4
        True

    """

    def _make(self, steps: int, device: torch.device) -> Tensor:
        turns = angles(0, steps, self.size, device)
        return torch.cat((turns.cos(), turns.sin()), dim=-1)

    def forward(self, X: Tensor, start: int = 0, beams: int = 1) -> Tensor:
        """Return X turned; feature i pairs with feature i + size / 2."""
        turns = self.rows(start, X.shape[-2] // beams, X)
        if beams > 1:
            turns = turns.repeat_interleave(beams, dim=0)
        cos, sin = turns.chunk(2, dim=-1)
        left, right = X.chunk(2, dim=-1)
        return torch.cat((left * cos - right * sin, left * sin + right * cos), dim=-1)
