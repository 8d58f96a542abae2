"""Decoding: greedy, beam search and sampling, on a decoder that is only a table."""

# --8<-- [start:table]
from typing import Any

import torch
from torch import Tensor

from encdec import Decoder, Encoder, EncoderDecoder, Vocabulary, set_seed

set_seed(0)
torch.set_num_threads(1)

table = {
    "<bos>": {"ils": 0.6, "elles": 0.4},
    "ils": {"regardent": 0.45, "observent": 0.35, "voient": 0.2},
    "elles": {"regardent": 0.9, "observent": 0.1},
    "regardent": {"la": 0.55, "<eos>": 0.45},
    "observent": {"la": 0.8, "<eos>": 0.2},
    "voient": {"la": 1.0},
    "la": {"télé": 0.8, "télévision": 0.2},
    "télé": {".": 0.9, "<eos>": 0.1},
    "télévision": {".": 0.9, "<eos>": 0.1},
    ".": {"<eos>": 1.0},
}
vocab = Vocabulary([table])
# --8<-- [end:table]


class SourceEncoder(Encoder):
    """Passes the source on as it is."""

    def forward(self, X: Tensor, *args: Any) -> Tensor:
        """Return the ids (batch, steps)."""
        return X


class TableDecoder(Decoder):
    """Knows for each token how probable the next ones are, and nothing else."""

    def __init__(self, table: dict[str, dict[str, float]], vocab: Vocabulary) -> None:
        super().__init__()
        self.probabilities = torch.full((len(vocab), len(vocab)), 1e-6)
        for before, after in table.items():
            for token, probability in after.items():
                row, column = vocab.tokens.index(before), vocab.tokens.index(token)
                self.probabilities[row, column] = probability

    def init_state(self, enc_outputs: Any, *args: Any) -> Tensor:
        """Keep the source, (batch, source steps)."""
        return enc_outputs

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Map ids (batch, steps) to logits (batch, steps, vocab_size), and a state."""
        return self.probabilities.log()[X], state


# --8<-- [start:greedy]
model = EncoderDecoder(SourceEncoder(), TableDecoder(table, vocab))
enc_X = torch.tensor([[4, 5, 6, 7]])  # the source; the table never looks at it


def write_greedily(model: EncoderDecoder, enc_X: Tensor, max_steps: int) -> tuple[str, float]:
    """Return the sentence, and the product of its tokens' probabilities."""
    state = model.decoder.init_state(model.encoder(enc_X))
    token, ids, probability = torch.tensor([[vocab.bos]]), [], 1.0
    for _ in range(max_steps):
        logits, state = model.decoder(token, state)  # (1, 1, vocab_size)
        token = logits.argmax(dim=-1)
        probability *= logits.softmax(dim=-1).max().item()
        ids.append(token.item())
        if token.item() == vocab.eos:
            break
    return " ".join(vocab.decode(ids)), probability


sentence, probability = write_greedily(model, enc_X, max_steps=8)
print(f"{probability:.3f} {sentence}")
# --8<-- [end:greedy]

# --8<-- [start:packaged]
from encdec import greedy

print(" ".join(vocab.decode(greedy(model, enc_X, max_steps=8)[0])))
# --8<-- [end:packaged]

# --8<-- [start:better]
from itertools import pairwise

better = ["<bos>", "elles", "regardent", "la", "télé", ".", "<eos>"]
product = 1.0
for before, token in pairwise(better):
    product *= table[before][token]
print(f"{product:.3f} {' '.join(better[1:-1])}")
# --8<-- [end:better]


# --8<-- [start:beam]
def search(model: EncoderDecoder, enc_X: Tensor, beams: int, max_steps: int) -> list:
    """Return the finished beams of one sentence: log-probability and ids."""
    state = model.decoder.init_state(model.encoder(enc_X))
    kept, finished = [(0.0, [vocab.bos], state)], []
    for _ in range(max_steps):
        grown = []
        for score, ids, state in kept:
            logits, state = model.decoder(torch.tensor([ids[-1:]]), state)
            log_p, tokens = logits[0, -1].log_softmax(dim=-1).topk(beams)
            for log_probability, token in zip(log_p.tolist(), tokens.tolist(), strict=True):
                grown.append((score + log_probability, [*ids, token], state))
        grown = sorted(grown, key=lambda beam: beam[0], reverse=True)[:beams]
        finished += [beam[:2] for beam in grown if beam[1][-1] == vocab.eos]
        kept = [beam for beam in grown if beam[1][-1] != vocab.eos]
        if not kept:
            break
        print(" | ".join(" ".join(vocab.decode(ids)) for _, ids, _ in kept))
    return finished


finished = search(model, enc_X, beams=2, max_steps=8)
# --8<-- [end:beam]

# --8<-- [start:finished]
import math

for score, ids in finished:
    print(f"{math.exp(score):.3f} {score / (len(ids) - 1):5.2f} {' '.join(vocab.decode(ids))}")
# --8<-- [end:finished]

# --8<-- [start:penalty]
from encdec import beam_search

for length_penalty in (0.0, 1.0):
    ids = beam_search(model, enc_X, beams=2, length_penalty=length_penalty, max_steps=8)
    print(length_penalty, " ".join(vocab.decode(ids[0])))
# --8<-- [end:penalty]

# --8<-- [start:any-decoder]
from encdec import Seq2SeqDecoder, Seq2SeqEncoder

plain = EncoderDecoder(Seq2SeqEncoder(12, 8, 16, 2), Seq2SeqDecoder(12, 8, 16, 2))
print(len(beam_search(plain, torch.randint(4, 12, (3, 5)), beams=4, max_steps=6)))
# --8<-- [end:any-decoder]

# --8<-- [start:buckets]
from encdec.data import Batches, BucketedBatches, padding_share

lines = [[7] * (1 + i % 20) for i in range(400)]
random_share = padding_share(Batches(lines, lines, batch_size=20))
bucketed_share = padding_share(BucketedBatches(lines, lines, batch_size=20))
print(f"{random_share > 0.3} {bucketed_share < 0.05}")
# --8<-- [end:buckets]

# --8<-- [start:shapes]
from encdec.decoding import sampling_probabilities

logits = torch.tensor([[0.4, 0.3, 0.2, 0.1]]).log()
settings = [{}, {"temperature": 0.5}, {"temperature": 2.0}, {"top_k": 2}, {"top_p": 0.8}]
for setting in settings:
    row = sampling_probabilities(logits, **setting)[0].tolist()
    print([f"{probability:.2f}" for probability in row], setting)
# --8<-- [end:shapes]

# --8<-- [start:sample]
from encdec import sample

many = enc_X.expand(1000, -1)
drawn = [vocab.decode(ids) for ids in sample(model, many, max_steps=8)]
print(f"{sum(words[0] == 'ils' for words in drawn) / 1000:.1f}")
print(len({tuple(words) for words in drawn}) > 8)
cautious = [vocab.decode(ids) for ids in sample(model, many, top_k=1, max_steps=8)]
print({" ".join(words) for words in cautious})
# --8<-- [end:sample]


# --8<-- [start:leaving]
class CopyDecoder(TableDecoder):
    """Writes the source again, and notes how many sequences each step reads."""

    def init_state(self, enc_outputs: Any, *args: Any) -> tuple[Tensor, int]:
        """Keep the source and the step."""
        self.sizes = []
        return enc_outputs, 0

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Map ids (batch, 1) to logits (batch, 1, vocab_size), and a state."""
        source, step = state
        self.sizes.append(len(X))
        logits = torch.nn.functional.one_hot(source[:, step : step + 1], len(vocab))
        return 10.0 * logits, (source, step + 1)


source = torch.full((8, 9), vocab.eos)
for row in range(8):
    source[row, : row + 1] = 7
copier = CopyDecoder(table, vocab)
rows = greedy(EncoderDecoder(SourceEncoder(), copier), source, max_steps=9)
print([len(row) for row in rows])
print(copier.sizes)
# --8<-- [end:leaving]

# --8<-- [start:select]
from encdec import select_state

decoder = Seq2SeqDecoder(12, 8, 16, num_layers=2)
state = torch.randn(2, 3, 16), torch.randn(3, 16)  # 3 sequences
hidden, context = select_state(decoder, state, torch.tensor([2, 0]), batch=3)
print(tuple(hidden.shape), tuple(context.shape))
print(torch.equal(hidden[:, 0], state[0][:, 2]))
# --8<-- [end:select]

# --8<-- [start:solution-one]
print(beam_search(model, enc_X, beams=1, max_steps=8) == greedy(model, enc_X, max_steps=8))
# --8<-- [end:solution-one]

# --8<-- [start:solution-cold]
cold = sample(model, many, temperature=0.01, max_steps=8)
print(cold == greedy(model, many, max_steps=8))
# --8<-- [end:solution-cold]


# --8<-- [start:solution-all]
def all_sentences(beginning: tuple[str, ...], probability: float):
    """Yield every sentence of the table with its probability."""
    if beginning[-1] == "<eos>":
        yield probability, " ".join(beginning[1:-1])
        return
    for token, share in table[beginning[-1]].items():
        yield from all_sentences((*beginning, token), probability * share)


found = sorted(all_sentences(("<bos>",), 1.0), reverse=True)
print(len(found), f"{sum(probability for probability, _ in found):.2f}")
for probability, words in found[:3]:
    print(f"{probability:.3f} {words}")
# --8<-- [end:solution-all]

# --8<-- [start:solution-loop]
loop = {"<bos>": {"très": 1.0}, "très": {"très": 0.6, "bien": 0.4}, "bien": {"<eos>": 1.0}}
words = Vocabulary([loop])
stuck = EncoderDecoder(SourceEncoder(), TableDecoder(loop, words))
print(" ".join(words.decode(greedy(stuck, enc_X, max_steps=8)[0])))
for length_penalty in (0.0, 2.0):
    ids = beam_search(stuck, enc_X, beams=2, length_penalty=length_penalty, max_steps=8)
    print(length_penalty, " ".join(words.decode(ids[0])))
lengths = [len(ids) for ids in sample(stuck, many, max_steps=100)]
print(max(lengths) < 100, sum(lengths) / len(lengths) < 5)
# --8<-- [end:solution-loop]
