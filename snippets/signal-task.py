"""Write down words that are spoken in tones."""

# --8<-- [start:speak]
import random

import torch

from encdec import set_seed
from encdec.data.tones import letter_tones, speak, spectrogram

torch.set_num_threads(1)
set_seed(0)
rng = random.Random(0)
print([letter_tones(letter) for letter in "bad"])
for _ in range(2):
    wave = speak("bad", rng, noise=0.5)
    print(tuple(wave.shape), tuple(spectrogram(wave).shape))
# --8<-- [end:speak]

# --8<-- [start:frames]
spectrum = torch.stft(
    wave, n_fft=160, hop_length=80, window=torch.hann_window(160), return_complex=True
)
S = spectrum[1:41].T  # 40 of the frequencies
x = (S.abs().square() + 1e-3).log()
x = x - x.mean(dim=1, keepdim=True)
print(tuple(S.shape), torch.allclose(x, spectrogram(wave), atol=1e-4))
# --8<-- [end:frames]

# --8<-- [start:picture]
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(4.5, 2.6))
axes.pcolormesh(x.T, cmap="Greys", vmin=-4, vmax=6)
axes.set(xlabel="frame of 10 ms", ylabel="frequency in steps of 50 Hz")
figure.savefig("picture.svg", metadata={"Title": "The sound of a word"})
# --8<-- [end:picture]

# --8<-- [start:padding]
from encdec.data.tones import pad_frames

sounds = [spectrogram(speak(word, rng, noise=0.5)) for word in ("bad", "a", "face")]
X, valid_len = pad_frames(sounds)
print(tuple(X.shape), valid_len.tolist())
print(X[1, valid_len[1] :].abs().max().item())
# --8<-- [end:padding]

# --8<-- [start:stack]
from encdec.pyramid import stack_steps

stacked, shorter = stack_steps(X, valid_len)
print(tuple(X.shape), "→", tuple(stacked.shape), shorter.tolist())
# --8<-- [end:stack]

# --8<-- [start:pair]
from encdec import EncoderDecoder, PyramidDecoder, PyramidEncoder, Vocabulary

vocab = Vocabulary(["abcdef"])
encoder = PyramidEncoder(40, 64, num_layers=2, stack_input=True)
decoder = PyramidDecoder(
    len(vocab), 16, 64, num_layers=1, score="additive", reduction=encoder.reduction
)
model = EncoderDecoder(encoder, decoder)
outputs, state = encoder(X, valid_len)
print(encoder.reduction, tuple(outputs.shape), tuple(state.shape))
dec_X = torch.full((3, 5), vocab.bos)
print(tuple(model(X, dec_X, valid_len).shape))
# --8<-- [end:pair]

# --8<-- [start:words]
drawn = ["".join(rng.choices("abcdef", k=rng.randint(1, 4))) for _ in range(1800)]
words = sorted(set(drawn))
rng.shuffle(words)
test, words = words[:100], words[100:]
print(len(words) > 400, set(test) & set(words))
# --8<-- [end:words]

# --8<-- [start:train]
from encdec import Trainer
from encdec.data.tones import SpokenWords

batches = SpokenWords(words, vocab, batch_size=16, noise=0.5)
losses = Trainer(model, lr=1e-2).fit(batches, steps=125)
print(losses[-1] < losses[0] / 3)
# --8<-- [end:train]

# --8<-- [start:listen]
from encdec import exact_match, greedy, token_accuracy


def hear(sounds: list[torch.Tensor]) -> list[str]:
    """Return the letters that the model hears in the sounds."""
    X, valid_len = pad_frames(sounds)
    rows = greedy(model, X, valid_len, max_steps=9)
    return ["".join(vocab.decode(row)) for row in rows]


def say_all(words: list[str], noise: float) -> list[torch.Tensor]:
    """Speak each of the words, always by the same speakers."""
    rng = random.Random(1)
    return [spectrogram(speak(word, rng, noise)) for word in words]


heard = hear(say_all(test, noise=0.5))
print(exact_match(heard, test) > 0.4, token_accuracy(heard, test) > 0.7)
# --8<-- [end:listen]

# --8<-- [start:guess]
guess = ["abc"] * len(test)
print(exact_match(guess, test) < 0.05, token_accuracy(guess, test) < 0.25)
# --8<-- [end:guess]

# --8<-- [start:noise]
levels = [0, 0.5, 1, 1.5, 2, 3]
letters = [token_accuracy(hear(say_all(test, level)), test) for level in levels]
figure, axes = plt.subplots(figsize=(4.5, 3))
axes.plot(levels, letters, "o-")
axes.axvline(0.5, color="grey", linestyle="--")
axes.set(xlabel="noise beside a tone of 1", ylabel="share of right letters", ylim=(0, 1))
figure.savefig("noise.svg", metadata={"Title": "Right letters by noise"})
print(letters[1] > letters[3] + 0.1 > letters[5] + 0.2)
# --8<-- [end:noise]

# --8<-- [start:solution-length]
lengths = [len(sound) for sound in say_all(["face"] * 200, noise=0.5)]
print(max(lengths) > 1.3 * min(lengths))
# --8<-- [end:solution-length]

# --8<-- [start:solution-garbage]
X, valid_len = pad_frames(sounds)
garbage = X.clone()
for row, length in zip(garbage, valid_len, strict=True):
    row[length:] = 100.0
model.eval()
with torch.no_grad():
    clean, dirty = model(X, dec_X, valid_len), model(garbage, dec_X, valid_len)
    untold = model(garbage, dec_X)
print(torch.allclose(clean, dirty, atol=1e-4), torch.allclose(clean, untold, atol=1e-4))
# --8<-- [end:solution-garbage]

# --8<-- [start:solution-long]
rng = random.Random(2)
long = ["".join(rng.choices("abcdef", k=7)) for _ in range(100)]
heard = hear(say_all(long, noise=0.5))
print(exact_match(heard, long) < 0.1, sum(map(len, heard)) / 100 < 6)
# --8<-- [end:solution-long]

# --8<-- [start:solution-fast]
fast = [sound[::2] for sound in say_all(test, noise=0.5)]
print(token_accuracy(hear(fast), test) < letters[1] - 0.1)
# --8<-- [end:solution-fast]
