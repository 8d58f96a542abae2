"""Join encoders and decoders of different kinds."""

# --8<-- [start:smallest]
import torch

from encdec import EncoderDecoder, Seq2SeqEncoder, TransformerDecoder, set_seed

torch.set_num_threads(1)
set_seed(0)
encoder = Seq2SeqEncoder(10, 16, 32, 1)  # a GRU
decoder = TransformerDecoder(10, 32, 64, num_heads=4, num_layers=1)
model = EncoderDecoder(encoder, decoder)

enc_X = torch.randint(3, 10, (4, 9))
valid_len = torch.tensor([9, 7, 4, 2])
dec_X = torch.randint(3, 10, (4, 6))
print(tuple(model(enc_X, dec_X, valid_len).shape))
# --8<-- [end:smallest]

# --8<-- [start:memory]
from encdec import ConvEncoder, TransformerEncoder

encoders = {
    "GRU": Seq2SeqEncoder(10, 16, 32, 1),
    "LSTM": Seq2SeqEncoder(10, 16, 32, 1, cell="lstm"),
    "convolution": ConvEncoder(10, 16, 32, 2),
    "Transformer": TransformerEncoder(10, 32, 64, num_heads=4, num_layers=1),
}
for name, encoder in encoders.items():
    enc_outputs = encoder(enc_X, valid_len)
    memory = enc_outputs[0] if isinstance(enc_outputs, tuple) else enc_outputs
    print(f"{name:12} {type(enc_outputs).__name__:7} {tuple(memory.shape)}")
# --8<-- [end:memory]

# --8<-- [start:context]
q = torch.randn(32)  # what a decoder looks for
m = memory[1]  # the second sentence, 7 of 9 steps
score = m @ q
score[7:] = -torch.inf
alpha = score.softmax(dim=0)
c = alpha @ m
print(tuple(alpha.shape), tuple(c.shape))
print(alpha[7:].tolist(), round(alpha.sum().item(), 3))
# --8<-- [end:context]

# --8<-- [start:mean]
from encdec import AttentionDecoder

decoder = AttentionDecoder(10, 16, 32, 1)  # a GRU that attends
hidden, *_ = decoder.init_state(memory, valid_len)
print(tuple(hidden.shape))
print(torch.allclose(hidden[0, 1], m[:7].mean(dim=0), atol=1e-6))
# --8<-- [end:mean]

# --8<-- [start:task]
import random

from encdec import Decoder, Encoder, Trainer, Vocabulary, exact_match, greedy, pad_batch
from encdec.data import Batches


def draw(number: int, seed: int) -> list[str]:
    """Draw words of three to five of the letters a to f."""
    rng = random.Random(seed)
    return ["".join(rng.choices("abcdef", k=rng.randint(3, 5))) for _ in range(number)]


words = draw(4000, seed=0)
test = [word for word in draw(400, seed=1) if word not in set(words)]
vocab = Vocabulary(words)
size = len(vocab)
sources = [vocab.encode(word) for word in words]
targets = [vocab.encode(word[::-1], eos=True) for word in words]


def share_right(model: EncoderDecoder) -> float:
    """Return the share of new words that come out backwards."""
    X, valid_len = pad_batch([vocab.encode(word) for word in test])
    rows = greedy(model, X, valid_len, max_steps=7)
    written = ["".join(vocab.decode(row)) for row in rows]
    return exact_match(written, [word[::-1] for word in test])


def train(encoder: Encoder, decoder: Decoder) -> EncoderDecoder:
    """Train a pair to write words backwards."""
    model = EncoderDecoder(encoder, decoder)
    batches = Batches(sources, targets, batch_size=32)
    Trainer(model, lr=1.2e-2).fit(batches, steps=100)
    return model


def new_encoders() -> dict[str, Encoder]:
    """Return an untrained encoder of each kind, all with outputs 32 wide."""
    set_seed(0)
    return {
        "GRU": Seq2SeqEncoder(size, 16, 16, 1, bidirectional=True),
        "convolution": ConvEncoder(size, 16, 32, 2),
        "Transformer": TransformerEncoder(size, 32, 64, num_heads=4, num_layers=1),
    }


# --8<-- [end:task]

# --8<-- [start:recurrent]
recurrent = {}
for name, encoder in new_encoders().items():
    recurrent[name] = train(encoder, AttentionDecoder(size, 16, 32, 1))
    print(f"{name:12} {share_right(recurrent[name]) > 0.6}")
# --8<-- [end:recurrent]

# --8<-- [start:transformer]
for name, encoder in new_encoders().items():
    model = train(encoder, TransformerDecoder(size, 32, 64, num_heads=4, num_layers=1))
    share = share_right(model)
    print(f"{name:12} {share > 0.3}, GRU decoder ahead: {share_right(recurrent[name]) > share}")
# --8<-- [end:transformer]

# --8<-- [start:swap]
ears = recurrent["convolution"].encoder
mouth = recurrent["Transformer"].decoder
print(share_right(EncoderDecoder(ears, mouth)) < 0.1)
# --8<-- [end:swap]

# --8<-- [start:beam]
from encdec import beam_search

X, valid_len = pad_batch([vocab.encode("fade")])
for name, model in recurrent.items():
    rows = beam_search(model, X, valid_len, beams=3, max_steps=7)
    print(f"{name:12} {''.join(vocab.decode(rows[0]))}")
# --8<-- [end:beam]


# --8<-- [start:errors]
def attempt(encoder: Encoder, decoder: Decoder, X: torch.Tensor = enc_X) -> None:
    """Join the two and print the shape of the logits, or the error."""
    valid_len = torch.tensor([9, 7, 4, 2])
    try:
        print(tuple(EncoderDecoder(encoder, decoder)(X, dec_X, valid_len).shape))
    except (TypeError, ValueError) as error:
        print(f"{type(error).__name__}: {error}")


attempt(Seq2SeqEncoder(10, 16, 64, 1), TransformerDecoder(10, 32, 64, 4, 1))
attempt(TransformerEncoder(10, 64, 64, 4, 1), AttentionDecoder(10, 16, 32, 1))
# --8<-- [end:errors]

# --8<-- [start:state]
attempt(Seq2SeqEncoder(10, 16, 32, 1, cell="lstm"), AttentionDecoder(10, 16, 32, 1))
attempt(Seq2SeqEncoder(10, 16, 32, 2), AttentionDecoder(10, 16, 32, 1))
attempt(Seq2SeqEncoder(10, 16, 32, 2, cell="lstm"), TransformerDecoder(10, 32, 64, 4, 1))
# --8<-- [end:state]

# --8<-- [start:lengths]
from encdec import PyramidDecoder, PyramidEncoder

sound = torch.randn(4, 9, 40)
pyramid = PyramidEncoder(40, 32, 2)
print(tuple(pyramid(sound)[0].shape))
attempt(pyramid, AttentionDecoder(10, 16, 32, 1), sound)
attempt(pyramid, PyramidDecoder(10, 16, 32, 1, reduction=pyramid.reduction), sound)
# --8<-- [end:lengths]


# --8<-- [start:adapter]
class Fitted(Encoder):
    """An encoder whose outputs are brought to another width; its state is left out."""

    def __init__(self, encoder: Encoder, width: int, new_width: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.dense = torch.nn.Linear(width, new_width)

    def forward(self, X, *args):
        """Encode the batch and return (batch, steps, new width) alone."""
        enc_outputs = self.encoder(X, *args)
        outputs = enc_outputs[0] if isinstance(enc_outputs, tuple) else enc_outputs
        return self.dense(outputs)


wide = Seq2SeqEncoder(10, 16, 64, 2, cell="lstm")
attempt(Fitted(wide, 64, 32), AttentionDecoder(10, 16, 32, 1))
# --8<-- [end:adapter]

# --8<-- [start:solution-image]
from encdec import ImageEncoder

image = torch.rand(4, 1, 16, 16)
describe = EncoderDecoder(ImageEncoder(16, 32), TransformerDecoder(10, 32, 64, 4, 1))
print(tuple(describe.encoder(image)[0].shape), tuple(describe(image, dec_X).shape))
# --8<-- [end:solution-image]

# --8<-- [start:solution-lengths]
trained = recurrent["Transformer"].eval()
dec_X = torch.tensor([[vocab.bos]])
ids = torch.tensor([vocab.encode("fade")])
padded = torch.nn.functional.pad(ids, (0, 3))
with torch.no_grad():
    alone = trained(ids, dec_X)
    told, untold = trained(padded, dec_X, torch.tensor([4])), trained(padded, dec_X)
print(torch.allclose(told, alone, atol=1e-4), torch.allclose(untold, alone, atol=1e-4))
# --8<-- [end:solution-lengths]


# --8<-- [start:solution-none]
class Bag(Encoder):
    """Embeddings and nothing else: no step knows its place or its neighbours."""

    def __init__(self) -> None:
        super().__init__()
        self.embedding = torch.nn.Embedding(size, 32)

    def forward(self, X, *args):
        """Map ids (batch, steps) to (batch, steps, 32)."""
        return self.embedding(X)


set_seed(0)
print(share_right(train(Bag(), AttentionDecoder(size, 16, 32, 1))) < 0.2)

targets = [vocab.encode(sorted(word), eos=True) for word in words]
sorter = train(Bag(), AttentionDecoder(size, 16, 32, 1))
X, valid_len = pad_batch([vocab.encode(word) for word in test])
rows = greedy(sorter, X, valid_len, max_steps=7)
right = [vocab.decode(row) == sorted(word) for row, word in zip(rows, test, strict=True)]
print(sum(right) / len(right) > 0.4)
# --8<-- [end:solution-none]
