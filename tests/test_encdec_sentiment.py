import copy
import math
import pickle

import pytest
import torch
from torch import nn

from encdec import RNNEncoder, Seq2SeqEncoder
from encdec.data.sentiment import (
    ADJECTIVES,
    INTENSIFIERS,
    Phrase,
    load_reviews,
    make_sentences,
    minimal_pairs,
    say,
    sentence_tokens,
    sentences_of,
)
from encdec.sentiment import BagOfWords, SentimentClassifier
from encdec.tasks.sentiment import Sentiment

IDS = torch.tensor([[4, 5, 6, 7], [7, 6, 0, 0], [5, 0, 0, 0]])
VALID_LEN = torch.tensor([4, 2, 1])


def classifier(cell="gru", bidirectional=True):
    torch.manual_seed(0)
    encoder = Seq2SeqEncoder(10, 6, 4, 2, cell=cell, bidirectional=bidirectional)
    return SentimentClassifier(encoder, 4 * (1 + bidirectional), 3)


def bag(mode="mean"):
    torch.manual_seed(0)
    return BagOfWords(10, 6, 3, mode=mode)


MODELS = [classifier, bag]


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize("bidirectional", [False, True])
def test_reads_the_last_layers_state(cell, bidirectional):
    model = classifier(cell, bidirectional)
    _, state = model.encoder(IDS, VALID_LEN)
    hidden = state[0] if cell == "lstm" else state
    logits = model(IDS, VALID_LEN)
    assert logits.shape == (3, 3)
    torch.testing.assert_close(logits, model.dense(hidden[-1]), rtol=0, atol=1e-6)


def test_reads_features_too():
    model = SentimentClassifier(RNNEncoder(5, 7, "gru"), 7, 2)
    assert model(torch.randn(3, 4, 5)).shape == (3, 2)


@pytest.mark.parametrize("mode", BagOfWords.MODES)
def test_bag_equals_torchs(mode):
    model = bag(mode)
    reference = nn.EmbeddingBag.from_pretrained(model.embedding.weight.detach(), mode=mode)
    for i, steps in enumerate(VALID_LEN.tolist()):
        wanted = model.dense(reference(IDS[i : i + 1, :steps]))
        found = model(IDS, VALID_LEN)[i : i + 1]
        torch.testing.assert_close(found, wanted, rtol=0, atol=1e-6)
    torch.testing.assert_close(model(IDS[:1]), model(IDS[:1], VALID_LEN[:1]))


def test_order_counts_for_the_encoder_alone():
    turned = IDS[:1].flip(1)
    torch.testing.assert_close(bag()(IDS[:1]), bag()(turned), rtol=0, atol=1e-6)
    assert not torch.allclose(classifier()(IDS[:1]), classifier()(turned), atol=1e-4)


@pytest.mark.parametrize("make", MODELS)
def test_padding_and_the_batchs_order_change_nothing(make):
    model = make()
    logits = model(IDS, VALID_LEN)
    padded = nn.functional.pad(IDS, (0, 3), value=9)
    torch.testing.assert_close(model(padded, VALID_LEN), logits, rtol=0, atol=1e-6)
    order = torch.tensor([2, 0, 1])
    torch.testing.assert_close(model(IDS[order], VALID_LEN[order]), logits[order])


@pytest.mark.parametrize("make", MODELS)
def test_gradients(make):
    model = make().double()
    weight = model.dense.weight
    assert torch.autograd.gradcheck(
        lambda w: torch.func.functional_call(model, {"dense.weight": w}, (IDS, VALID_LEN)), weight
    )
    table = (model.encoder if make is classifier else model).embedding.weight
    name = next(name for name, value in model.named_parameters() if value is table)
    assert torch.autograd.gradcheck(
        lambda w: torch.func.functional_call(model, {name: w}, (IDS, VALID_LEN)), table
    )


@pytest.mark.parametrize("make", MODELS)
def test_copies_files_types_and_compiling(make):
    model = make().eval()
    wanted = model(IDS, VALID_LEN)
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert torch.equal(other(IDS, VALID_LEN), wanted)
    fresh = make()
    fresh.load_state_dict(model.state_dict())
    assert torch.equal(fresh(IDS, VALID_LEN), wanted)
    compiled = torch.compile(model, backend="eager")
    torch.testing.assert_close(compiled(IDS, VALID_LEN), wanted, rtol=0, atol=1e-6)
    for dtype in (torch.float64, torch.bfloat16):
        assert make().to(dtype)(IDS, VALID_LEN).dtype == dtype


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: SentimentClassifier(RNNEncoder(2, 3), 4, 2)(torch.ones(1, 2, 2)), "width 3"),
        (lambda: SentimentClassifier(RNNEncoder(2, 3), 3, 1), "num_classes is 1"),
        (lambda: SentimentClassifier(nn.Identity(), 3, 2)(torch.ones(1, 2)), "enc_outputs"),
        (lambda: BagOfWords(10, 6, 3, mode="max"), "mode is 'max'"),
        (lambda: bag()(IDS + 9), "expected ids from 0 to 9"),
        (lambda: bag()(IDS, torch.tensor([4, 0, 1])), "valid_len contains 0"),
        (lambda: bag()(IDS[:0]), "none of them 0"),
        (lambda: Sentiment(width=7), "width is 7"),
        (lambda: Sentiment(model="tree"), "model is 'tree'"),
        (lambda: Sentiment(reviews=True), "reviews is True"),
        (lambda: minimal_pairs("tests"), "part is 'tests'"),
    ],
)
def test_errors(wrong, message):
    with pytest.raises((ValueError, TypeError), match=message):
        wrong()


def test_tokens():
    assert sentence_tokens("That wasn’t BAD!") == ["that", "wasn't", "bad", "!"]
    assert sentence_tokens("") == []


REVIEWS = "".join(
    f"{rating}\tWhat {how} film {word}\n"
    for word in ("a", "b", "c", "d", "e", "f")
    for rating, how in ((2.5, "a fine"), (-1.25, "an ugly"), (-3, "AN ugly"))
)


@pytest.fixture
def reviews(tmp_path):
    path = tmp_path / "reviews.tsv"
    path.write_text(REVIEWS, encoding="utf-8")
    return str(path)


def test_reads_reviews(reviews):
    found = load_reviews(reviews)
    assert len(found) == 18
    assert found[0] == ("What a fine film a", 2.5)


@pytest.mark.parametrize("line", ["2.0 good", "good\t2.0", "0\tso so", "5\twow", "nan\twow", "1\t"])
def test_wrong_reviews_are_named(tmp_path, line):
    path = tmp_path / "wrong.tsv"
    path.write_text(f"1\tfine\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"line 2, is .* expected a rating from -4 to 4"):
        load_reviews(path)


def test_reviews_of_the_same_words_stay_in_one_part(reviews):
    parts = Sentiment(reviews=reviews).film_reviews
    assert sum(map(len, parts)) == 18
    words = [{text.lower() for text, _ in part} for part in parts]
    assert all(words)
    assert sum(map(len, words)) == len(set.union(*words))


def test_the_grammars_rule():
    assert say("that was", Phrase("super")).rating > 0
    bad = say("that was", Phrase("bad"))
    super_bad = say("that was", Phrase("bad", "super"))
    assert super_bad.text == "that was super bad."
    assert super_bad.rating < bad.rating < 0
    assert 0 < say("it is", Phrase("bad", negated=True)).rating < -bad.rating
    assert say("it is", Phrase("good", negated=True), Phrase("fun")).rating > 0
    assert say("it is", Phrase("good"), Phrase("fun", negated=True)).rating < 0


def bag_of(text):
    return tuple(sorted(sentence_tokens(text.rstrip("."))))


@pytest.mark.parametrize("part", ["validation", "test"])
def test_minimal_pairs_differ_in_order_alone_and_are_new(part):
    pairs = minimal_pairs(part)
    assert len(pairs) > 300
    seen = {frozenset(sentence_tokens(text)) & set(ADJECTIVES) for text, _ in sentences_of("train")}
    for positive, negative in pairs:
        words, others = sentence_tokens(positive.text), sentence_tokens(negative.text)
        assert words != others
        assert sorted(words) == sorted(others)
        assert positive.rating > 0 > negative.rating
        assert set(words) & set(ADJECTIVES) not in seen


def test_what_every_model_is_asked_is_held_out():
    asked = {text for text, _ in sentences_of()}
    assert "that was not good, but fun." in asked
    assert "that was good, but not fun." in asked
    assert {"that was super.", "that was super bad.", "it is super bad."} <= asked


def test_no_bag_of_words_is_in_two_parts():
    bags = [
        {bag_of(text) for text, _ in sentences_of(part)} for part in ("train", "validation", "test")
    ]
    assert min(map(len, bags)) > 400
    assert sum(map(len, bags)) == len(set.union(*bags))
    assert {bag_of(text) for text, _ in make_sentences(3000)} <= bags[0]


def test_every_word_is_trained_with():
    words = {word for text, _ in make_sentences(3000) for word in sentence_tokens(text)}
    assert words >= {*ADJECTIVES, *INTENSIFIERS, "super", "not", "but"}


def test_sentences_follow_from_the_seed():
    assert make_sentences(20, 1) == make_sentences(20, 1) != make_sentences(20, 2)
    ratings = [rating for _, rating in make_sentences(2000)]
    assert 0.4 < sum(rating > 0 for rating in ratings) / 2000 < 0.6


def train(task, steps):
    torch.manual_seed(0)
    model = task.build()
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-2)
    batches = iter(task.batches(64, 0))
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = task.loss(model, next(batches))
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return model, losses


@pytest.mark.parametrize("kind", ["encoder", "bag"])
def test_the_task_learns_and_is_restored(kind):
    task = Sentiment(model=kind, width=16, sentences=2000, drop=0.0)
    model, losses = train(task, 30)
    assert sum(losses[-5:]) / 5 < losses[0] - 0.01
    figures = task.evaluate(model)
    assert list(figures) == ["sentences", "order", "both"]
    assert figures != task.validate(model)
    if kind == "bag":
        assert (figures["order"], figures["both"]) == (0.5, 0.0)
    other = Sentiment(**task.settings())
    again = other.build()
    again.load_state_dict(model.state_dict())
    assert other.answer(again, "That was bad.") == task.answer(model, "That was bad.")
    label, probability = task.answer(model, "That was terrible.").split()
    assert label == "negative"
    assert 0.5 <= float(probability) <= 1
    assert task.answer(model, "") == ""
    assert task.answer(model, "Zzz qqq").split()[0] in ("negative", "positive")


def test_learns_from_reviews_too(reviews):
    task = Sentiment(reviews=reviews, sentences=10, width=4)
    assert len(task.train) == 10 + len(task.film_reviews.train)
    assert next(iter(task.evaluate(task.build()))) == "reviews"
    assert Sentiment(**task.settings()).reviews == reviews


def test_the_loss_is_least_at_the_ratings_probabilities():
    task = Sentiment(sentences=100)
    ratings = torch.tensor([-3.0, 2.0])
    best = torch.stack((torch.zeros(2), ratings), dim=1)

    def loss(logits):
        return task.loss(lambda X: logits, (torch.ones(2, 1), ratings)).item()

    assert loss(best) < min(loss(best * 1.2), loss(best * 0.8))
    entropy = [-(p * math.log(p) + (1 - p) * math.log(1 - p)) for p in ratings.sigmoid().tolist()]
    assert loss(best) == pytest.approx(sum(entropy) / 2, abs=1e-6)


def test_batches_follow_from_the_seed():
    task = Sentiment(sentences=100, drop=0.5)
    one, other = task.batches(16, 3), task.batches(16, 3)
    assert len(one) == 7
    first = list(one)
    for left, right in zip(first, other, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(left, right, strict=True))
    assert not torch.equal(first[0][1], next(iter(one))[1])
