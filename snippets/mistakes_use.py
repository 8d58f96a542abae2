"""Common mistakes, each made on purpose: attention, decoding, vision and claims."""

# --8<-- [start:dimension]
import torch
from torch.nn import functional

torch.manual_seed(0)
scores = torch.randn(1, 4, 5)  # (batch, queries, keys)
for dim in (1, 2):
    weights = scores.softmax(dim=dim)
    print(dim, [round(total, 1) for total in weights.sum(dim=2)[0].tolist()])
# --8<-- [end:dimension]

# --8<-- [start:draw]
import matplotlib.pyplot as plt

figure, panels = plt.subplots(1, 2, figsize=(4.5, 2.2), layout="constrained")
for dim, axes in zip((1, 2), panels, strict=True):
    weights = scores.softmax(dim=dim)[0]
    axes.pcolormesh(weights, cmap="Greys", edgecolors="white", vmin=0, vmax=1)
    axes.set(title=f"dim={dim}", xlabel="keys", ylabel="queries", xticks=[], yticks=[])
figure.savefig("softmax.svg", metadata={"Title": "Softmax over two dimensions"})
# --8<-- [end:draw]

# --8<-- [start:one-query]
query, values = torch.randn(1, 1, 8), torch.randn(1, 6, 8)
found = functional.scaled_dot_product_attention(query, values, values, is_causal=True)
print(torch.allclose(found, values[:, :1]))
# --8<-- [end:one-query]

# --8<-- [start:state]
import math

import torch

from encdec import EncoderDecoder, Seq2SeqDecoder, Seq2SeqEncoder

torch.manual_seed(0)
model = EncoderDecoder(Seq2SeqEncoder(10, 8, 16, 1), Seq2SeqDecoder(10, 8, 16, 1)).eval()
enc_X, dec_X = torch.tensor([[4, 5, 6]]), torch.tensor([[1, 7, 8]])
whole = model(enc_X, dec_X)
start = model.decoder.init_state(model.encoder(enc_X))
for hand_back in (False, True):
    state, steps = start, []
    for step in range(3):
        output, new_state = model.decoder(dec_X[:, step : step + 1], state)
        state = new_state if hand_back else start
        steps.append(output)
    print(hand_back, torch.allclose(torch.cat(steps, dim=1), whole, atol=1e-5))
# --8<-- [end:state]

# --8<-- [start:length]
for tokens, probability in ((3, 0.5), (10, 0.8)):
    score = tokens * math.log(probability)
    print(tokens, round(score, 2), round(score / tokens, 2))
# --8<-- [end:length]

# --8<-- [start:capitals]
import inspect

import torch
from torch import nn
from torch.nn import functional

torch.manual_seed(0)
for name in ("conv2d", "maxpool2d", "avgpool2d", "Conv2d", "MaxPool2d", "AvgPool2d"):
    print(name, hasattr(nn, name))
# --8<-- [end:capitals]

# --8<-- [start:flatten]
images = torch.zeros(2, 1, 28, 28)
features = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten())(images)
print(tuple(features.shape), 4 * 13 * 13)
try:
    nn.Linear(784, 64)(features)
except RuntimeError as error:
    print(error)
# --8<-- [end:flatten]

# --8<-- [start:kernel]
edges = torch.tensor([[[[-1.0, 1.0]]]])
conv = nn.Conv2d(1, 1, (1, 2), bias=False)
conv.weight = nn.Parameter(edges)
X = torch.randn(1, 1, 4, 4)
print(torch.allclose(conv(X), functional.conv2d(X, edges)))
# --8<-- [end:kernel]

# --8<-- [start:eight]
parameters = list(inspect.signature(nn.Conv2d).parameters.values())
print(len(parameters), sum(p.default is not inspect.Parameter.empty for p in parameters))
# --8<-- [end:eight]

# --8<-- [start:circular]
line = torch.tensor([[1.0, 2.0, 3.0, 4.0]])
print(functional.pad(line, (2, 2), mode="circular").int().tolist())
# --8<-- [end:circular]

# --8<-- [start:channels]
photo = torch.zeros(32, 48, 3)  # (height, width, channels)
try:
    nn.Conv2d(3, 8, 3)(photo)
except RuntimeError as error:
    print(error)
print(tuple(nn.Conv2d(3, 8, 3)(photo.permute(2, 0, 1)).shape))
# --8<-- [end:channels]

# --8<-- [start:sharper]
dark_line = 1 - torch.eye(6)[None, None]
print(functional.max_pool2d(dark_line, 2).unique().tolist())
print(functional.avg_pool2d(dark_line, 2).unique().tolist())
# --8<-- [end:sharper]

# --8<-- [start:fixed]
import torch

from encdec import AttentionDecoder, Seq2SeqDecoder, Seq2SeqEncoder

torch.manual_seed(0)
for steps in (5, 50):
    enc_outputs = Seq2SeqEncoder(10, 8, 16, 1)(torch.ones(1, steps, dtype=torch.int64))
    plain = Seq2SeqDecoder(10, 8, 16, 1).init_state(enc_outputs)
    attending = AttentionDecoder(10, 8, 16, 1).init_state(enc_outputs)
    print([tuple(part.shape) for part in plain], tuple(attending[2].shape))
# --8<-- [end:fixed]

# --8<-- [start:claims]
from encdec import EncoderDecoder, beam_search

model = EncoderDecoder(Seq2SeqEncoder(10, 8, 16, 1), Seq2SeqDecoder(10, 8, 16, 1)).eval()
enc_X = torch.tensor([[4, 5, 6]])
start = model.decoder.init_state(model.encoder(enc_X))
one, _ = model.decoder(torch.tensor([[7]]), start)
other, _ = model.decoder(torch.tensor([[8]]), start)
print("same:", torch.allclose(one, other))
print("attention:", any("attention" in name for name, _ in model.named_modules()))
print("sentences:", len(beam_search(model, enc_X, beams=3, max_steps=5)))
# --8<-- [end:claims]

# --8<-- [start:places]
places = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])  # features of 3 places
weights = torch.tensor([0.5, 0.3, 0.2])
print("soft:", [round(value, 1) for value in (weights @ places).tolist()])
drawn = weights.multinomial(10_000, replacement=True)
print("hard:", places[drawn[0]].tolist() in places.tolist())
print("mean:", [round(value, 1) for value in places[drawn].mean(dim=0).tolist()])
# --8<-- [end:places]

# --8<-- [start:sentiment]
from encdec import SentimentClassifier

classifier = SentimentClassifier(Seq2SeqEncoder(10, 8, 16, 1), num_hiddens=16, num_classes=2)
print([name for name, _ in classifier.named_children()])
# --8<-- [end:sentiment]

# --8<-- [start:solution-shapes]
import torch
from torch import nn

from encdec import EncoderDecoder, Seq2SeqDecoder, Seq2SeqEncoder

torch.manual_seed(0)
lstm = nn.LSTM(8, 16, 2, batch_first=True, bidirectional=True)
outputs, (hidden, memory) = lstm(torch.zeros(4, 9, 8))
print(tuple(outputs.shape), tuple(hidden.shape), tuple(memory.shape))
# --8<-- [end:solution-shapes]


# --8<-- [start:solution-length]
def keeps_padding_out(model: nn.Module, ids: torch.Tensor, dec_X: torch.Tensor) -> bool:
    length = torch.tensor([ids.shape[1]])
    padded = torch.cat((ids, ids.new_zeros(1, 3)), dim=1)
    with torch.no_grad():
        return torch.allclose(model(ids, dec_X, length), model(padded, dec_X, length), atol=1e-5)


class Forgetful(EncoderDecoder):
    def forward(self, enc_X, dec_X, *args):
        return super().forward(enc_X, dec_X)


parts = Seq2SeqEncoder(10, 8, 16, 1), Seq2SeqDecoder(10, 8, 16, 1)
ids, dec_X = torch.tensor([[4, 5, 6]]), torch.tensor([[1, 7]])
for model in (Forgetful(*parts), EncoderDecoder(*parts)):
    print(type(model).__name__, keeps_padding_out(model, ids, dec_X))
# --8<-- [end:solution-length]


# --8<-- [start:solution-ahead]
def looks_ahead(decoder: nn.Module, state: object, dec_X: torch.Tensor) -> bool:
    changed = dec_X.clone()
    changed[:, -1] += 1
    with torch.no_grad():
        outputs, others = decoder(dec_X, state)[0], decoder(changed, state)[0]
    return not torch.allclose(outputs[:, :-1], others[:, :-1], atol=1e-5)


class Peeking(Seq2SeqDecoder):
    def forward(self, X, state):
        outputs, state = super().forward(X.flip(1), state)
        return outputs.flip(1), state


enc_outputs = Seq2SeqEncoder(10, 8, 16, 1)(ids)
for decoder in (Seq2SeqDecoder(10, 8, 16, 1), Peeking(10, 8, 16, 1)):
    print(type(decoder).__name__, looks_ahead(decoder, decoder.init_state(enc_outputs), dec_X))
# --8<-- [end:solution-ahead]
