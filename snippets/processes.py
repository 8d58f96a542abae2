"""Train in one process, or in as many as torchrun starts: the same steps."""

import random

import torch

from encdec import (
    EncoderDecoder,
    Seq2SeqDecoder,
    Seq2SeqEncoder,
    Trainer,
    Vocabulary,
    processes,
)
from encdec.data import Batches

torch.set_num_threads(1)
torch.manual_seed(0)
rng = random.Random(0)
words = ["".join(rng.choices("abcdef", k=rng.randint(2, 8))) for _ in range(640)]
vocab = Vocabulary(words)
word_ids = [vocab.encode(word) for word in words]
turned_ids = [vocab.encode(word[::-1], eos=True) for word in words]
batches = Batches(word_ids, turned_ids, batch_size=64)

with processes() as group:
    encoder = Seq2SeqEncoder(len(vocab), 16, 32, 1)
    model = EncoderDecoder(encoder, Seq2SeqDecoder(len(vocab), 16, 32, 1))
    trainer = Trainer(model, bos=vocab.bos, processes=group, progress=False)
    losses = trainer.fit(batches, steps=40)

    (rows, *_), _ = group.share(next(iter(batches)))
    total = sum(weights.abs().sum().item() for weights in model.parameters())
    found = group.gather((group.rank, len(rows), f"{total:.1f}"))
    if group.is_first:  # the others have nothing to print
        print("the loss fell:", losses[-1] < losses[0])
        for rank, share, weights in found:
            print(f"process {rank}: {share} rows of a batch, sum of |weights| {weights}")
