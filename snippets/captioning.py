"""Image captioning: an encoder of images, soft and hard attention, and honest maps."""

# --8<-- [start:smallest]
import torch

from encdec import CaptionDecoder, EncoderDecoder, ImageEncoder, greedy, set_seed
from encdec.data.captions import all_scenes, caption_vocabulary, draw, encode_captions

torch.set_num_threads(1)
set_seed(0)
vocab = caption_vocabulary()


def build(attention: str) -> EncoderDecoder:
    """Return an untrained captioner for images of 16 × 16 pixels."""
    encoder = ImageEncoder(image_size=16, num_features=32, channels=(8, 16))
    decoder = CaptionDecoder(len(vocab), 16, num_hiddens=32, attention=attention)
    return EncoderDecoder(encoder, decoder)


model = build("soft")
image = torch.rand(1, 1, 16, 16)  # batch, channels, height, width
caption = vocab.decode(greedy(model, image, max_steps=5)[0])
print(" ".join(caption))
# --8<-- [end:smallest]

# --8<-- [start:scenes]
scenes = [
    scene
    for scene in all_scenes()
    if scene.relation == "left of"
    and all(light == "bright" for _, light, _ in scene.shapes)
    and all(kind in ("square", "cross") for _, _, kind in scene.shapes)
]
held_out = scenes[1::5]
seen = [scene for scene in scenes if scene not in held_out]
print(len(seen), "captions to learn,", len(held_out), "held out")
for scene in held_out:
    print(" ".join(scene.caption))
# --8<-- [end:scenes]


# --8<-- [start:images]
def examples(scenes: list, copies: int, seed: int) -> tuple[torch.Tensor, ...]:
    """Return images (number, 1, 16, 16), captions (number, steps) and boxes of the shapes."""
    pictures = draw(scenes * copies, torch.Generator().manual_seed(seed))
    half = torch.nn.functional.avg_pool2d(pictures.images, 2)  # 32 × 32 to 16 × 16
    return half, encode_captions(scenes * copies, vocab), pictures.boxes


X, Y, _ = examples(seen, copies=64, seed=1)
X_seen, Y_seen, _ = examples(seen, copies=8, seed=2)  # known captions, new images
X_test, Y_test, boxes = examples(held_out, copies=30, seed=3)  # new captions, too
print(tuple(X.shape), tuple(Y.shape))
# --8<-- [end:images]

# --8<-- [start:encoder]
outputs, state = model.encoder(X[:2])
print("image  ", tuple(X[:2].shape))
print("outputs", tuple(outputs.shape), "places in a grid of", model.encoder.grid)
print("state  ", tuple(state.shape))
# --8<-- [end:encoder]

# --8<-- [start:soft]
attention = model.decoder.attention
v = outputs  # (batch, places, features)
h = state[-1]  # the decoder's state before the word, (batch, num_hiddens)
e = attention.score(torch.tanh(attention.key(v) + attention.query(h)[:, None])).squeeze(2)
alpha = e.softmax(dim=1)  # (batch, places)
c = (alpha[:, :, None] * v).sum(dim=1)  # (batch, features)
print(tuple(e.shape), tuple(alpha.shape), tuple(c.shape))

context, weights, _ = attention(h, attention.key(v), v)
print(torch.allclose(alpha, weights), torch.allclose(c, context, atol=1e-5))
# --8<-- [end:soft]

# --8<-- [start:hard]
s = torch.multinomial(alpha[:1], 4000, replacement=True)[0]  # 4000 draws, one image
drawn = v[0, s]
print("one draw", tuple(drawn[0].shape), "all draws", tuple(drawn.shape))
print("mean of the draws near c:", bool((drawn.mean(dim=0) - c[0]).abs().max() < 0.05))
# --8<-- [end:hard]

# --8<-- [start:once]
calls = []
model.encoder.register_forward_hook(lambda *_: calls.append("encoder"))
model.decoder.attention.register_forward_hook(lambda *_: calls.append("look"))
greedy(model, X[:1], max_steps=4)
print(calls)
# --8<-- [end:once]

# --8<-- [start:reinforce]
r = torch.tensor([6.0, 5.0, 5.5, 5.2])  # how well it goes on from each of four places
e = torch.tensor([0.5, 0.0, -0.5, 0.0], requires_grad=True)
alpha = e.softmax(dim=0)
(exact,) = torch.autograd.grad((alpha * r).sum(), e, retain_graph=True)

s = torch.multinomial(alpha.detach(), 20_000, replacement=True)
slope = torch.eye(4)[s] - alpha.detach()  # the gradient of log alpha at the place drawn
spread = {}
for b in (0.0, 5.5):
    each = (r[s] - b)[:, None] * slope  # one estimate for each draw
    spread[b] = each.std(dim=0).max()
    print(f"b = {b}: mean near exact: {bool((each.mean(dim=0) - exact).abs().max() < 0.1)}")
print("b = 5.5 spreads less than a fifth as far:", bool(spread[5.5] < spread[0.0] / 5))
# --8<-- [end:reinforce]

# --8<-- [start:train]
from encdec import Trainer, caption_loss, exact_match
from encdec.data.images import ImageBatches


def fit(model: EncoderDecoder, steps: int, lr: float) -> None:
    """Train on the images to learn from."""
    trainer = Trainer(model, loss=caption_loss, lr=lr, progress=False)
    trainer.fit(ImageBatches(X, Y, batch_size=32), steps)


def right(model: EncoderDecoder, X: torch.Tensor, Y: torch.Tensor) -> float:
    """Return the share of images whose whole caption is right."""
    wanted = [vocab.decode(ids) for ids in Y]
    return exact_match([vocab.decode(ids) for ids in greedy(model, X, max_steps=12)], wanted)


set_seed(0)
model = build("soft")
fit(model, steps=140, lr=1.5e-2)
print("known captions:    more than 90 % right:", right(model, X_seen, Y_seen) > 0.9)
print("held-out captions: more than half right:", right(model, X_test, Y_test) > 0.5)
# --8<-- [end:train]

# --8<-- [start:train-hard]
hard = build("hard")
print(hard.load_state_dict(model.state_dict(), strict=False))
fit(hard, steps=50, lr=3e-3)
print("known captions:    more than 90 % right:", right(hard, X_seen, Y_seen) > 0.9)
print("held-out captions: more than half right:", right(hard, X_test, Y_test) > 0.5)
# --8<-- [end:train-hard]


# --8<-- [start:looks]
from encdec import evaluating, teacher_forcing
from encdec.tasks.captions import KINDS, attention_on_shapes, box_mask


@torch.no_grad()
def looks(model: EncoderDecoder) -> torch.Tensor:
    """Return the weights (number, steps, places) while the right captions are read."""
    model.decoder.keep_weights = True
    with evaluating(model):
        model(X_test, teacher_forcing(Y_test, vocab.bos))
    return model.decoder.attention_weights


kinds = torch.isin(Y_test, torch.tensor(vocab.encode(KINDS)))  # steps that name a kind
masks = torch.stack([box_mask(box, (4, 4)) for box in boxes.unbind(dim=1)], dim=1)
even = torch.full((len(Y_test), Y_test.shape[1], 16), 1 / 16)
area = attention_on_shapes(even, kinds, masks).mean().item()
print(f"share of the area: {area:.0%}")
for name, captioner in (("soft", model), ("hard", hard)):
    share = attention_on_shapes(looks(captioner), kinds, masks).mean().item()
    print(f"{name}: more attention on the shape than its area: {share > area}")
# --8<-- [end:looks]

# --8<-- [start:maps]
import matplotlib.pyplot as plt

step = kinds[0].nonzero().flatten()
figure, axes = plt.subplots(2, 3, figsize=(4.5, 3.2))
for row, captioner, name in zip(axes, (model, hard), ("soft", "hard"), strict=True):
    grids = looks(captioner)[0, step].view(2, 4, 4)
    panels = {"image": X_test[0, 0], "first shape": grids[0], "second shape": grids[1]}
    for ax, (title, panel) in zip(row, panels.items(), strict=True):
        ax.pcolormesh(panel, cmap="Greys", vmin=0, vmax=1 if title == "image" else 0.5)
        ax.set(title=title, xticks=[], yticks=[], aspect="equal")
        ax.invert_yaxis()
    row[0].set(ylabel=name)
figure.savefig("maps.svg", metadata={"Title": "Attention at the words for two shapes"})

left = looks(model)[0, step].view(2, 4, 4)[:, :, :2].sum(dim=(1, 2)).tolist()
print(" ".join(vocab.decode(greedy(model, X_test[:1], max_steps=12)[0])))
print("soft, on the shape's own side, more than 80 %:", [left[0] > 0.8, 1 - left[1] > 0.8])
# --8<-- [end:maps]

# --8<-- [start:blind]
from copy import deepcopy

uniform, blind = deepcopy(model), deepcopy(model)
with torch.no_grad():
    uniform.decoder.attention.score.weight.zero_()  # all places get the same weight
    blind.decoder.gate.bias.fill_(-100)  # the gate shuts the context out
for name, captioner in (("evenly", uniform), ("not at all", blind)):
    print(f"looks {name}: more than half right: {right(captioner, X_seen, Y_seen) > 0.5}")
# --8<-- [end:blind]

# --8<-- [start:solution-grid]
encoder = ImageEncoder(image_size=(48, 64), num_features=32, in_channels=3)
outputs, state = encoder(torch.rand(1, 3, 48, 64))
print(encoder.grid, tuple(outputs.shape), tuple(state.shape))
try:
    ImageEncoder(image_size=30, num_features=32)
except ValueError as error:
    print(error)
# --8<-- [end:solution-grid]

# --8<-- [start:solution-unknown]
strange = [scene for scene in all_scenes() if "circle" in scene.caption][:4]
known = {word for scene in seen for word in scene.caption}
strange_X, _, _ = examples(strange, copies=10, seed=4)
said = {word for ids in greedy(model, strange_X, max_steps=12) for word in vocab.decode(ids)}
print("only words that it has learnt:", said <= known)
print("ever a circle:", "circle" in said)
# --8<-- [end:solution-unknown]

# --8<-- [start:solution-lstm]
encoder = ImageEncoder(16, 32, channels=(8, 16), cell="lstm")
decoder = CaptionDecoder(len(vocab), 16, 32, cell="lstm")
outputs, (h, memory) = encoder(X[:2])
print(tuple(outputs.shape), tuple(h.shape), tuple(memory.shape))
logits = EncoderDecoder(encoder, decoder)(X[:2], teacher_forcing(Y[:2], vocab.bos))
print(tuple(logits.shape))
# --8<-- [end:solution-lstm]

# --8<-- [start:solution-even]
from encdec import doubly_stochastic

weights, real = looks(model), Y_test != vocab.pad
total = (weights * real[:, :, None]).sum(dim=1)  # what each place got in all
by_hand = (1 - total).square().sum(dim=1)
print(torch.allclose(by_hand, doubly_stochastic(weights, real), atol=1e-4))
print("steps", int(real.sum(dim=1).max()), "places", weights.shape[2])
# --8<-- [end:solution-even]
