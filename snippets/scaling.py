"""Save, load, resume, average gradients, compute in 16 bits, export."""

# --8<-- [start:model]
import torch
from torch import Tensor, nn

from encdec import AttentionDecoder, EncoderDecoder, TransformerEncoder

torch.set_num_threads(1)
torch.manual_seed(0)


def build(vocab_size: int = 20, width: int = 32, dropout: float = 0.1) -> EncoderDecoder:
    """Return a Transformer encoder with a recurrent decoder and attention."""
    encoder = TransformerEncoder(vocab_size, width, 2 * width, 2, 1, dropout)
    return EncoderDecoder(encoder, AttentionDecoder(vocab_size, width // 2, width, 1))


model = build()
weights = model.state_dict()
print(len(weights), sum(tensor.numel() for tensor in weights.values()))
# --8<-- [end:model]

# --8<-- [start:weights]
torch.save(model.state_dict(), "weights.pt")

same = build()
same.load_state_dict(torch.load("weights.pt", weights_only=True))
enc_X, dec_X = torch.tensor([[4, 5, 6, 7]]), torch.tensor([[1, 7, 6]])
print(torch.equal(same.eval()(enc_X, dec_X), model.eval()(enc_X, dec_X)))

try:
    build(width=16).load_state_dict(torch.load("weights.pt", weights_only=True))
except RuntimeError as error:
    print(str(error).splitlines()[-1].strip())
# --8<-- [end:weights]


# --8<-- [start:pickle]
class Surprise:
    """Is read as a call of print."""

    def __reduce__(self) -> tuple:
        return print, ("a file that is only read runs this",)


torch.save({"weights": Surprise()}, "surprise.pt")
torch.load("surprise.pt", weights_only=False)
try:
    torch.load("surprise.pt")  # weights_only=True since torch 2.6
except Exception as error:
    print(type(error).__name__)
# --8<-- [end:pickle]

# --8<-- [start:checkpoint]
from pathlib import Path

from encdec import Trainer, load_checkpoint, load_weights, save_checkpoint, set_seed
from encdec.data import Batches

sources = [[4 + (i + j) % 16 for j in range(2 + i % 6)] for i in range(96)]
targets = [[*reversed(source), 2] for source in sources]


def save() -> None:
    """Keep the model, what it was built with, and where its training is."""
    path = Path(f"step-{trainer.steps_done}.pt")
    save_checkpoint(path, model, task="turn", settings={"width": 32}, trainer=trainer)


set_seed(0)
model = build(width=32)
trainer = Trainer(model, progress=False)
trainer.fit(Batches(sources, targets, batch_size=16), steps=20, save=save, save_every=10)
checkpoint = load_checkpoint("step-10.pt")
print(checkpoint.settings, sorted(checkpoint.training))
# --8<-- [end:checkpoint]


# --8<-- [start:resume]
def go_on(exactly: bool) -> bool:
    """Train from step 10 to step 20; tell whether the same weights come out."""
    set_seed(1)  # another program, another seed
    resumed = build(**checkpoint.settings)
    load_weights(resumed, checkpoint.weights, "step-10.pt")
    trainer = Trainer(resumed, progress=False)
    if exactly:
        trainer.load_state_dict(checkpoint.training)
    trainer.fit(Batches(sources, targets, batch_size=16), steps=20 if exactly else 10)
    pairs = zip(resumed.parameters(), model.parameters(), strict=True)
    return all(torch.equal(left, right) for left, right in pairs)


print(go_on(exactly=False), go_on(exactly=True))
# --8<-- [end:resume]

# --8<-- [start:shares]
from encdec import pad_batch, teacher_forced_loss

model = build(dropout=0.0)
enc_X, valid_len = pad_batch([[4], [5], [4, 5, 6, 7, 8, 9], [6, 7, 8, 9, 10]])
dec_Y, counts = pad_batch([[4, 2], [5, 2], [9, 8, 7, 6, 5, 4, 2], [10, 9, 8, 7, 6, 2]])


def gradient(rows: slice) -> Tensor:
    """Return the gradient of the mean loss over the tokens of some rows."""
    model.zero_grad()
    batch = (enc_X[rows], dec_Y[rows], valid_len[rows])
    teacher_forced_loss(model, batch, bos=1, pad=0).backward()
    return torch.cat([weights.grad.flatten() for weights in model.parameters()])


whole = gradient(slice(None))
first, second = gradient(slice(0, 2)), gradient(slice(2, 4))
n_1, n_2 = counts[:2].sum(), counts[2:].sum()
plain = (first + second) / 2
weighted = (n_1 * first + n_2 * second) / (n_1 + n_2)
print(n_1.item(), n_2.item())
print(torch.allclose(plain, whole, atol=1e-5), torch.allclose(weighted, whole, atol=1e-5))
# --8<-- [end:shares]

# --8<-- [start:formats]
for dtype in (torch.float32, torch.float16, torch.bfloat16):
    info = torch.finfo(dtype)
    print(f"{str(dtype)[6:]:9} largest {info.max:.0e}, next after 1: 1 + {info.eps:.0e}")

weight = torch.tensor(1.0, dtype=torch.bfloat16)
for _ in range(100):
    weight += 0.001  # a hundred small steps
print(weight.item())
# --8<-- [end:formats]

# --8<-- [start:autocast]
layer = nn.Linear(8, 8)
with torch.autocast("cpu", torch.bfloat16):
    print(layer(torch.ones(1, 8)).dtype, layer.weight.dtype)

last = {}
for precision in ("float32", "bfloat16"):
    set_seed(0)
    trainer = Trainer(build(), lr=1e-2, precision=precision, progress=False)
    last[precision] = trainer.fit(Batches(sources, targets, batch_size=16), steps=60)[-1]
print(last["float32"] < 1, abs(last["bfloat16"] - last["float32"]) < 0.2)
# --8<-- [end:autocast]

# --8<-- [start:export]
from torch.export import Dim, export

model = trainer.model.eval()
rows, steps = Dim("rows", min=2, max=64), Dim("steps", min=2, max=60)
enc_X, valid_len = pad_batch([[4, 5, 6, 7], [5, 6], [8]])
shapes = {"X": {0: rows, 1: steps}, "valid_len": {0: rows}}
program = export(model.encoder, (enc_X, valid_len), dynamic_shapes=shapes)
torch.export.save(program, "encoder.pt2")

longer, lengths = pad_batch([[4, 5, 6, 7, 8, 9, 10], [11, 12, 13]])
loaded = torch.export.load("encoder.pt2").module()
expected = model.encoder(longer, lengths)
print(torch.allclose(loaded(longer, lengths), expected, atol=1e-5))
# --8<-- [end:export]


# --8<-- [start:step]
class Start(nn.Module):
    """Reads one sentence and returns the decoder's first state, as plain tensors."""

    def __init__(self, model: EncoderDecoder) -> None:
        super().__init__()
        self.model = model

    def forward(self, X: Tensor) -> tuple[Tensor, ...]:
        """Map ids (1, steps) to hidden state, keys and memory."""
        return self.model.decoder.init_state(self.model.encoder(X))[:3]


class Step(nn.Module):
    """One step of the decoder."""

    def __init__(self, decoder: AttentionDecoder) -> None:
        super().__init__()
        self.decoder = decoder

    def forward(self, X: Tensor, hidden: Tensor, keys: Tensor, memory: Tensor):
        """Map one id (1, 1) to the next id and the next hidden state."""
        logits, (hidden, *_) = self.decoder(X, (hidden, keys, memory, None))
        return logits.argmax(dim=-1), hidden


sentence, token = torch.tensor([[4, 5, 6, 7]]), torch.tensor([[1]])
start = export(Start(model), (sentence,), dynamic_shapes=({1: steps},))
state = Start(model)(sentence)
grow = {1: steps}
step = export(Step(model.decoder), (token, *state), dynamic_shapes=({}, {}, grow, grow))
torch.export.save(start, "start.pt2")
torch.export.save(step, "step.pt2")
# --8<-- [end:step]

# --8<-- [start:use]
start = torch.export.load("start.pt2").module()  # from here on encdec is not needed
step = torch.export.load("step.pt2").module()
longer = torch.tensor([[4, 5, 6, 7, 8, 9, 10]])
hidden, keys, memory = start(longer)
token, written = torch.tensor([[1]]), []
while len(written) < 12:
    token, hidden = step(token, hidden, keys, memory)
    if token.item() == 2:  # <eos>
        break
    written.append(token.item())
# --8<-- [end:use]

# --8<-- [start:compare]
from encdec import greedy

print(written == list(greedy(model, longer, bos=1, eos=2, max_steps=12)[0]))
# --8<-- [end:compare]

# --8<-- [start:recurrent]
import warnings

from encdec import Seq2SeqEncoder

warnings.simplefilter("ignore")  # tracing is deprecated, and says so
gru = Seq2SeqEncoder(20, 16, 32, 1).eval()
four, nine = torch.ones(1, 4, dtype=torch.int64), torch.ones(1, 9, dtype=torch.int64)
try:
    export(gru, (four,), dynamic_shapes={"X": {1: Dim.AUTO}}).module()(nine)
except AssertionError as error:
    print(str(error).splitlines()[0])

traced = torch.jit.trace(gru, (four,))
print(torch.allclose(traced(nine)[0], gru(nine)[0], atol=1e-6))
try:
    torch.jit.script(build())
except Exception as error:
    print(str(error).splitlines()[0])
# --8<-- [end:recurrent]

# --8<-- [start:solution-half]
model = build().eval()
small = {name: tensor.bfloat16() for name, tensor in model.state_dict().items()}
sizes = [
    sum(tensor.numel() * tensor.element_size() for tensor in weights.values())
    for weights in (model.state_dict(), small)
]
rounded = build().eval()
rounded.load_state_dict(small)  # copied into weights of 32 bits
distance = (rounded(enc_X, dec_Y[:3]) - model(enc_X, dec_Y[:3])).abs().max()
print(sizes[0] / sizes[1], 0 < distance.item() < 0.1)
# --8<-- [end:solution-half]

# --8<-- [start:solution-sum]
total = torch.tensor(0.0, dtype=torch.bfloat16)
while total + 1 > total:
    total += 1
print(total.item())
# --8<-- [end:solution-sum]

# --8<-- [start:solution-accumulate]
model = build(dropout=0.0)
enc_X, valid_len = pad_batch([[4], [5], [4, 5, 6, 7, 8, 9], [6, 7, 8, 9, 10]])
whole = gradient(slice(None))
model.zero_grad()
for rows in (slice(0, 2), slice(2, 4)):
    batch = (enc_X[rows], dec_Y[rows], valid_len[rows])
    loss = teacher_forced_loss(model, batch, bos=1, pad=0)
    (loss * counts[rows].sum() / counts.sum()).backward()  # adds to the gradient so far
summed = torch.cat([weights.grad.flatten() for weights in model.parameters()])
print(torch.allclose(summed, whole, atol=1e-5))
# --8<-- [end:solution-accumulate]

# --8<-- [start:solution-few]
from encdec import Processes

batch = [enc_X[:2], dec_Y[:2]]
for rank in range(4):
    rows, counts_here = Processes(rank, size=4).share(batch)
    print(rank, tuple(rows[0].shape), counts_here)
# --8<-- [end:solution-few]
