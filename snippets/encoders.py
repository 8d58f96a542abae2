"""The smallest recurrent encoders: what goes in, and what comes out."""

# --8<-- [start:smallest]
import torch
from torch import nn

from encdec import RNNEncoder

torch.manual_seed(0)
encoder = RNNEncoder(10, 20)
X = torch.randn(5, 3, 10)  # batch, steps, features
outputs, state = encoder(X)
print(tuple(outputs.shape), tuple(state.shape))
# --8<-- [end:smallest]

# --8<-- [start:last-step]
print(torch.allclose(outputs[:, -1], state[-1], atol=1e-6))
# --8<-- [end:last-step]

# --8<-- [start:steps-first]
outputs, state = nn.RNN(10, 20)(X)
print(tuple(outputs.shape), tuple(state.shape))
# --8<-- [end:steps-first]

# --8<-- [start:rnn]
outputs, state = RNNEncoder(10, 20, cell="rnn")(X)
print(tuple(outputs.shape))
print(tuple(state.shape))
# --8<-- [end:rnn]

# --8<-- [start:gru]
outputs, state = RNNEncoder(10, 20, cell="gru")(X)
print(tuple(outputs.shape))
print(tuple(state.shape))
# --8<-- [end:gru]

# --8<-- [start:lstm]
outputs, (hidden, memory) = RNNEncoder(10, 20, cell="lstm")(X)
print(tuple(outputs.shape))
print(tuple(hidden.shape), tuple(memory.shape))
# --8<-- [end:lstm]

# --8<-- [start:solution-parameters]
for cell in ("rnn", "gru", "lstm"):
    layer = RNNEncoder(10, 20, cell=cell)
    print(cell, sum(parameter.numel() for parameter in layer.parameters()))
# --8<-- [end:solution-parameters]
