"""Pooling: the maximum or the mean of each window, and what either keeps."""

# --8<-- [start:smallest]
import torch

from encdec import avg_pool2d, max_pool2d

torch.manual_seed(0)
X = torch.tensor(
    [
        [1.0, 0.0, 2.0, 3.0],
        [4.0, 6.0, 6.0, 8.0],
        [3.0, 1.0, 1.0, 0.0],
        [1.0, 2.0, 2.0, 4.0],
    ]
).view(1, 1, 4, 4)  # batch, channels, height, width
print(max_pool2d(X, 2)[0, 0])
print(avg_pool2d(X, 2)[0, 0])
# --8<-- [end:smallest]

# --8<-- [start:windows]
windows = X.unfold(2, 2, 2).unfold(3, 2, 2)
print(tuple(windows.shape))
print(windows[0, 0, 0, 1])
print(torch.equal(windows.amax(dim=(4, 5)), max_pool2d(X, 2)))
print(torch.equal(windows.mean(dim=(4, 5)), avg_pool2d(X, 2)))
# --8<-- [end:windows]

# --8<-- [start:layer]
from torch import nn

try:
    nn.maxpool2d(2)
except AttributeError as error:
    print(error)

layer = nn.MaxPool2d(kernel_size=2)
print(torch.equal(layer(X), max_pool2d(X, 2)))
print(sum(parameter.numel() for parameter in layer.parameters()))
# --8<-- [end:layer]

# --8<-- [start:signature]
import inspect

for kind in (nn.MaxPool2d, nn.AvgPool2d):
    parameters = inspect.signature(kind).parameters.values()
    print(kind.__name__, len(parameters))
    for p in parameters:
        print("  " + (p.name if p.default is p.empty else f"{p.name} = {p.default}"))
# --8<-- [end:signature]

# --8<-- [start:stride]
image = torch.zeros(2, 3, 28, 28)
print(tuple(nn.MaxPool2d(2)(image).shape))
print(tuple(nn.MaxPool2d((2, 4))(image).shape))
print(tuple(nn.MaxPool2d(3, stride=2)(image).shape))
print(nn.MaxPool2d(2, stride=1)(X)[0, 0])
# --8<-- [end:stride]

# --8<-- [start:minus-infinity]
negative = X - 10
print(nn.MaxPool2d(2, padding=1)(negative)[0, 0])

zeros_around = nn.functional.pad(negative, (1, 1, 1, 1))
print(nn.MaxPool2d(2)(zeros_around)[0, 0])
# --8<-- [end:minus-infinity]

# --8<-- [start:count-include-pad]
grey = torch.full((1, 1, 4, 4), 8.0)
print(nn.AvgPool2d(2, padding=1)(grey)[0, 0])
print(nn.AvgPool2d(2, padding=1, count_include_pad=False)(grey)[0, 0])
# --8<-- [end:count-include-pad]

# --8<-- [start:half]
try:
    nn.MaxPool2d(2, padding=2)(X)
except RuntimeError:
    print("torch refuses")

try:
    max_pool2d(X, 2, padding=2)
except ValueError as error:
    print(error)
# --8<-- [end:half]

# --8<-- [start:divisor]
print(nn.AvgPool2d(2, divisor_override=1)(X)[0, 0])
print(nn.AvgPool2d(2, divisor_override=8)(X)[0, 0])
# --8<-- [end:divisor]

# --8<-- [start:ceil]
line = torch.arange(1.0, 6.0).view(1, 1, 1, 5)
for ceil_mode in (False, True):
    largest = nn.MaxPool2d((1, 2), ceil_mode=ceil_mode)(line)
    mean = nn.AvgPool2d((1, 2), ceil_mode=ceil_mode)(line)
    print(ceil_mode, largest.flatten().tolist(), mean.flatten().tolist())
# --8<-- [end:ceil]

# --8<-- [start:ceil-padding]
from encdec import pool_output_size

print(-(-(5 + 2 * 1 - 2) // 3) + 1)  # the formula, rounded up
print(pool_output_size(5, kernel_size=2, stride=3, padding=1, ceil_mode=True))
pool = nn.MaxPool2d((1, 2), stride=(1, 3), padding=(0, 1), ceil_mode=True)
print(pool(line).flatten().tolist())
# --8<-- [end:ceil-padding]

# --8<-- [start:dilation]
print(nn.MaxPool2d((1, 2), stride=1, dilation=(1, 3))(line).flatten().tolist())
# --8<-- [end:dilation]

# --8<-- [start:indices]
largest, places = nn.MaxPool2d(2, return_indices=True)(X)
print(places[0, 0])
print(nn.MaxUnpool2d(2)(largest, places)[0, 0])
# --8<-- [end:indices]

# --8<-- [start:bright-and-dark]
bright = torch.zeros(1, 1, 8, 8)
rows = torch.arange(8)
bright[0, 0, rows, rows * 5 // 7 + 1] = 1.0  # a thin bright line
dark = 1 - bright  # the same line in black on white

for name, image in (("bright line", bright), ("dark line", dark)):
    print(name)
    print("  maximum", max_pool2d(image, 2).unique().tolist())
    print("  average", avg_pool2d(image, 2).unique().tolist())
# --8<-- [end:bright-and-dark]

# --8<-- [start:textures]
grey = torch.full((1, 1, 8, 8), 0.5)
board = (torch.arange(8)[:, None] + torch.arange(8)).remainder(2).float()
board = board.view(1, 1, 8, 8)
for pool in (max_pool2d, avg_pool2d):
    print(pool.__name__, pool(grey, 2).unique(), pool(board, 2).unique())
# --8<-- [end:textures]

# --8<-- [start:noise]
noise = torch.randn(1, 1, 400, 400)
for pool in (max_pool2d, avg_pool2d):
    Y = pool(noise, 2)
    mean, deviation = round(Y.mean().item(), 1) + 0.0, round(Y.std().item(), 1)
    print(f"{pool.__name__}: mean {mean}, deviation {deviation}")
# --8<-- [end:noise]

# --8<-- [start:gradient]
for pool in (max_pool2d, avg_pool2d):
    pixels = X.clone().requires_grad_()
    pool(pixels, 2).sum().backward()
    print(pixels.grad[0, 0])
# --8<-- [end:gradient]

# --8<-- [start:shift]
stars = (torch.rand(1, 1, 256, 256) > 0.99).float()  # few bright pixels, the rest dark
moved = stars.roll(1, dims=3)
for size in (1, 2, 4, 8):
    before, after = max_pool2d(stars, size), max_pool2d(moved, size)
    kept = after[before == 1].mean().item()
    print(f"windows of {size} × {size}: {kept:.0%} still bright")
# --8<-- [end:shift]

# --8<-- [start:global]
pool = nn.AdaptiveAvgPool2d(1)
for size in ((28, 28), (17, 40)):
    images = torch.randn(2, 4, *size)
    vectors = pool(images).flatten(1)
    means = images.mean(dim=(2, 3))
    print(size, tuple(vectors.shape), torch.allclose(vectors, means, atol=1e-5))
# --8<-- [end:global]

# --8<-- [start:same]
from itertools import product

X7 = torch.randn(2, 3, 7, 9)
equal = []
for stride, padding, ceil_mode in product((1, 2, 3), (0, 1), (False, True)):
    options = {"stride": stride, "padding": padding, "ceil_mode": ceil_mode}
    ours, theirs = max_pool2d(X7, 3, **options), nn.MaxPool2d(3, **options)(X7)
    equal.append(torch.equal(ours, theirs))
    for count in (True, False):
        ours = avg_pool2d(X7, 3, **options, count_include_pad=count)
        theirs = nn.AvgPool2d(3, **options, count_include_pad=count)(X7)
        equal.append(torch.allclose(ours, theirs, atol=1e-5))
print(sum(equal), "of", len(equal))
# --8<-- [end:same]

# --8<-- [start:solution-size]
for pool in (nn.MaxPool2d(2), nn.MaxPool2d(2, ceil_mode=True), nn.MaxPool2d(3, 2, 1)):
    chain = nn.Sequential(nn.Conv2d(1, 4, 3), pool, nn.Conv2d(4, 8, 3), pool)
    Y = chain(torch.zeros(1, 1, 28, 28))
    print(tuple(Y.shape), tuple(Y.flatten(1).shape))
# --8<-- [end:solution-size]


# --8<-- [start:solution-minimum]
def min_pool2d(X: torch.Tensor, size: int) -> torch.Tensor:
    """Return the smallest number of each window of the images X."""
    return -max_pool2d(-X, size)


print(min_pool2d(X, 2)[0, 0])
print(min_pool2d(dark, 2).unique().tolist(), min_pool2d(bright, 2).unique().tolist())
# --8<-- [end:solution-minimum]

# --8<-- [start:solution-convolution]
kernels = torch.full((3, 1, 2, 2), 1 / 4)
images = torch.randn(5, 3, 8, 8)
mean = nn.functional.conv2d(images, kernels, stride=2, groups=3)
print(torch.allclose(mean, avg_pool2d(images, 2), atol=1e-5))

both = max_pool2d(images + images.flip(3), 2)
apart = max_pool2d(images, 2) + max_pool2d(images.flip(3), 2)
print(torch.allclose(both, apart, atol=1e-5))
# --8<-- [end:solution-convolution]

# --8<-- [start:solution-between]
for p in (1, 2, 8, 32):
    mean = avg_pool2d(X.abs() ** p, 2) ** (1 / p)
    print(p, [round(number, 1) for number in mean.flatten().tolist()])
# --8<-- [end:solution-between]
