"""Predict the next frames of a film with two ConvLSTMs."""

# --8<-- [start:film]
import torch

from encdec import set_seed
from encdec.data.moving import bouncing_balls

torch.set_num_threads(1)
set_seed(0)
film = bouncing_balls(1, 4, size=10, seed=2)
print(tuple(film.shape))
for row in range(10):
    lines = film[0, :, 0, row].int().tolist()
    print("   ".join("".join(".#"[pixel] for pixel in line) for line in lines))
# --8<-- [end:film]

# --8<-- [start:cell]
from encdec import ConvLSTMCell

cell = ConvLSTMCell(in_channels=1, hidden_channels=8)
x = film[:, 0]
h = c = torch.zeros(1, 8, 10, 10)
gates = cell.gates(torch.cat((x, h), dim=1))  # one convolution for all four
i, f, n, o = gates.chunk(4, dim=1)
c = f.sigmoid() * c + i.sigmoid() * n.tanh()
h = o.sigmoid() * c.tanh()
print(tuple(x.shape), tuple(gates.shape), tuple(h.shape))
print(torch.allclose(h, cell(x, None)[0], atol=1e-6))
# --8<-- [end:cell]

# --8<-- [start:shift]
right, _ = cell(x.roll(1, dims=3), None)
inside = (slice(None), slice(None), slice(2, 8), slice(2, 8))
print(torch.allclose(right[inside], h.roll(1, dims=3)[inside], atol=1e-6))
# --8<-- [end:shift]

# --8<-- [start:pair]
from encdec import ConvLSTMDecoder, ConvLSTMEncoder, EncoderDecoder
from encdec.convlstm import late_frames
from encdec.data.moving import draw_films

model = EncoderDecoder(ConvLSTMEncoder(1, 8), ConvLSTMDecoder(1, 8))
seen, real = draw_films(200, seen=3, ahead=3, part="test", size=10)
late = late_frames(seen, real)
outputs, state = model.encoder(seen)
logits, _ = model.decoder(late, model.decoder.init_state((outputs, state)))
for part in (seen, outputs, state[0][0], late, logits):
    print(tuple(part.shape))
# --8<-- [end:pair]

# --8<-- [start:loss]
from torch.nn import functional

p = logits.sigmoid()
by_hand = -(real * p.log() + (1 - real) * (1 - p).log()).mean()
packaged = functional.binary_cross_entropy_with_logits(logits, real)
print(torch.allclose(by_hand, packaged))
# --8<-- [end:loss]

# --8<-- [start:f1]
from encdec.convlstm import f1_score

dark = torch.zeros_like(real)
print(f"right pixels {(dark == real).float().mean():.2f}, F1 {f1_score(dark, real):.2f}")
# --8<-- [end:f1]

# --8<-- [start:baselines]
from encdec.tasks.next_frame import copy_last, keep_moving


def f1_by_step(guess: torch.Tensor) -> list[float]:
    """Return the F1 score of each of the predicted frames."""
    return [f1_score(guess[:, t], real[:, t]) for t in range(real.shape[1])]


for guess in (copy_last(seen, 3), keep_moving(seen, 3)):
    print(", ".join(f"{score:.2f}" for score in f1_by_step(guess)))
# --8<-- [end:baselines]

# --8<-- [start:train]
from encdec import Trainer
from encdec.data.moving import Films


def loss(model, batch):
    """Compare the guess for every pixel with the real one, teacher forcing."""
    seen, targets = batch
    logits = model(seen, late_frames(seen, targets))
    return functional.binary_cross_entropy_with_logits(logits, targets)


films = Films(8, seen=3, ahead=3, size=10)
losses = Trainer(model, loss=loss, lr=4e-2).fit(films, steps=240)
print(losses[-1] < losses[0] / 2)
# --8<-- [end:train]

# --8<-- [start:predict]
from encdec import predict_frames

guess = predict_frames(model, seen, steps=3)
print(tuple(guess.shape))
scores = f1_by_step(guess)
for other in (copy_last(seen, 3), keep_moving(seen, 3)):
    print([mine > its + 0.05 for mine, its in zip(scores, f1_by_step(other), strict=True)])
print(scores[0] > 0.75, scores[0] > scores[1] > scores[2])
# --8<-- [end:predict]

# --8<-- [start:by-hand]
state = model.decoder.init_state(model.encoder(seen))
frame, frames = seen[:, -1:], []
with torch.no_grad():
    for _ in range(3):
        logits, state = model.decoder(frame, state)
        frame = logits.sigmoid()
        frames.append(frame)

print(torch.allclose(torch.cat(frames, dim=1), guess, atol=1e-5))
# --8<-- [end:by-hand]

# --8<-- [start:frames]
import matplotlib.pyplot as plt

figure, grid = plt.subplots(2, 6, figsize=(4.5, 1.8))
for line, frames, start in ((grid[0], (seen, real), 0), (grid[1], (guess,), 3)):
    for axes in line:
        axes.set_axis_off()
    for axes, frame in zip(line[start:], torch.cat(frames, dim=1)[50, :, 0], strict=True):
        axes.set_axis_on()
        axes.spines[:].set_visible(True)
        axes.set(xticks=[], yticks=[], aspect="equal")
        axes.pcolormesh(frame.flip(0), cmap="Greys", vmin=0, vmax=1)
for t in range(3):
    grid[0, t].set_title(f"{t + 1}")
    grid[0, t + 3].set_title(f"{t + 4}")
    grid[1, t + 3].set_title(f"{t + 4}?")
figure.savefig("frames.svg", metadata={"Title": "Frames and predicted frames"})
# --8<-- [end:frames]

# --8<-- [start:solution-parameters]
from torch import nn

for size in (10, 20):
    flat = nn.LSTM(size * size, 8 * size * size)
    convolutional = ConvLSTMCell(1, 8)
    print(size, [sum(p.numel() for p in m.parameters()) for m in (flat, convolutional)])
# --8<-- [end:solution-parameters]

# --8<-- [start:solution-memory]
one = f1_by_step(predict_frames(model, seen[:, -1:], steps=3))
print([less < all_three - 0.1 for less, all_three in zip(one, scores, strict=True)])
# --8<-- [end:solution-memory]


# --8<-- [start:solution-size]
def compare(**options: int) -> float:
    """Compare guesses of the next frame on other films; return the model's F1."""
    seen, real = draw_films(200, seen=3, ahead=1, part="test", **options)
    score = f1_score(predict_frames(model, seen, 1), real)
    for guess in (copy_last(seen, 1), keep_moving(seen, 1)):
        other = f1_score(guess, real)
        print(f"{other:.2f}, the model is better: {score > other}")
    return score


larger = compare(size=20, balls=4)
# --8<-- [end:solution-size]

# --8<-- [start:solution-others]
three = compare(size=10, balls=3)
one = compare(size=10, balls=1)
fast = compare(size=10, speed=2)
print(fast < three - 0.1)
# --8<-- [end:solution-others]
