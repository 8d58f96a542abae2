"""A network for 28 × 28 images: shapes, training on handwritten digits, what it sees."""

# --8<-- [start:smallest]
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(3)
network = nn.Sequential(
    nn.Conv2d(in_channels=1, out_channels=4, kernel_size=3),
    nn.ReLU(),
    nn.MaxPool2d(kernel_size=2),
    nn.Flatten(),
    nn.Linear(4 * 13 * 13, 64),
    nn.ReLU(),
    nn.Linear(64, 10),
)
X = torch.rand(2, 1, 28, 28)  # batch, channels, height, width
print(tuple(network(X).shape))
# --8<-- [end:smallest]

# --8<-- [start:shapes]
Y = X
for layer in network:
    Y = layer(Y)
    print(f"{type(layer).__name__:9} {tuple(Y.shape)}")
# --8<-- [end:shapes]

# --8<-- [start:sizes]
from encdec import conv_output_size, pool_output_size

after_conv = conv_output_size(28, kernel_size=3)
after_pool = pool_output_size(after_conv, kernel_size=2)
print(after_conv, after_pool, 4 * after_pool * after_pool)
# --8<-- [end:sizes]

# --8<-- [start:wrong]
conv, relu, pool, flatten = network[:4]
print("pixels of the image:", 28 * 28)
print("without pooling:    ", tuple(flatten(relu(conv(X))).shape))
print("with pooling:       ", tuple(flatten(pool(relu(conv(X)))).shape))

for wrong in (784, 26 * 26 * 4):
    try:
        nn.Linear(wrong, 64)(flatten(pool(relu(conv(X)))))
    except RuntimeError as error:
        print(error)
# --8<-- [end:wrong]

# --8<-- [start:parameters]
for name, parameter in network.named_parameters():
    print(f"{name:9} {tuple(parameter.shape)!s:12} {parameter.numel():6,}")
print(f"{'all':22} {sum(p.numel() for p in network.parameters()):6,}")
# --8<-- [end:parameters]

# --8<-- [start:data]
from encdec.data.digits import load_digits, split_images

images, classes = load_digits(size=28)
print(tuple(images.shape), tuple(classes.shape))
(X_train, y_train), (X_test, y_test) = split_images(images, classes, held_out=360)
print(len(X_train), "to learn from,", len(X_test), "to test with")
# --8<-- [end:data]

# --8<-- [start:digits]
import matplotlib.pyplot as plt

small, _ = load_digits()
figure, axes = plt.subplots(1, 5, figsize=(4.5, 1.2))
for i, ax in enumerate(axes):
    ax.pcolormesh(small[i, 0], cmap="Greys", vmin=0, vmax=1)
    ax.set(title=int(classes[i]), xticks=[], yticks=[], aspect="equal")
    ax.invert_yaxis()
figure.savefig("digits.svg", metadata={"Title": "The first five digits"})
# --8<-- [end:digits]

# --8<-- [start:loss]
logits = network(X_test)
log_p = logits - logits.logsumexp(dim=1, keepdim=True)  # log softmax
by_hand = -log_p[torch.arange(len(y_test)), y_test].mean()
loss = nn.functional.cross_entropy(logits, y_test)
print(torch.allclose(by_hand, loss), round(loss.item(), 1))
# --8<-- [end:loss]


# --8<-- [start:train]
from encdec.data.images import ImageBatches


def train(model: nn.Module, passes: int = 12, shift: int = 2) -> None:
    """Learn from all training digits, each moved by up to ``shift`` pixels."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    batches = ImageBatches(X_train, y_train, batch_size=64, shift=shift)
    fall = torch.optim.lr_scheduler.LinearLR(optimizer, 1, 0.05, passes * len(batches))
    for _ in range(passes):
        for X, y in batches:
            loss = nn.functional.cross_entropy(model(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            fall.step()  # the learning rate falls from step to step


@torch.no_grad()
def accuracy(model: nn.Module, X: torch.Tensor) -> float:
    """Return the share of the test digits, shown as ``X``, that the model reads rightly."""
    return (model(X).argmax(dim=1) == y_test).float().mean().item()


print("before: less than 30 % right:", accuracy(network, X_test) < 0.3)
train(network)
print("after:  more than 94 % right:", accuracy(network, X_test) > 0.94)
# --8<-- [end:train]

# --8<-- [start:one]
with torch.no_grad():
    p = network(X_test[:3]).softmax(dim=1)
print(tuple(p.shape), torch.allclose(p.sum(dim=1), torch.ones(3)))
print("answers", p.argmax(dim=1).tolist(), "right", y_test[:3].tolist())
# --8<-- [end:one]

# --8<-- [start:maps]
with torch.no_grad():
    maps = network[:3](X_test[:1])[0]
maps = maps / maps.amax(dim=(1, 2), keepdim=True)  # each one up to 1
print(tuple(maps.shape))

figure, axes = plt.subplots(1, 4, figsize=(4.5, 1.3))
for kernel, ax in enumerate(axes):
    ax.pcolormesh(maps[kernel], cmap="Greys", vmin=0, vmax=1)
    ax.set(title=f"kernel {kernel + 1}", xticks=[], yticks=[], aspect="equal")
    ax.invert_yaxis()
figure.savefig("maps.svg", metadata={"Title": "Feature maps after pooling"})
# --8<-- [end:maps]

# --8<-- [start:confusion]
with torch.no_grad():
    answers = network(X_test).argmax(dim=1)
table = torch.zeros(10, 10)
table.index_put_((y_test, answers), torch.ones(len(y_test)), accumulate=True)

figure, ax = plt.subplots(figsize=(3.6, 3.4))
shares = table / table.sum(dim=1, keepdim=True)
ax.pcolormesh(shares, cmap="Greys", edgecolors="white", vmin=0, vmax=1)
ax.set(xlabel="the network's answer", ylabel="digit", aspect="equal")
ax.set(xticks=[i + 0.5 for i in range(10)], yticks=[i + 0.5 for i in range(10)])
ax.set(xticklabels=range(10), yticklabels=range(10))
ax.invert_yaxis()
figure.savefig("confusion.svg", metadata={"Title": "Digits and answers"})
# --8<-- [end:confusion]

# --8<-- [start:limits]
others = {
    "as in training": X_test,
    "white on black": 1 - X_test,
    "lying on its side": X_test.rot90(1, dims=(2, 3)),
    "six to the right": nn.functional.pad(X_test, (6, -6)),  # cut off on the right
}
for name, changed in others.items():
    print(f"{name:18} more than half right: {accuracy(network, changed) > 0.5}")

noise = torch.rand(100, 1, 28, 28)
with torch.no_grad():
    sure = network(noise).softmax(dim=1).amax(dim=1).mean().item()
print("noise: a digit all the same, with more than 50 % on average:", sure > 0.5)
# --8<-- [end:limits]

# --8<-- [start:package]
from encdec import ImageClassifier

model = ImageClassifier(28)
print(model.num_features)
print(sum(p.numel() for p in model.parameters()))
print(ImageClassifier((32, 40), num_classes=5, in_channels=3, channels=8).num_features)
try:
    model(torch.zeros(1, 1, 8, 8))
except ValueError as error:
    print(error)
# --8<-- [end:package]

# --8<-- [start:idx]
import struct
from pathlib import Path
from tempfile import TemporaryDirectory

from encdec.data.idx import load_idx_images

with TemporaryDirectory() as folder:
    pixels = bytes(range(256)) * 6 + bytes(32)  # two images of 28 × 28
    head = bytes([0, 0, 8, 3]) + struct.pack(">3I", 2, 28, 28)
    Path(folder, "train-images-idx3-ubyte").write_bytes(head + pixels)
    head = bytes([0, 0, 8, 1]) + struct.pack(">I", 2)
    Path(folder, "train-labels-idx1-ubyte").write_bytes(head + bytes([9, 2]))
    X, y = load_idx_images(folder, "train")
print(tuple(X.shape), X.dtype, X.min().item(), X.max().item())
print(y.tolist(), tuple(network(X).shape))
# --8<-- [end:idx]

# --8<-- [start:fashion]
import textwrap

try:
    load_idx_images("fashion", "train", published="fashion-mnist")
except FileNotFoundError as error:
    print(textwrap.fill(str(error), 80, break_on_hyphens=False))
# --8<-- [end:fashion]

# --8<-- [start:solution-size]
for size, kernel, window in ((32, 5, 2), (28, 3, 1), (28, 1, 2)):
    after_conv = conv_output_size(size, kernel)
    after_pool = pool_output_size(after_conv, window)
    print(size, kernel, window, "→", after_conv, after_pool, 4 * after_pool**2)
# --8<-- [end:solution-size]

# --8<-- [start:solution-lazy]
lazy = nn.Sequential(*network[:4], nn.LazyLinear(64), nn.ReLU(), nn.LazyLinear(10))
lazy(X_test[:1])
print(tuple(lazy[4].weight.shape), tuple(lazy[6].weight.shape))
# --8<-- [end:solution-lazy]

# --8<-- [start:solution-linear]
torch.manual_seed(0)
linear = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
train(linear)
print(sum(p.numel() for p in linear.parameters()), "parameters")
print("more than 90 % right:", accuracy(linear, X_test) > 0.9)


def gain(other: nn.Module, pixels: int) -> float:
    """Return by how many points the network is better on digits moved to the right."""
    moved = nn.functional.pad(X_test, (pixels, -pixels))
    return 100 * (accuracy(network, moved) - accuracy(other, moved))


for pixels in (0, 3):
    print(f"moved by {pixels}: better by more than 5 points:", gain(linear, pixels) > 5)
# --8<-- [end:solution-linear]

# --8<-- [start:solution-shift]
torch.manual_seed(0)
still = ImageClassifier()
train(still, shift=0)
for pixels in (0, 3):
    print(f"moved by {pixels}: better by more than 10 points:", gain(still, pixels) > 10)
# --8<-- [end:solution-shift]
