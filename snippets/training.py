"""Training well: what each habit of training is for, shown by a small experiment."""

# --8<-- [start:smallest]
import torch

from encdec import Vocabulary, pad_batch, set_seed, teacher_forcing

torch.set_num_threads(1)  # the matrices are small: more threads hardly help
set_seed(0)
vocab = Vocabulary(["abcdef"])
targets, _ = pad_batch([vocab.encode("cab", eos=True), vocab.encode("fe", eos=True)])
dec_X = teacher_forcing(targets, vocab.bos)
for name, ids in (("reads ", dec_X), ("writes", targets)):
    print(name, [" ".join(vocab.tokens[i] for i in row) for row in ids.tolist()])
# --8<-- [end:smallest]

# --8<-- [start:task]
import random
from typing import Any

from encdec import EncoderDecoder, Seq2SeqDecoder, Seq2SeqEncoder, Trainer, exact_match, greedy
from encdec.data import Batches


def make_words(count: int, seed: int) -> list[str]:
    """Return words of 2 to 5 letters from a to f."""
    rng = random.Random(seed)
    return ["".join(rng.choices("abcdef", k=rng.randint(2, 5))) for _ in range(count)]


def batches(words: list[str], batch_size: int = 64) -> Batches:
    """Return batches of words, and as targets the same words backwards."""
    sources = [vocab.encode(word) for word in words]
    targets = [vocab.encode(word[::-1], eos=True) for word in words]
    return Batches(sources, targets, batch_size)


def new_model(seed: int) -> EncoderDecoder:
    """Return a model without training, with weights that depend on the seed alone."""
    set_seed(seed)
    encoder = Seq2SeqEncoder(len(vocab), 16, 48, 1)
    return EncoderDecoder(encoder, Seq2SeqDecoder(len(vocab), 16, 48, 1))


def new_trainer(model: EncoderDecoder, lr: float = 1e-2, **settings: Any) -> Trainer:
    """Return a trainer for the model, with teacher forcing unless settings say otherwise."""
    return Trainer(model, bos=vocab.bos, pad=vocab.pad, lr=lr, **settings)


def share_right(model: EncoderDecoder) -> float:
    """Return the share of the new words that the model writes backwards."""
    enc_X, valid_len = pad_batch([vocab.encode(word) for word in new])
    rows = greedy(model, enc_X, valid_len, bos=vocab.bos, eos=vocab.eos, max_steps=8)
    return exact_match(["".join(vocab.decode(row)) for row in rows], [w[::-1] for w in new])


train = make_words(2000, seed=0)
new = [word for word in make_words(800, seed=1) if word not in train][:300]
# --8<-- [end:task]

# --8<-- [start:leak]
from torch import Tensor, nn

from encdec import masked_cross_entropy


def unshifted(model: nn.Module, batch: Any) -> Tensor:
    """Return the loss if the decoder reads at each step what it should write there."""
    enc_X, targets, valid_len = batch
    return masked_cross_entropy(model(enc_X, targets, valid_len), targets, vocab.pad)


right, wrong = new_model(seed=0), new_model(seed=0)
right_losses = new_trainer(right).fit(batches(train), steps=60)
wrong_losses = new_trainer(wrong, loss=unshifted).fit(batches(train), steps=60)
print("lower loss without the shift:", wrong_losses[-1] < right_losses[-1] / 10)
print("more than a fifth right:", share_right(right) > 0.2, share_right(wrong) > 0.2)
# --8<-- [end:leak]

# --8<-- [start:blind]
from collections import Counter

from encdec import sample


class BlindDecoder(Seq2SeqDecoder):
    """A decoder that reads only the encoder's vector: every token becomes <bos>."""

    def forward(self, X: Tensor, state: Any) -> tuple[Tensor, Any]:
        """Map the ids X to logits, without a look at them."""
        return super().forward(torch.full_like(X, vocab.bos), state)


def two_answers(kind: type[Seq2SeqDecoder]) -> None:
    """Train on a → bc and a → de, and print which of 1000 samples are frequent."""
    set_seed(0)
    model = EncoderDecoder(Seq2SeqEncoder(len(vocab), 8, 16, 1), kind(len(vocab), 8, 16, 1))
    answers = [vocab.encode(word, eos=True) for word in ("bc", "de")]
    pairs = Batches([vocab.encode("a")] * 2, answers, batch_size=2)
    loss = new_trainer(model, lr=3e-2).fit(pairs, steps=80)[-1]
    enc_X, _ = pad_batch([vocab.encode("a")] * 1000)
    rows = sample(model, enc_X, bos=vocab.bos, eos=vocab.eos, max_steps=4)
    counts = Counter("".join(vocab.decode(row)) for row in rows)
    often = sorted(word for word, count in counts.items() if count > 100)
    print(f"{kind.__name__}: loss {loss:.1f}, often {often}")


two_answers(Seq2SeqDecoder)
two_answers(BlindDecoder)
# --8<-- [end:blind]

# --8<-- [start:nan]
from torch.nn import functional

logits = torch.zeros(1, 3, len(vocab))
padding = torch.full((1, 3), vocab.pad)
flat = logits.flatten(0, 1), padding.flatten()
print(functional.cross_entropy(*flat, ignore_index=vocab.pad).item())
print(masked_cross_entropy(logits, padding, vocab.pad).item())
# --8<-- [end:nan]

# --8<-- [start:nan-gradient]
layer = nn.Linear(4, len(vocab))
mask = padding.flatten() != vocab.pad
each = functional.cross_entropy(layer(torch.ones(3, 4)), padding.flatten(), reduction="none")
loss = (each * mask).sum() / mask.sum()
loss.backward()
print(layer.bias.grad.isnan().all().item())
# --8<-- [end:nan-gradient]


# --8<-- [start:clip]
def learn_one(clip: float) -> None:
    """Learn w so that w · w · … · w, 20 times, is 1, and print w on the way."""
    w = nn.Parameter(torch.tensor(1.2))
    optimizer = torch.optim.SGD([w], lr=0.01)
    for step in range(60):
        if step in (0, 1, 2, 30):
            print(f"{w.item():8.3g}", end="")
        h = torch.tensor(1.0)
        for _ in range(20):
            h = w * h
        loss = (h - 1) ** 2
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_([w], clip)
        optimizer.step()
    print(f"{w.item():8.3g}")


learn_one(clip=float("inf"))
learn_one(clip=1.0)
# --8<-- [end:clip]

# --8<-- [start:first-step]
w = torch.zeros(3, requires_grad=True)
w.grad = torch.tensor([1e-6, 1.0, -1000.0])
torch.optim.AdamW([w], lr=0.01).step()
print(w.detach())
# --8<-- [end:first-step]

# --8<-- [start:schedule]
from encdec import warmup_cosine

print([f"{warmup_cosine(step, 10, warmup=0.3):.2f}" for step in range(10)])
# --8<-- [end:schedule]

# --8<-- [start:warmup]
from encdec import TransformerDecoder, TransformerEncoder


def final_loss(warmup: float) -> float:
    """Train a Transformer at a high learning rate; return the mean of the last ten losses."""
    set_seed(0)
    size = (len(vocab), 32, 64, 4, 4)  # 32 wide, 64 inside, 4 heads, 4 layers
    model = EncoderDecoder(TransformerEncoder(*size), TransformerDecoder(*size))
    trainer = new_trainer(model, lr=3e-2, warmup=warmup)
    return sum(trainer.fit(batches(train, batch_size=32), steps=45)[-10:]) / 10


print(final_loss(warmup=0.0) - final_loss(warmup=0.3) > 0.25)
# --8<-- [end:warmup]

# --8<-- [start:smoothing]
targets = torch.tensor([[vocab.encode("a")[0]]])
for certainty in (2, 4, 8, 16):
    logits = torch.zeros(1, 1, len(vocab))
    logits[0, 0, targets.item()] = certainty
    hard = masked_cross_entropy(logits, targets)
    smooth = masked_cross_entropy(logits, targets, label_smoothing=0.1)
    print(f"{certainty:2} {hard.item():.2f} {smooth.item():.2f}")
# --8<-- [end:smoothing]

# --8<-- [start:stopping]
from encdec import EarlyStopping, teacher_forced_loss

held_out = next(iter(batches(new, batch_size=300)))


def evaluate(model: nn.Module) -> float:
    """Return how good the model is on the held-out words: the higher, the better."""
    return -teacher_forced_loss(model, held_out, bos=vocab.bos, pad=vocab.pad).item()


stopping = EarlyStopping(evaluate, every=10, patience=4)
model = new_model(seed=0)
losses = new_trainer(model).fit(batches(train[:60]), steps=200, stopping=stopping)
print("stopped early:", len(losses) < 200)
print("the best weights are older:", stopping.best_step < len(losses))
print("the model has them:", evaluate(model) == stopping.best)
# --8<-- [end:stopping]

# --8<-- [start:curves]
import matplotlib.pyplot as plt

evaluated, figures = zip(*stopping.history, strict=True)
figure, axes = plt.subplots(figsize=(4.5, 3))
axes.plot(evaluated, [losses[step - 1] for step in evaluated], "o-", label="60 training words")
axes.plot(evaluated, [-figure for figure in figures], "s--", label="held-out words")
axes.set(xlabel="training step", ylabel="loss", ylim=(0, 2.5))
axes.legend(loc="upper right")
figure.savefig("curves.svg", metadata={"Title": "Training and held-out loss"})
# --8<-- [end:curves]

# --8<-- [start:seeds]
first = new_trainer(new_model(seed=3)).fit(batches(train), steps=5)
second = new_trainer(new_model(seed=3)).fit(batches(train), steps=5)
print(first == second)
shares = []
for seed in range(3):
    model = new_model(seed)
    new_trainer(model).fit(batches(train), steps=40)
    shares.append(share_right(model))
print(max(shares) - min(shares) > 0.01)
# --8<-- [end:seeds]

# --8<-- [start:save]
from encdec import save_checkpoint

model = new_model(seed=0)
trainer = new_trainer(model)


def save() -> None:
    """Write the model, and where its training is."""
    save_checkpoint("model.pt", model, task="backwards", settings={}, trainer=trainer)


trainer.fit(batches(train), steps=24, save=save, save_every=15)
# --8<-- [end:save]

# --8<-- [start:resume]
from encdec import load_checkpoint, load_weights

checkpoint = load_checkpoint("model.pt")
resumed = new_model(seed=1)
load_weights(resumed, checkpoint.weights, "model.pt")
trainer = new_trainer(resumed)
trainer.load_state_dict(checkpoint.training)
print("steps done:", trainer.steps_done)
trainer.fit(batches(train), steps=24)
pairs = zip(model.parameters(), resumed.parameters(), strict=True)
print("the same weights:", all(torch.equal(a, b) for a, b in pairs))
# --8<-- [end:resume]

# --8<-- [start:solution-mean]
sums, counts = torch.tensor([4.0, 9.0]), torch.tensor([1, 9])
print(f"{(sums / counts).mean().item():.1f} {(sums.sum() / counts.sum()).item():.1f}")
# --8<-- [end:solution-mean]

# --8<-- [start:solution-direction]
g = torch.tensor([3.0, 0.4])
by_value = g.clamp(-1, 1)
by_norm = g * min(1.0, 1.0 / g.norm().item())
for clipped in (by_value, by_norm):
    print(f"{functional.cosine_similarity(g, clipped, dim=0).item():.2f}")
# --8<-- [end:solution-direction]

# --8<-- [start:solution-smoothing]
eps, V = 0.1, 10
for p in (0.8, 0.9, 0.91, 0.99):
    row = torch.tensor([p] + [(1 - p) / (V - 1)] * (V - 1)).log()
    loss = functional.cross_entropy(row, torch.tensor(0), label_smoothing=eps)
    print(f"{p:.2f} {loss.item():.3f}")
# --8<-- [end:solution-smoothing]

# --8<-- [start:solution-weights-only]
again = new_model(seed=1)
load_weights(again, checkpoint.weights, "model.pt")
new_trainer(again).fit(batches(train), steps=9)
pairs = zip(model.parameters(), again.parameters(), strict=True)
print(all(torch.equal(a, b) for a, b in pairs))
# --8<-- [end:solution-weights-only]


# --8<-- [start:solution-own-tokens]
def own_tokens(model: nn.Module, batch: Any) -> Tensor:
    """Return the loss if the decoder reads in training what it has just written."""
    enc_X, targets, valid_len = batch
    state = model.decoder.init_state(model.encoder(enc_X, valid_len), valid_len)
    token, steps = torch.full_like(targets[:, :1], vocab.bos), []
    for _ in range(targets.shape[1]):
        logits, state = model.decoder(token, state)
        steps.append(logits)
        token = logits.argmax(dim=-1)
    return masked_cross_entropy(torch.cat(steps, dim=1), targets, vocab.pad)


model = new_model(seed=0)
new_trainer(model, loss=own_tokens).fit(batches(train), steps=60)
print(share_right(model) < share_right(right))
# --8<-- [end:solution-own-tokens]
