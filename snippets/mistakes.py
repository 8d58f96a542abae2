"""Common mistakes, each made on purpose: setup, shapes, padding and training."""

# --8<-- [start:name]
import importlib

try:
    importlib.import_module("pytorch")
except ModuleNotFoundError as error:
    print(error)
# --8<-- [end:name]

# --8<-- [start:found]
found = {
    "no import": "class Encoder(nn.Module):\n    pass",
    "not defined": "rnn = GRU(8, 16, 2)",
    "no indentation": "class Encoder:\ndef forward(self, X):\nreturn X",
    "no #": "the layers of the encoder\nlayers = []",
    "layers left out": "from torch import nn\nmodel = nn.Sequential(...)",
}
for what, code in found.items():
    try:
        exec(code, {})
    except Exception as error:
        print(f"{what}: {type(error).__name__}: {error}")
# --8<-- [end:found]

# --8<-- [start:list]
from torch import nn


class Stack(nn.Module):
    def __init__(self, kind: type) -> None:
        super().__init__()
        self.layers = kind([nn.Linear(8, 8), nn.Linear(8, 8)])


for kind in (list, nn.ModuleList):
    print(kind.__name__, sum(parameter.numel() for parameter in Stack(kind).parameters()))
# --8<-- [end:list]

# --8<-- [start:steps-first]
import torch
from torch import nn

torch.manual_seed(0)
X = torch.randn(5, 3, 10)  # 5 sequences of 3 steps
for batch_first in (False, True):
    outputs, state = nn.GRU(10, 20, batch_first=batch_first)(X)
    print(batch_first, tuple(outputs.shape), tuple(state.shape))
# --8<-- [end:steps-first]

# --8<-- [start:reshape]
table = torch.tensor([[1, 2, 3], [4, 5, 6]])
print(table.reshape(3, 2).tolist())
print(table.transpose(0, 1).tolist())
# --8<-- [end:reshape]

# --8<-- [start:float-ids]
from encdec import RNNEncoder, Seq2SeqEncoder

embedding = nn.Embedding(10, 8)
try:
    embedding(torch.zeros(4, 9))
except RuntimeError as error:
    print(error)
ids = torch.zeros(4, 9, dtype=torch.int64)
print(tuple(embedding(ids).shape))
# --8<-- [end:float-ids]

# --8<-- [start:vectors]
try:
    RNNEncoder(10, 20)(ids)
except ValueError as error:
    print(error)
outputs, state = Seq2SeqEncoder(10, 8, 16, 2)(ids)
print(tuple(outputs.shape), tuple(state.shape))
# --8<-- [end:vectors]

# --8<-- [start:fourth]
try:
    nn.GRU(8, 16, 2, 0.1)
except TypeError as error:
    print(error)
print(nn.GRU(8, 16, 2, dropout=0.1).dropout)
# --8<-- [end:fourth]

# --8<-- [start:xavier]
from encdec import init_seq2seq


def init_nothing(module: nn.Module) -> None:
    if isinstance(module, nn.Linear):
        pass  # in circulation: nothing happens to linear layers


for init in (init_nothing, init_seq2seq):
    layer = nn.Linear(64, 64)
    before = layer.weight.clone()
    layer.apply(init)
    print(init.__name__, "left the weights as they were:", torch.equal(before, layer.weight))
# --8<-- [end:xavier]

# --8<-- [start:hidden]
from encdec import EncoderDecoder, Seq2SeqDecoder, as_encoder, output_of


class HiddenEncoder(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.rnn = nn.GRU(10, 20, batch_first=True)

    def forward(self, X, hidden=None):
        return self.rnn(X, hidden)


vectors, valid_len = torch.randn(2, 5, 10), torch.tensor([5, 3])
try:
    HiddenEncoder()(vectors, valid_len)
except RuntimeError as error:
    print(error)
outputs, _ = as_encoder(HiddenEncoder())(vectors, valid_len)
print(tuple(outputs.shape))
# --8<-- [end:hidden]


# --8<-- [start:dropped]
class Dropping(EncoderDecoder):
    def forward(self, enc_X, dec_X, *args):
        enc_outputs = self.encoder(enc_X)  # where are the args?
        state = self.decoder.init_state(enc_outputs, *args)
        return self.decoder(dec_X, state)  # the output and the state


parts = Seq2SeqEncoder(10, 8, 16, 2), Seq2SeqDecoder(12, 8, 16, 2)
alone, padded = torch.tensor([[4, 5, 6]]), torch.tensor([[4, 5, 6, 0, 0]])
dec_X, length = torch.tensor([[1, 7]]), torch.tensor([3])
for model in (Dropping(*parts), EncoderDecoder(*parts)):
    expected = output_of(model(alone, dec_X, length))
    result = model(padded, dec_X, length)
    print(type(result).__name__, torch.allclose(output_of(result), expected, atol=1e-5))
# --8<-- [end:dropped]

# --8<-- [start:class-axis]
from torch.nn import functional

logits, targets = torch.randn(4, 9, 10), torch.randint(10, (4, 9))
try:
    functional.cross_entropy(logits, targets)
except RuntimeError as error:
    print(error)

logits, targets = torch.randn(4, 10, 10), torch.randint(10, (4, 10))  # 10 steps, 10 tokens
wrong = functional.cross_entropy(logits, targets)
right = functional.cross_entropy(logits.flatten(0, 1), targets.flatten())
print(torch.allclose(wrong, right))
print(torch.allclose(functional.cross_entropy(logits.transpose(1, 2), targets), right))
# --8<-- [end:class-axis]

# --8<-- [start:last-output]
import torch
from torch.nn import functional

from encdec import Seq2SeqEncoder, length_mask, masked_cross_entropy, masked_softmax

torch.manual_seed(0)
ids = torch.tensor([[4, 5, 6, 7], [8, 9, 0, 0]])
valid_len = torch.tensor([4, 2])
outputs, state = Seq2SeqEncoder(10, 8, 16, 1)(ids, valid_len)
print(torch.isclose(outputs[:, -1], state[-1]).all(dim=1).tolist())
print(torch.isclose(outputs[[0, 1], valid_len - 1], state[-1]).all(dim=1).tolist())
# --8<-- [end:last-output]

# --8<-- [start:padded-loss]
targets = torch.tensor([[5, 6, 2, 0]])
logits = torch.zeros(1, 4, 10)
logits[0, 3, 7] = 20.0  # very sure of a wrong token where there is only padding
print(round(functional.cross_entropy(logits.flatten(0, 1), targets.flatten()).item(), 2))
print(round(masked_cross_entropy(logits, targets).item(), 2))
# --8<-- [end:padded-loss]

# --8<-- [start:after-softmax]
scores = torch.zeros(2, 4)
mask = length_mask(torch.tensor([3, 0]), 4)  # the second row is nothing but padding
print((scores.softmax(dim=-1) * mask).sum(dim=-1).tolist())
print(scores.masked_fill(~mask, -torch.inf).softmax(dim=-1).sum(dim=-1).tolist())
print([round(total, 4) for total in masked_softmax(scores, mask).sum(dim=-1).tolist()])
# --8<-- [end:after-softmax]

# --8<-- [start:true-means]
from torch import nn

attention = nn.MultiheadAttention(8, 2, batch_first=True)
X, mask = torch.randn(1, 4, 8), length_mask(torch.tensor([3]), 4)
for name, padding in (("mask", mask), ("~mask", ~mask)):
    _, weights = attention(X, X, X, key_padding_mask=padding)
    print(name, "padding gets weight:", bool(weights[..., 3].max() > 0))
# --8<-- [end:true-means]

# --8<-- [start:string]
from encdec import Vocabulary, tokenize_words

vocab = Vocabulary([tokenize_words("They are watching.")])
print(vocab.encode("They are"))
print(vocab.encode(tokenize_words("They are")))
# --8<-- [end:string]

# --8<-- [start:shift]
import torch
from torch import nn
from torch.nn import functional

from encdec import teacher_forcing

torch.manual_seed(0)
targets = torch.tensor([[5, 6, 7, 2]])
for dec_X in (targets, teacher_forcing(targets, bos=1)):
    print("reads", dec_X[0].tolist(), "writes", targets[0].tolist())
# --8<-- [end:shift]

# --8<-- [start:softmax-twice]
logits, target = torch.tensor([[30.0, 0.0, 0.0, 0.0]]), torch.tensor([0])
print(round(functional.cross_entropy(logits.softmax(dim=-1), target).item(), 2))
print(round(functional.cross_entropy(logits, target).item(), 2))
# --8<-- [end:softmax-twice]

# --8<-- [start:zero-grad]
layer = nn.Linear(1, 1, bias=False)
x = torch.tensor([[3.0]])
for _ in range(3):
    layer(x).sum().backward()
    print(layer.weight.grad.item())
# --8<-- [end:zero-grad]


# --8<-- [start:clip]
def train_step(order: str) -> float:
    layer = nn.Linear(1, 1)
    if order == "clip, backward":
        nn.utils.clip_grad_norm_(layer.parameters(), 1.0)
    (100 * layer(x)).sum().backward()
    if order == "backward, clip":
        nn.utils.clip_grad_norm_(layer.parameters(), 1.0)
    return torch.cat([p.grad.flatten() for p in layer.parameters()]).norm().item()


for order in ("clip, backward", "backward, clip"):
    print(order, round(train_step(order)))
# --8<-- [end:clip]

# --8<-- [start:eval]
model = nn.Sequential(nn.Linear(8, 64), nn.Dropout(0.5), nn.Linear(64, 1))
X = torch.randn(1, 8)
for mode in (model.train, model.eval):
    mode()
    print(mode.__name__, "the same result twice:", torch.equal(model(X), model(X)))
# --8<-- [end:eval]

# --8<-- [start:one-layer]
import warnings

with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    rnn = nn.GRU(8, 16, num_layers=1, dropout=0.5)
X = torch.randn(1, 5, 8)
print(len(caught), "warning; the same result twice:", torch.equal(rnn(X)[0], rnn(X)[0]))
# --8<-- [end:one-layer]

# --8<-- [start:graph]
graph, number = 0.0, 0.0
for _ in range(3):
    loss = model(X).square().sum()
    graph += loss
    number += loss.item()
print(type(graph).__name__, graph.requires_grad)
print(type(number).__name__)
# --8<-- [end:graph]
