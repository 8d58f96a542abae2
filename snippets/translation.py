"""Translate real messages of programs from English, and measure the translations."""

# --8<-- [start:corpus]
from encdec.data.parallel import load_parallel, split_parallel

pairs = split_parallel("pt")
for part, found in pairs.items():
    print(part, len(found))

portuguese, chinese = dict(load_parallel("pt")), dict(load_parallel("zh"))
for english in ("Add a new role", "This field cannot be null."):
    print(english, "|", portuguese[english], "|", chinese[english])
# --8<-- [end:corpus]

# --8<-- [start:apart]
from encdec.data.parallel import part_of

learnt = {english.casefold() for english, _ in pairs["train"]}
print(sum(english.casefold() in learnt for english, _ in pairs["test"]))
print(part_of("Delete user"), part_of("delete USER"))
# --8<-- [end:apart]

# --8<-- [start:lengths]
from collections import Counter

import matplotlib.pyplot as plt

lengths = Counter(len(english.split()) for english, _ in pairs["train"])
print(sum(lengths[n] for n in (1, 2, 3, 4)) > len(pairs["train"]) / 2)

figure, axes = plt.subplots(figsize=(4.5, 3))
axes.bar(range(1, 21), [lengths[n] for n in range(1, 21)])
axes.set(xlabel="words of a message", ylabel="messages", ylim=(0, 8000))
axes.set_xticks([1, 5, 10, 15, 20])
figure.savefig("lengths.svg", metadata={"Title": "Messages by length"})
# --8<-- [end:lengths]


# --8<-- [start:small]
def small(pairs: dict, at_least: int = 14) -> dict:
    """Keep messages of two or three words that all occur in at least so many of them."""
    kept = {
        part: [(e.lower(), t.lower()) for e, t in found if 2 <= len(e.split()) <= 3]
        for part, found in pairs.items()
    }
    for _ in range(3):  # with a message its words go, too: count again
        words = Counter(word for e, _ in kept["train"] for word in e.split())
        common = {word for word, count in words.items() if count >= at_least}
        kept = {
            part: [pair for pair in found if common.issuperset(pair[0].split())]
            for part, found in kept.items()
        }
    return kept


few = small(pairs)
few["test"] += few.pop("valid")  # we choose nothing by it
print({part: len(found) for part, found in few.items()})
print(len({word for e, _ in few["train"] for word in e.split()}), "English words")
for english, portuguese in few["train"][::200]:
    print(english, "|", portuguese)
# --8<-- [end:small]

# --8<-- [start:pieces]
from encdec.tasks.translation import TranslatePt

task = TranslatePt(vocab_size=1000)
task.pairs = few
source, target = task.vocabularies
print(source.pieces("delete user"))
print(source.pieces("they are watching."))
print(target.decode(target.encode("Eles estão assistindo.")))
# --8<-- [end:pieces]

# --8<-- [start:batch]
enc_X, targets, valid_len = next(iter(task.batches(batch_size=32, seed=0)))
print(enc_X.dtype, enc_X.shape[0], targets.shape[0], tuple(valid_len.shape))
print(source.decode(enc_X[0]), "|", target.decode(targets[0]))
# --8<-- [end:batch]

# --8<-- [start:train]
import torch

from encdec import Trainer, set_seed

torch.set_num_threads(1)
set_seed(0)
model = task.build()
before = task.evaluate(model)
trainer = Trainer(model, loss=task.loss, lr=5e-3)
losses = trainer.fit(task.batches(batch_size=32, seed=0), steps=150)
print(losses[-1] < losses[0] / 2)
# --8<-- [end:train]

# --8<-- [start:translate]
reference = dict(few["test"])
seen = {english for english, _ in few["train"]}
for english in ("security groups", "change area", "remove entity"):
    print(english in seen, english, "→", task.answer(model, english))
# --8<-- [end:translate]

# --8<-- [start:wrong]
for english in ("new page", "create volume backup", "edit volume type"):
    print(english, "→", task.answer(model, english), "| human:", reference[english])
# --8<-- [end:wrong]

# --8<-- [start:by-hand]
import math


def ngrams(text: str, n: int) -> Counter:
    """Count the runs of n words; a full stop is a word of its own."""
    words = text.replace(".", " .").split()
    return Counter(zip(*(words[i:] for i in range(n)), strict=False))


candidate, human = "O arquivo não pôde ser gravado.", "O arquivo não pôde ser salvo."
p = []
for n in range(1, 5):
    found, wanted = ngrams(candidate, n), ngrams(human, n)
    p.append((found & wanted).total() / found.total())  # & keeps the smaller count
    print(n, f"{(found & wanted).total()} of {found.total()}")

c, r = ngrams(candidate, 1).total(), ngrams(human, 1).total()
brevity = min(1.0, math.exp(1 - r / c))
print(f"{100 * brevity * math.exp(sum(map(math.log, p)) / 4):.1f}")
# --8<-- [end:by-hand]

# --8<-- [start:sacrebleu]
from encdec import bleu, chrf

print(f"{bleu([candidate], [human]):.1f} {chrf([candidate], [human]):.1f}")
# --8<-- [end:sacrebleu]

# --8<-- [start:tokenize]
short, full = "文件无法保存。", "该文件无法保存。"
print(f"{bleu([short], [full]):.1f} {bleu([short], [full], tokenize='zh'):.1f}")
print(f"{chrf([short], [full]):.1f}")
# --8<-- [end:tokenize]

# --8<-- [start:score]
after = task.evaluate(model)
print(before["chrF"] < 20, after["chrF"] > 40)
print(before["BLEU"] < 2, after["BLEU"] > 12)
# --8<-- [end:score]

# --8<-- [start:beam]
from encdec import beam_hypotheses, pad_batch

enc_X, valid_len = pad_batch(source.encode_all(list(reference), eos=True))
found = beam_hypotheses(model, enc_X, valid_len, beams=4, max_steps=12)
print(len(found), len(found[0]))
best = [hypotheses[0].score for hypotheses in found]
second = [hypotheses[1].score for hypotheses in found]
print(all(a >= b for a, b in zip(best, second, strict=True)))
# --8<-- [end:beam]

# --8<-- [start:against]
from encdec import greedy


def log_probability(row: int, ids: list[int]) -> float:
    """Return the mean log-probability of each token of a translation and its end."""
    targets = torch.tensor([[*ids, target.eos]])
    batch = enc_X[row : row + 1, : valid_len[row]], targets, valid_len[row : row + 1]
    with torch.no_grad():
        return -task.loss(model, batch).item()


rows = greedy(model, enc_X, valid_len, max_steps=12)
gain = [score - log_probability(i, rows[i]) for i, score in enumerate(best)]
print(sum(g > -1e-4 for g in gain) > 0.9 * len(gain), sum(g > 1e-4 for g in gain) > 0)
# --8<-- [end:against]

# --8<-- [start:chinese]
from encdec.tasks.translation import TranslateZh

zh = TranslateZh(vocab_size=1000)
zh.pairs = small(zh.pairs)
set_seed(0)
zh_model = zh.build()
Trainer(zh_model, loss=zh.loss, lr=5e-3).fit(zh.batches(32, seed=0), steps=100)
print(zh.evaluate(zh_model)["chrF"] > 15)
for english in ("add group", "select device"):
    print(english, "→", zh.answer(zh_model, english))
# --8<-- [end:chinese]

# --8<-- [start:domain]
import re

counts = Counter(
    word for english, _ in pairs["train"] for word in re.findall(r"[a-z]+", english.lower())
)
print({word: counts[word] for word in ("they", "watching", "file", "saved", "delete", "user")})
# --8<-- [end:domain]

# --8<-- [start:choices]
choices = Counter(
    translation.split()[0].lower()
    for english, translation in pairs["train"]
    if english.split()[0] == "Delete"
)
print(choices.most_common(4))
# --8<-- [end:choices]

# --8<-- [start:references]
for english in ("Summary of your query", "Unable to retrieve the users."):
    print(english, "|", dict(pairs["test"])[english])
# --8<-- [end:references]

# --8<-- [start:solution-copy]
english, references = map(list, zip(*pairs["test"], strict=True))
print(f"{bleu(english, references):.1f} {chrf(english, references):.1f}")
# --8<-- [end:solution-copy]

# --8<-- [start:solution-case]
print(f"{bleu([candidate.lower()], [human]):.1f} {chrf([candidate.lower()], [human]):.1f}")
# --8<-- [end:solution-case]


# --8<-- [start:solution-chrf]
def chrf_by_hand(candidate: str, human: str, beta: float = 2.0) -> float:
    """Return chrF of one sentence of at least six characters."""
    left, right = candidate.replace(" ", ""), human.replace(" ", "")
    precision = recall = 0.0
    for n in range(1, 7):
        found = Counter(left[i : i + n] for i in range(len(left) - n + 1))
        wanted = Counter(right[i : i + n] for i in range(len(right) - n + 1))
        precision += (found & wanted).total() / found.total() / 6
        recall += (found & wanted).total() / wanted.total() / 6
    return 100 * (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


print(f"{chrf_by_hand(candidate, human):.1f}")
# --8<-- [end:solution-chrf]


# --8<-- [start:solution-length]
def mean_length(length_penalty: float) -> float:
    """Return how many tokens a translation has on average."""
    options = {"beams": 4, "length_penalty": length_penalty, "max_steps": 12}
    found = beam_hypotheses(model, enc_X, valid_len, **options)
    return sum(len(hypotheses[0].ids) for hypotheses in found) / len(found)


print(mean_length(0.0) <= mean_length(1.0) <= mean_length(3.0))
# --8<-- [end:solution-length]
