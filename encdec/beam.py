"""Beam search: decoding that keeps the best few beginnings of every sentence.

At each step every beginning, a beam, is tried with every next token; the best of all are kept. A
greedy choice that turns out to be bad later can thus be avoided. Beams that end with ``<eos>``
are set aside as hypotheses; a sentence is done when it has as many hypotheses as beams.

All sentences and beams are searched together as one batch, through the interface of the decoder.

Sources: Graves, "Sequence Transduction with Recurrent Neural Networks" (2012),
<https://arxiv.org/abs/1211.3711>; Sutskever, Vinyals and Le (2014),
<https://arxiv.org/abs/1409.3215>; the length penalty divides a log-probability by length to the
power of ``length_penalty``, as in Wu et al., "Google's Neural Machine Translation System" (2016),
<https://arxiv.org/abs/1609.08144>, without its constant.
"""

from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from encdec.checks import check_size
from encdec.decoding import ENDED_SHARE, before, evaluating
from encdec.states import select_beams

LOWEST = float("-inf")


class Hypothesis(NamedTuple):
    """A decoded sequence, without ``<bos>`` and ``<eos>``, and its score: higher is better.

    Examples:
        >>> from encdec import Hypothesis
        >>> Hypothesis(ids=[5, 4], score=-0.5)
        Hypothesis(ids=[5, 4], score=-0.5)

    """

    ids: list[int]
    score: float


def beam_search(
    model: nn.Module,
    enc_X: Tensor,
    *args: Any,
    beams: int = 4,
    length_penalty: float = 1.0,
    bos: int = 1,
    eos: int = 2,
    max_steps: int,
) -> list[list[int]]:
    """Decode the batch ``enc_X`` and return the best hypothesis for each sequence.

    Args:
        model: has an ``encoder`` and a ``decoder``.
        enc_X: the inputs, the batch in the first dimension.
        args: what else the model takes, such as valid_len.
        beams: how many beginnings are kept; 1 is greedy search.
        length_penalty: 0 compares log-probabilities, which favours short sequences; 1 compares
            their mean for each token.
        bos: the id of the token that begins a sequence.
        eos: the id of the token that ends a sequence.
        max_steps: how many tokens a sequence has at most.

    Returns:
        One list of ids for each sequence, without ``bos`` and ``eos``.

    Examples:
        >>> import torch
        >>> from encdec import beam_search
        >>> from encdec.tasks import build_pig_latin
        >>> model = build_pig_latin(vocab_size=30)
        >>> found = beam_search(model, torch.tensor([[4, 5], [6, 7]]), beams=2, max_steps=3)
        >>> len(found), max(len(ids) for ids in found) <= 3
        (2, True)

    """
    found = beam_hypotheses(
        model,
        enc_X,
        *args,
        beams=beams,
        length_penalty=length_penalty,
        bos=bos,
        eos=eos,
        max_steps=max_steps,
    )
    return [hypotheses[0].ids for hypotheses in found]


@torch.no_grad()
def beam_hypotheses(
    model: nn.Module,
    enc_X: Tensor,
    *args: Any,
    beams: int = 4,
    length_penalty: float = 1.0,
    bos: int = 1,
    eos: int = 2,
    max_steps: int,
) -> list[list[Hypothesis]]:
    """Return up to ``beams`` hypotheses for each sequence, the best first.

    ``model``, ``enc_X``, ``args``, ``length_penalty``, ``bos``, ``eos`` and ``max_steps`` are those
    of ``beam_search``.

    Examples:
        >>> import torch
        >>> from encdec import beam_hypotheses
        >>> from encdec.tasks import build_pig_latin
        >>> model = build_pig_latin(vocab_size=30)
        >>> [[best, second]] = beam_hypotheses(model, torch.tensor([[4, 5]]), beams=2, max_steps=3)
        >>> best.score >= second.score
        True

    """
    check_size("beams", beams)
    check_size("max_steps", max_steps)
    parts: Any = model
    with evaluating(model):
        search = _Search(enc_X.shape[0], beams, length_penalty, eos, max_steps, enc_X.device)
        state = parts.decoder.init_state(parts.encoder(enc_X, *args), *args)
        token = torch.full((enc_X.shape[0], 1), bos, device=enc_X.device)
        for step in range(max_steps):
            held = token.shape[0]
            logits, state = parts.decoder(token, state)
            rows, token = search.advance(logits[:, -1], step)
            if rows is None:
                break
            state = select_beams(parts.decoder, state, rows, held)
        return search.hypotheses()


class _Search:
    """The beams of all sentences that are not done, and the hypotheses of all sentences.

    ids: (going,), the sentences not done. scores: (going, beams), log-probabilities of the beams.
    tokens: (going, beams, max_steps), what the beams say. pool_scores, pool_tokens: the
    hypotheses of all sentences, (batch, beams) and (batch, beams, max_steps).
    """

    def __init__(
        self,
        batch: int,
        beams: int,
        length_penalty: float,
        eos: int,
        max_steps: int,
        device: torch.device,
    ) -> None:
        self.beams, self.length_penalty = beams, length_penalty
        self.eos, self.max_steps = eos, max_steps
        self.ids = torch.arange(batch, device=device)
        self.scores = torch.zeros(batch, 1, device=device)
        self.tokens = torch.full((batch, 1, max_steps), eos, device=device)
        self.pool_scores = torch.full((batch, beams), LOWEST, device=device)
        self.pool_tokens = torch.full((batch, beams, max_steps), eos, device=device)
        self.ended = torch.zeros(batch, dtype=torch.int64, device=device)

    def advance(self, logits: Tensor, step: int) -> tuple[Tensor | None, Tensor]:
        """Go one step on, given the logits (going × beams, vocab_size) of the next token.

        Returns which row of the batch each beam goes on from, (going, beams), or None when
        nothing is left to do, and the beams' new tokens, (going × beams, 1).
        """
        scores, parents, tokens = self._candidates(logits)
        is_eos = tokens == self.eos
        rank = torch.arange(scores.shape[1], device=scores.device)
        ends = is_eos & (rank < self.beams) & (scores > LOWEST)
        if bool(ends.any()):
            self._set_aside(scores, parents, ends, step)
        best = (rank + is_eos * rank.numel()).topk(self.beams, largest=False).indices
        self.scores, parents, token = (x.gather(1, best) for x in (scores, parents, tokens))
        self.tokens = _take(self.tokens, parents)
        self.tokens[:, :, step] = token
        if step + 1 == self.max_steps:
            self._merge(self._normalized(self.scores, step + 1), self.tokens)
            return None, token
        return self._without_done(parents, token, logits.shape[0] // len(self.ids))

    def _candidates(self, logits: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return the scores, parents and tokens of the best 2 × beams continuations."""
        wanted = 2 * self.beams
        scores, tokens = top_log_probabilities(logits, min(wanted, logits.shape[1]))
        each = scores.shape[1]
        scores = self.scores.unsqueeze(2) + scores.view(*self.scores.shape, each)
        scores, flat = scores.flatten(1).topk(min(wanted, scores[0].numel()))
        tokens = tokens.view(len(self.ids), -1).gather(1, flat)
        missing = wanted - scores.shape[1]  # of a vocabulary with fewer tokens than that
        scores = functional.pad(scores, (0, missing), value=LOWEST)
        return (
            scores,
            functional.pad(flat // each, (0, missing)),
            functional.pad(tokens, (0, missing)),
        )

    def _set_aside(self, scores: Tensor, parents: Tensor, ends: Tensor, step: int) -> None:
        """Make hypotheses of the candidates that end here."""
        ends = ends & (self.ended[self.ids] < self.beams).unsqueeze(1)
        self.ended[self.ids] += ends.sum(dim=1)
        scores = self._normalized(scores, step + 1).masked_fill(~ends, LOWEST)
        self._merge(scores, _take(self.tokens, parents))

    def _merge(self, scores: Tensor, tokens: Tensor) -> None:
        """Keep the best of the hypotheses so far and of new ones, for the sentences not done."""
        scores = torch.cat((self.pool_scores[self.ids], scores), dim=1)
        tokens = torch.cat((self.pool_tokens[self.ids], tokens), dim=1)
        scores, best = scores.topk(self.beams)
        self.pool_scores[self.ids], self.pool_tokens[self.ids] = scores, _take(tokens, best)

    def _normalized(self, scores: Tensor, length: int) -> Tensor:
        normalized: Tensor = scores / length**self.length_penalty
        return normalized

    def _without_done(
        self, parents: Tensor, token: Tensor, held: int
    ) -> tuple[Tensor | None, Tensor]:
        """Return rows and tokens to go on with; ``held`` is how many rows each sentence had."""
        sentences = torch.arange(len(self.ids), device=parents.device)
        going = self.ended[self.ids] < self.beams
        count = int(going.sum())
        if count == 0:
            return None, token
        if count <= (1 - ENDED_SHARE) * len(sentences):
            sentences, parents, token = sentences[going], parents[going], token[going]
            self.ids, self.scores = self.ids[going], self.scores[going]
            self.tokens = self.tokens[going]
        return sentences.unsqueeze(1) * held + parents, token.view(-1, 1)

    def hypotheses(self) -> list[list[Hypothesis]]:
        """Return each sentence's hypotheses, the best first."""
        found: list[list[Hypothesis]] = []
        for tokens, scores in zip(
            self.pool_tokens.tolist(), self.pool_scores.tolist(), strict=True
        ):
            pairs = zip(tokens, scores, strict=True)
            found.append([Hypothesis(before(self.eos, t), s) for t, s in pairs if s > LOWEST])
        return found


def _take(tokens: Tensor, rows: Tensor) -> Tensor:
    """Return of ``tokens`` (batch, n, steps) the ``rows`` (batch, m): (batch, m, steps)."""
    return tokens.gather(1, rows.unsqueeze(2).expand(-1, -1, tokens.shape[2]))


def top_log_probabilities(logits: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """Return the k largest log-probabilities of each row and their tokens, both (batch, k)."""
    return top_k(logits.float().log_softmax(dim=-1), k)


def top_k(X: Tensor, k: int, block: int = 10) -> tuple[Tensor, Tensor]:
    """Return what ``X.topk(k)`` returns, for X (batch, n): values and indexes, (batch, k).

    X is cut into ``block`` rows of equal length, and a rest. The k largest numbers lie in the rest
    or in the k columns whose maxima are largest: few are left to sort. On a CPU this halves the
    time.
    """
    columns = X.shape[1] // block
    if columns < 2 * k:
        return X.topk(k, dim=-1)
    indexes = torch.arange(X.shape[1], device=X.device)
    rest = indexes[block * columns :]
    rows = X[:, : block * columns].view(-1, block, columns)
    chosen = rows.amax(dim=1).topk(k, dim=-1).indices
    where = (chosen.unsqueeze(1) + columns * indexes[:block].unsqueeze(1)).flatten(1)
    where = torch.cat((where, rest.expand(len(X), -1)), dim=1)
    values, best = X.gather(1, where).topk(k, dim=-1)
    return values, where.gather(1, best)
