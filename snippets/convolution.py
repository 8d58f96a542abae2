"""Convolution: computed by hand, as a layer, and every parameter of nn.Conv2d."""

# --8<-- [start:smallest]
import torch

from encdec import correlate2d

torch.manual_seed(0)
X = torch.tensor(
    [
        [1, 1, 0, 1, 0],
        [0, 1, 1, 0, 1],
        [1, 1, 0, 1, 1],
        [0, 0, 1, 1, 0],
        [1, 0, 1, 0, 1],
    ]
)
K = torch.tensor([[1, 0, 0], [0, 1, 1], [0, 1, 1]])
Y = correlate2d(X, K)
print(Y)
# --8<-- [end:smallest]

# --8<-- [start:first]
products = X[0:3, 0:3] * K
print(products)
print(products.sum().item())
# --8<-- [end:first]


# --8<-- [start:by-hand]
def correlate(X: torch.Tensor, K: torch.Tensor) -> torch.Tensor:
    """Slide the kernel K (i, j) over the image X (n, m)."""
    (n, m), (i, j) = X.shape, K.shape
    Y = torch.zeros(n - i + 1, m - j + 1, dtype=X.dtype)
    for r in range(n - i + 1):
        for c in range(m - j + 1):
            Y[r, c] = (X[r : r + i, c : c + j] * K).sum()
    return Y


print(torch.equal(correlate(X, K), Y))
# --8<-- [end:by-hand]

# --8<-- [start:sizes]
image = torch.zeros(4, 7)
for size in ((1, 1), (2, 3), (4, 7)):
    print(size, tuple(correlate(image, torch.zeros(size)).shape))

try:
    correlate2d(image, torch.zeros(5, 3))
except ValueError as error:
    print(error)
# --8<-- [end:sizes]

# --8<-- [start:turned]
print(correlate2d(X, K.flip(0, 1)))
# --8<-- [end:turned]

# --8<-- [start:edges]
from torch.nn import functional

image = torch.zeros(1, 1, 4, 8)  # batch, channels, height, width
image[:, :, 1:, 2:6] = 1.0
edge = torch.tensor([[[[-1.0, 1.0]]]])  # out_channels, in_channels, height, width
print(image[0, 0].int())
print(functional.conv2d(image, edge)[0, 0].int())
# --8<-- [end:edges]

# --8<-- [start:no-such-name]
from torch import nn

try:
    nn.conv2d(1, 1, 3)
except AttributeError as error:
    print(error)
# --8<-- [end:no-such-name]

# --8<-- [start:custom]
layer = nn.Conv2d(1, 1, kernel_size=(1, 2), bias=False)
with torch.no_grad():
    layer.weight.copy_(edge)

print(torch.equal(layer(image), functional.conv2d(image, edge)))
# --8<-- [end:custom]

# --8<-- [start:learn]
torch.set_num_threads(1)
torch.manual_seed(0)
images = torch.rand(32, 1, 6, 6)
answers = functional.conv2d(images, edge)

layer = nn.Conv2d(1, 1, kernel_size=(1, 2), bias=False)
optimizer = torch.optim.SGD(layer.parameters(), lr=1.0)
for _ in range(100):
    loss = functional.mse_loss(layer(images), answers)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print([round(weight, 1) for weight in layer.weight.flatten().tolist()])
# --8<-- [end:learn]

# --8<-- [start:channels]
X = torch.randn(2, 3, 6, 7)
layer = nn.Conv2d(3, 4, kernel_size=(2, 3))
print("weight", tuple(layer.weight.shape), "bias", tuple(layer.bias.shape))

windows = X.unfold(2, 2, 1).unfold(3, 3, 1)
print("windows", tuple(windows.shape))

# b: image, c: channel, r and s: place, i and j: place in the window, k: kernel
Y = torch.einsum("bcrsij,kcij->bkrs", windows, layer.weight)
Y = Y + layer.bias[:, None, None]
print("Y", tuple(Y.shape), torch.allclose(Y, layer(X), atol=1e-5))
# --8<-- [end:channels]

# --8<-- [start:signature]
import inspect

parameters = list(inspect.signature(nn.Conv2d).parameters.values())
required = [p.name for p in parameters if p.default is p.empty]
optional = [p for p in parameters if p.default is not p.empty]
print(len(required), required)
print(len(optional))
for p in optional:
    print(f"  {p.name} = {p.default!r}")
# --8<-- [end:signature]


# --8<-- [start:stride]
def places(**options) -> tuple[int, ...]:
    """Return the result's height and width for an image of 12 × 10, kernel 3 × 3."""
    layer = nn.Conv2d(1, 1, kernel_size=3, **options)
    return tuple(layer(torch.zeros(1, 1, 12, 10)).shape[2:])


for stride in (1, 2, 3, (2, 1)):
    print("stride", stride, places(stride=stride))
# --8<-- [end:stride]

# --8<-- [start:padding]
for padding in ("valid", 0, 1, 2, (2, 0), "same"):
    print("padding", padding, places(padding=padding))

try:
    places(padding="same", stride=2)
except ValueError as error:
    print(error)
# --8<-- [end:padding]

# --8<-- [start:dilation]
for dilation in (1, 2, 3, (3, 1)):
    print("dilation", dilation, places(dilation=dilation))
# --8<-- [end:dilation]

# --8<-- [start:formula]
from itertools import product

from encdec import conv_output_size

right = 0
for s, p, d in product((1, 2, 3), (0, 1, 2), (1, 2, 3)):
    height, width = places(stride=s, padding=p, dilation=d)
    right += height == conv_output_size(12, 3, s, p, d)
    right += width == conv_output_size(10, 3, s, p, d)
print(right, "of", 2 * 3 * 3 * 3)
# --8<-- [end:formula]

# --8<-- [start:groups]
for groups in (1, 2, 4):
    layer = nn.Conv2d(4, 8, kernel_size=3, groups=groups)
    print(groups, tuple(layer.weight.shape), layer.weight.numel())

X = torch.randn(1, 4, 6, 6)
layer = nn.Conv2d(4, 8, kernel_size=3, groups=2)
halves = zip(X.chunk(2, 1), layer.weight.chunk(2), layer.bias.chunk(2), strict=True)
Y = torch.cat([functional.conv2d(*half) for half in halves], dim=1)
print(tuple(Y.shape), torch.allclose(Y, layer(X), atol=1e-5))
# --8<-- [end:groups]

# --8<-- [start:bias]
for bias in (True, False):
    layer = nn.Conv2d(4, 8, kernel_size=3, bias=bias)
    print(bias, {name: tuple(p.shape) for name, p in layer.named_parameters()})
# --8<-- [end:bias]

# --8<-- [start:padding-modes]
line = torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]])
for mode in ("zeros", "reflect", "replicate", "circular"):
    layer = nn.Conv2d(1, 1, 1, padding=(0, 2), padding_mode=mode, bias=False)
    nn.init.ones_(layer.weight)  # a kernel of one pixel that copies
    print(f"{mode:10}", layer(line).flatten().int().tolist())
# --8<-- [end:padding-modes]

# --8<-- [start:device-dtype]
layer = nn.Conv2d(1, 1, kernel_size=3, device="meta", dtype=torch.float64)
print(layer.weight.device, layer.weight.dtype)

layer = nn.Conv2d(1, 1, kernel_size=3, dtype=torch.float64)
image = torch.zeros(1, 1, 5, 5)
try:
    layer(image)
except RuntimeError:
    print("float32 images and float64 weights don't fit")
print(layer(image.double()).dtype)
# --8<-- [end:device-dtype]

# --8<-- [start:dimensions]
for kind, size in ((nn.Conv1d, (9,)), (nn.Conv2d, (9, 8)), (nn.Conv3d, (9, 8, 7))):
    layer = kind(3, 5, kernel_size=4)
    Y = layer(torch.zeros(2, 3, *size))
    print(kind.__name__, tuple(layer.weight.shape), tuple(Y.shape))
# --8<-- [end:dimensions]

# --8<-- [start:rebuilt]
from encdec import Conv2d

options = {"stride": 2, "padding": 2, "dilation": 2, "padding_mode": "circular"}
theirs = nn.Conv2d(4, 6, 3, groups=2, **options)
ours = Conv2d(4, 6, 3, groups=2, **options)
ours.load_state_dict(theirs.state_dict())

X = torch.randn(2, 4, 12, 10)
print(tuple(ours(X).shape), torch.allclose(ours(X), theirs(X), atol=1e-5))
try:
    ours(X[:, :3])
except ValueError as error:
    print(error)
# --8<-- [end:rebuilt]

# --8<-- [start:solution-chain]
size = 28
for options in ({"kernel_size": 3, "stride": 2}, {"kernel_size": 5, "padding": 2}):
    size = conv_output_size(size, **options)
    print(size)

chain = nn.Sequential(nn.Conv2d(1, 4, 3, stride=2), nn.Conv2d(4, 8, 5, padding=2))
print(tuple(chain(torch.zeros(1, 1, 28, 28)).shape))
# --8<-- [end:solution-chain]

# --8<-- [start:solution-same]
from encdec.convolution import padding_of

for k, d in product((1, 3, 5), (1, 2)):
    print(k, d, conv_output_size(20, k, padding=d * (k - 1) // 2, dilation=d))

print(padding_of("same", kernel_size=(4, 4), stride=(1, 1), dilation=(1, 1)))
# --8<-- [end:solution-same]

# --8<-- [start:solution-blur]
blur = nn.Conv2d(3, 3, 3, padding=1, groups=3, bias=False, padding_mode="replicate")
nn.init.constant_(blur.weight, 1 / 9)

red = torch.zeros(1, 3, 8, 8)
red[:, 0, 4:] = 0.9  # dark above, bright below
blurred = blur(red)
print([round(pixel, 2) for pixel in blurred[0, 0, :, 3].tolist()])
print(blurred[:, 1:].abs().max().item())
# --8<-- [end:solution-blur]

# --8<-- [start:solution-matrix]
kernel = torch.randn(1, 1, 3, 3, dtype=torch.float64)
pixels = torch.eye(25, dtype=torch.float64)  # 25 images with one bright pixel each
M = functional.conv2d(pixels.view(25, 1, 5, 5), kernel).flatten(1).T
print("M", tuple(M.shape))

X = torch.randn(1, 1, 5, 5, dtype=torch.float64)
Y = functional.conv2d(X, kernel)
print(torch.allclose(M @ X.flatten(), Y.flatten()))

weights = M[M != 0]
print(M.numel(), "numbers,", len(weights), "not 0,", len(weights.unique()), "different")
# --8<-- [end:solution-matrix]

# --8<-- [start:solution-shift]
X = torch.randn(1, 1, 8, 8)
for mode, stride, shift in product(("circular", "zeros"), (1, 2), (1, 2)):
    layer = nn.Conv2d(1, 1, 3, stride, padding=1, padding_mode=mode)
    moved = layer(X.roll(shift, dims=3))
    same = torch.allclose(moved, layer(X).roll(shift // stride, dims=3), atol=1e-5)
    print(f"{mode:8} stride {stride}, moved by {shift}: {same}")
# --8<-- [end:solution-shift]
