"""Check an installation: a first model, the versions, the device."""

# --8<-- [start:first]
import torch

from encdec import EncoderDecoder, Seq2SeqDecoder, Seq2SeqEncoder

torch.manual_seed(0)
encoder = Seq2SeqEncoder(10, 8, 16, 1)  # 10 tokens, embeddings of 8, a state of 16, 1 layer
decoder = Seq2SeqDecoder(12, 8, 16, 1)
model = EncoderDecoder(encoder, decoder)

enc_X = torch.randint(0, 10, (3, 5))  # 3 sentences of 5 tokens
dec_X = torch.randint(0, 12, (3, 7))
output = model(enc_X, dec_X)
print(tuple(enc_X.shape), tuple(dec_X.shape), "->", tuple(output.shape))
# --8<-- [end:first]

# --8<-- [start:versions]
import platform
from importlib.metadata import version


def at_least(found: str, major: int, minor: int) -> bool:
    """Compare the first two numbers of a version."""
    numbers = found.split(".")[:2]
    return (int(numbers[0]), int(numbers[1])) >= (major, minor)


print("Python:", at_least(platform.python_version(), 3, 11))
print("torch: ", at_least(version("torch"), 2, 4))
print("encdec:", at_least(version("encdec"), 0, 1))
# --8<-- [end:versions]

# --8<-- [start:device]
if torch.cuda.is_available():
    device = "cuda"
elif torch.backends.mps.is_available():
    device = "mps"
else:
    device = "cpu"

model.to(device)
output = model(enc_X.to(device), dec_X.to(device))
print(output.device.type == device, tuple(output.shape))
# --8<-- [end:device]

# --8<-- [start:names]
from importlib.util import find_spec

for name in ("torch", "pytorch"):
    print(name, find_spec(name) is not None)
# --8<-- [end:names]

# --8<-- [start:solution-count]
print(sum(parameter.numel() for parameter in encoder.embedding.parameters()))
print(sum(parameter.numel() for parameter in decoder.dense.parameters()))
# --8<-- [end:solution-count]

# --8<-- [start:solution-whose]
import sys
from pathlib import Path

import encdec

print(Path(encdec.__file__).name, Path(sys.executable).stem.startswith("python"))
# --8<-- [end:solution-whose]

# --8<-- [start:solution-time]
from time import perf_counter


def seconds(batch: int) -> float:
    """Time one forward pass, the best of five."""
    enc_X, dec_X = torch.zeros(2, batch, 20, dtype=torch.int64, device=device)
    times = []
    for _ in range(5):
        start = perf_counter()
        model(enc_X, dec_X).sum().item()
        times.append(perf_counter() - start)
    return min(times)


print(seconds(1000) < 1000 * seconds(1))
# --8<-- [end:solution-time]
