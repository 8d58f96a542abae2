"""The home page: a translator trained in seconds, then the smallest model and its shapes."""

# --8<-- [start:hero]
import torch

from encdec import AttentionDecoder, EncoderDecoder, Seq2SeqEncoder, Trainer, greedy
from encdec.data import PigLatin, load_words, split

train, unseen = split(load_words(), held_out=1000, seed=0)
data = PigLatin(train)  # pairs: "string" → "ing-stray"
vocab = data.vocab

torch.manual_seed(0)
encoder = Seq2SeqEncoder(len(vocab), 32, 32, 1, bidirectional=True)
decoder = AttentionDecoder(len(vocab), 32, 64, 1)
model = EncoderDecoder(encoder, decoder)
Trainer(model, lr=1e-2).fit(data.batches(batch_size=128, seed=0), steps=300)

for word in ["machine", "learning"]:  # both are in `unseen`
    X = torch.tensor([vocab.encode(word)])
    print(word, "→", "".join(vocab.decode(greedy(model, X, max_steps=40)[0])))
# --8<-- [end:hero]

# --8<-- [start:model]
import torch

from encdec import EncoderDecoder, Seq2SeqDecoder, Seq2SeqEncoder

# Both vocabularies have 10 tokens. Embeddings have 8 numbers, states 16 in 2 layers.
encoder = Seq2SeqEncoder(vocab_size=10, embed_size=8, num_hiddens=16, num_layers=2)
decoder = Seq2SeqDecoder(vocab_size=10, embed_size=8, num_hiddens=16, num_layers=2)
model = EncoderDecoder(encoder, decoder)

enc_X = torch.randint(10, (4, 9))  # 4 source sequences of 9 tokens
dec_X = torch.randint(10, (4, 7))  # 4 target sequences of 7 tokens
logits = model(enc_X, dec_X)
print(tuple(logits.shape))
# --8<-- [end:model]

# --8<-- [start:parts]
outputs, hidden = encoder(enc_X)
print("outputs:", tuple(outputs.shape))
print("hidden:", tuple(hidden.shape))

state = decoder.init_state((outputs, hidden))
by_hand, state = decoder(dec_X, state)
print(f"{torch.allclose(logits, by_hand) = }")
# --8<-- [end:parts]

# --8<-- [start:longer]
longer = torch.randint(10, (4, 90))  # ten times as many source tokens
outputs, hidden = encoder(longer)
print("outputs:", tuple(outputs.shape))
print("hidden:", tuple(hidden.shape))
# --8<-- [end:longer]

# --8<-- [start:attention]
from encdec import AttentionDecoder

attending = EncoderDecoder(encoder, AttentionDecoder(10, 8, 16, 2))
print(tuple(attending(enc_X, dec_X).shape))
# --8<-- [end:attention]

# --8<-- [start:bidirectional]
both_ways = Seq2SeqEncoder(10, 8, 16, 2, bidirectional=True)
outputs, hidden = both_ways(enc_X)
print("hidden:", tuple(hidden.shape))

wider = Seq2SeqDecoder(10, 8, 32, 2)  # 32 = 2 directions × 16
print(tuple(EncoderDecoder(both_ways, wider)(enc_X, dec_X).shape))
# --8<-- [end:bidirectional]
