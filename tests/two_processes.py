"""What each of two processes does for test_encdec_distributed.py; it writes into a folder."""

import contextlib
import io
import random
import signal
import sys
from pathlib import Path

import torch
from torch import nn

from encdec import EncoderDecoder, Seq2SeqDecoder, Seq2SeqEncoder, Trainer
from encdec.checkpoint import load_checkpoint, load_weights, save_checkpoint
from encdec.data import Batches
from encdec.distributed import processes
from encdec.stopping import EarlyStopping

SEQUENCES = [[random.Random(n).randint(4, 9) for _ in range(n % 5 + 1)] for n in range(13)]


def build(dropout=0.0):
    torch.manual_seed(0)
    sizes = (10, 4, 6, 2, dropout)
    return EncoderDecoder(Seq2SeqEncoder(*sizes), Seq2SeqDecoder(*sizes)).double()


def new_batches(cls=Batches):
    return cls(SEQUENCES, SEQUENCES, batch_size=4)  # four a pass, the last of a single row


class Interrupted(Batches):
    def __iter__(self):
        for i, batch in enumerate(super().__iter__()):
            if i == 2:
                signal.raise_signal(signal.SIGINT)
            yield batch


def plain(group):
    """Train without dropout, as one process can do it as well."""
    model = build()
    if not group.is_first:
        for weight in model.parameters():
            nn.init.zeros_(weight)  # all get the weights of the first
    figures = iter([1.0, 2.0] if group.is_first else [])
    stopping = EarlyStopping(lambda model: next(figures), every=5, patience=None)
    trainer = Trainer(model, processes=group, lr=1e-2, progress=True)
    shown = io.StringIO()
    with contextlib.redirect_stderr(shown):
        losses = trainer.fit(new_batches(), 10, stopping=stopping)
    return {
        "weights": model.state_dict(),
        "losses": losses,
        "history": stopping.history,
        "shown": shown.getvalue(),
    }


def with_dropout(group, seed):
    """Return a trainer; each process draws dropout of its own."""
    model = build(0.5)
    torch.manual_seed(seed + group.rank)
    return Trainer(model, processes=group, lr=1e-2, progress=False)


def interrupted(group, folder):
    """Stop after the third step, because the second process is asked to, and go on."""
    first = with_dropout(group, 0)
    path = folder / f"model{group.rank}"

    def save():
        save_checkpoint(path, first.model, task="t", settings={}, trainer=first)

    stopped = False
    try:
        first.fit(new_batches(Interrupted if group.rank else Batches), 6, save=save)
    except KeyboardInterrupt:
        stopped = True
    second = with_dropout(group, 99)
    found = load_checkpoint(folder / "model0")
    load_weights(second.model, found.weights, "model")
    second.load_state_dict(found.training)
    losses = second.fit(new_batches(), 6)
    return {
        "weights": second.model.state_dict(),
        "losses": losses,
        "stopped": stopped and first.steps_done,
    }


def not_a_number(group):
    """Learn from a batch that is wrong in the second process's share."""
    X = torch.tensor([[1.0], [float("nan")]])
    trainer = Trainer(
        nn.Linear(1, 1), loss=lambda m, b: m(b[0]).mean(), processes=group, progress=False
    )
    try:
        trainer.fit([(X, X)], 3)
    except FloatingPointError as error:
        return str(error)
    return "no error"


def main(folder):
    """Do all of it and write what came out."""
    with processes() as group:
        results = {"plain": plain(group)}
        whole = with_dropout(group, 0)
        losses = whole.fit(new_batches(), 6)
        results["whole"] = {"weights": whole.model.state_dict(), "losses": losses}
        results["interrupted"] = interrupted(group, folder)
        results["not a number"] = not_a_number(group)
        torch.save(results, folder / f"results{group.rank}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
