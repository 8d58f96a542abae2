"""Learn Pig Latin from examples: a bidirectional GRU and a decoder with attention."""

# --8<-- [start:rule]
from encdec.data import PigLatin, load_words, pig_latin, split

for word in ["machine", "learning", "string", "apple"]:
    print(word, "→", pig_latin(word))
# --8<-- [end:rule]

# --8<-- [start:words]
train, test = split(load_words(), held_out=1000, seed=0)
print(f"{len(train) = }, {len(test) = }")
print(f"{'machine' in train = }, {'learning' in train = }")
# --8<-- [end:words]

# --8<-- [start:vocabulary]
data = PigLatin(train)
vocab = data.vocab
print(f"{len(vocab) = }", vocab.tokens[:6])
ids = vocab.encode("tee", eos=True)
print(ids, vocab.decode(ids))
# --8<-- [end:vocabulary]

# --8<-- [start:padding]
from encdec import pad_batch

words = ["machine", "the"]
answers = [pig_latin(word) for word in words]
enc_X, valid_len = pad_batch([vocab.encode(word) for word in words])
targets, _ = pad_batch([vocab.encode(answer, eos=True) for answer in answers])
print("enc_X:", tuple(enc_X.shape), "targets:", tuple(targets.shape))
print((enc_X != vocab.pad).int().tolist())
print(f"{valid_len.tolist() = }")
# --8<-- [end:padding]

# --8<-- [start:encoder]
import torch

from encdec import Seq2SeqEncoder

torch.manual_seed(0)
encoder = Seq2SeqEncoder(len(vocab), 32, 32, 1, bidirectional=True)
outputs, hidden = encoder(enc_X, valid_len)
print("outputs:", tuple(outputs.shape), "hidden:", tuple(hidden.shape))
# --8<-- [end:encoder]

# --8<-- [start:decoder]
from encdec import AttentionDecoder, EncoderDecoder, teacher_forcing

decoder = AttentionDecoder(len(vocab), 32, 64, 1)  # 64 = 2 directions × 32
model = EncoderDecoder(encoder, decoder)
dec_X = teacher_forcing(targets, vocab.bos)
print("logits:", tuple(model(enc_X, dec_X, valid_len).shape))
# --8<-- [end:decoder]

# --8<-- [start:train]
from encdec import Trainer

torch.set_num_threads(1)  # the matrices are small: more threads hardly help
trainer = Trainer(model, lr=1e-2)
losses = trainer.fit(data.batches(batch_size=128, seed=0), steps=400)
print(f"{losses[-1] < losses[0] / 10 = }")
# --8<-- [end:train]

# --8<-- [start:loss]
import matplotlib.pyplot as plt

means = torch.tensor(losses).reshape(20, 20).mean(dim=1)  # of 20 steps each
figure, axes = plt.subplots(figsize=(4.5, 3))
axes.plot(range(20, 401, 20), means, marker=".")
axes.set(xlabel="training step", ylabel="loss", xlim=(0, 405), ylim=(0, 3))
figure.savefig("loss.svg", metadata={"Title": "Loss during training"})
# --8<-- [end:loss]

# --8<-- [start:translate]
from encdec import greedy


def translate(model, words):
    enc_X, valid_len = pad_batch([vocab.encode(word) for word in words])
    rows = greedy(model, enc_X, valid_len, max_steps=40)
    return ["".join(vocab.decode(row)) for row in rows]


print(" ".join(translate(model, ["machine", "learning"])))
# --8<-- [end:translate]

# --8<-- [start:score]
from encdec import exact_match


def score(model, words):
    return exact_match(translate(model, words), [pig_latin(word) for word in words])


share = score(model, test)
print(f"{share > 0.9 = }")
# --8<-- [end:score]

# --8<-- [start:look]
decoder.attention.keep_weights = True
with torch.no_grad():
    model(enc_X, dec_X, valid_len)
weights = decoder.attention.attention_weights  # (batch, target steps, source steps)
print("weights:", tuple(weights.shape))
for step, letter in enumerate("achine-m"):
    print(letter, "←", "machine"[weights[0, step].argmax()])
decoder.attention.keep_weights = False
# --8<-- [end:look]

# --8<-- [start:attention]
written, read = [*"achine-may", "<eos>"], [*"machine"]
figure, axes = plt.subplots(figsize=(3.6, 4.5))
shades = weights[0, : len(written), : len(read)]
axes.pcolormesh(shades, cmap="Greys", vmin=0, vmax=1, edgecolors="white")
axes.set_xticks([i + 0.5 for i in range(len(read))], read)
axes.set_yticks([t + 0.5 for t in range(len(written))], written)
axes.invert_yaxis()  # the first letter above
axes.tick_params(length=0)
axes.set(xlabel="letter read", ylabel="letter written")
figure.savefig("attention.svg", metadata={"Title": "Attention weights"})
# --8<-- [end:attention]

# --8<-- [start:long]
glued = [left + right for left, right in zip(test[::2], test[1::2], strict=True)]
long_words = [word for word in glued if len(word) >= 16]
print(f"{max(map(len, train)) = }")
print(f"{score(model, long_words) < 0.2 = }")
# --8<-- [end:long]

# --8<-- [start:unknown]
ids = vocab.encode("naïve")
print(f"{vocab.unk in ids = }", vocab.decode(ids))
# --8<-- [end:unknown]

# --8<-- [start:cases]
for word in ["orange", "square", "yellow", "rhythm", "hmm"]:
    print(word, "→", pig_latin(word))
# --8<-- [end:cases]


# --8<-- [start:share]
def padding_share(words, batch_size=128):
    padding = total = 0
    for start in range(0, len(words), batch_size):
        chosen = words[start : start + batch_size]
        ids, valid_len = pad_batch([vocab.encode(word) for word in chosen])
        padding += ids.numel() - int(valid_len.sum())
        total += ids.numel()
    return padding / total


print(f"{padding_share(train):.0%}")
print(f"{padding_share(sorted(train, key=len)):.0%}")
# --8<-- [end:share]

# --8<-- [start:neighbour]
alone = translate(model, ["machine"])
beside = translate(model, ["machine", "internationalization"])
print(alone[0], f"{alone[0] == beside[0] = }")
# --8<-- [end:neighbour]

# --8<-- [start:without]
from encdec import Seq2SeqDecoder

torch.manual_seed(0)
plain = EncoderDecoder(
    Seq2SeqEncoder(len(vocab), 32, 32, 1, bidirectional=True),
    Seq2SeqDecoder(len(vocab), 32, 64, 1),
)
Trainer(plain, lr=1e-2).fit(data.batches(batch_size=128, seed=0), steps=400)
print(f"{score(plain, test) < share - 0.2 = }")
# --8<-- [end:without]
