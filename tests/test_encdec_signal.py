import copy
import pickle
import random

import pytest
import torch

from encdec import AttentionDecoder, EncoderDecoder
from encdec.attention import length_mask
from encdec.data.parts import Parts
from encdec.data.tones import (
    BINS,
    HOP,
    RATE,
    TONES,
    SpokenWords,
    letter_tones,
    pad_frames,
    speak,
    spectrogram,
)
from encdec.pyramid import PyramidDecoder, PyramidEncoder, stack_steps
from encdec.rnn import run_recurrent
from encdec.tasks.signal import Signal

X = torch.randn(3, 9, 5, generator=torch.Generator().manual_seed(0))
VALID_LEN = torch.tensor([9, 4, 1])
IDS = torch.tensor([[1, 4, 5], [1, 6, 7], [1, 3, 2]])


def model(cell="gru", num_layers=3):
    torch.manual_seed(0)
    encoder = PyramidEncoder(5, 8, num_layers, cell=cell)
    return EncoderDecoder(
        encoder, PyramidDecoder(10, 6, 8, 1, cell=cell, reduction=encoder.reduction)
    )


@pytest.mark.parametrize("cell", ["rnn", "gru", "lstm"])
def test_shapes(cell):
    outputs, state = model(cell).encoder(X, VALID_LEN)
    assert outputs.shape == (3, 3, 8)
    assert (state[0] if cell == "lstm" else state).shape == (1, 3, 8)
    assert model(cell)(X, IDS, VALID_LEN).shape == (3, 3, 10)
    assert model(cell)(X, IDS).shape == (3, 3, 10)


def test_stacks_neighbours():
    stacked, valid_len = stack_steps(X, VALID_LEN)
    assert stacked.shape == (3, 5, 10)
    assert valid_len.tolist() == [5, 2, 1]
    for t in range(4):
        assert torch.equal(stacked[:, t], torch.cat((X[:, 2 * t], X[:, 2 * t + 1]), dim=1))
    assert torch.equal(stacked[:, 4, :5], X[:, 8])
    assert not stacked[:, 4, 5:].any()


def test_one_layer_is_a_bidirectional_network():
    pyramid = model(num_layers=1)
    outputs, _ = pyramid.encoder(X, VALID_LEN)
    wanted, _ = run_recurrent(pyramid.encoder.layers[0], X, VALID_LEN)
    assert torch.equal(outputs, wanted)
    plain = AttentionDecoder(10, 6, 8, 1)
    plain.load_state_dict(pyramid.decoder.state_dict())
    torch.testing.assert_close(
        pyramid(X, IDS, VALID_LEN), EncoderDecoder(pyramid.encoder, plain)(X, IDS, VALID_LEN)
    )


def test_padding_and_the_batchs_order_change_nothing():
    net = model()
    logits = net(X, IDS, VALID_LEN)
    for i, steps in enumerate(VALID_LEN.tolist()):
        alone = net(X[i : i + 1, :steps], IDS[i : i + 1], VALID_LEN[i : i + 1])
        torch.testing.assert_close(alone[0], logits[i], rtol=0, atol=1e-6)
    order = torch.tensor([2, 0, 1])
    turned = net(X[order], IDS[order], VALID_LEN[order])
    torch.testing.assert_close(turned, logits[order], rtol=0, atol=1e-6)


@pytest.mark.parametrize("num_layers", [1, 3])
def test_stacks_the_input_too(num_layers):
    torch.manual_seed(0)
    encoder = PyramidEncoder(5, 8, num_layers, stack_input=True)
    plain = PyramidEncoder(10, 8, num_layers)
    plain.load_state_dict(encoder.state_dict())
    assert encoder.reduction == 2 * plain.reduction == 2**num_layers
    stacked, lengths = stack_steps(X)[0], (VALID_LEN + 1) // 2
    torch.testing.assert_close(encoder(X), plain(stacked), rtol=0, atol=1e-6)
    outputs, state = encoder(X, VALID_LEN)
    for i, steps in enumerate(VALID_LEN.tolist()):
        alone, last = encoder(X[i : i + 1, :steps])
        torch.testing.assert_close(outputs[i, : alone.shape[1]], alone[0], rtol=0, atol=1e-6)
        torch.testing.assert_close(state[:, i], last[:, 0], rtol=0, atol=1e-6)
    blanked = X * length_mask(VALID_LEN, 9).unsqueeze(-1)
    wanted = plain(stack_steps(blanked)[0], lengths)
    torch.testing.assert_close((outputs, state), wanted, rtol=0, atol=1e-6)


def test_gradients():
    net = model().double()
    inputs = X.double().requires_grad_()
    assert torch.autograd.gradcheck(lambda x: net(x, IDS, VALID_LEN), inputs, fast_mode=True)


def test_copies_files_types_and_compiling():
    net = model()
    wanted = net(X, IDS, VALID_LEN)
    for other in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert torch.equal(other(X, IDS, VALID_LEN), wanted)
    fresh = model()
    fresh.load_state_dict(net.state_dict())
    assert torch.equal(fresh(X, IDS, VALID_LEN), wanted)
    compiled = torch.compile(net, backend="eager")
    torch.testing.assert_close(compiled(X, IDS), net(X, IDS), rtol=0, atol=1e-6)
    for dtype in (torch.float64, torch.bfloat16):
        assert model().to(dtype)(X.to(dtype), IDS, VALID_LEN).dtype == dtype


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: PyramidEncoder(5, 7), "num_hiddens is 7"),
        (lambda: PyramidEncoder(5, 8, 0), "num_layers is 0"),
        (lambda: PyramidDecoder(10, 6, 8, 1, reduction=0), "reduction is 0"),
        (lambda: model().encoder(X[:, :, :3]), "X has 3 features; expected 5"),
        (lambda: model().encoder(X, torch.tensor([10, 1, 1])), "valid_len contains 10"),
        (lambda: model().encoder(X[:0]), "none of them 0"),
        (lambda: letter_tones("é"), "letter is 'é'"),
        (lambda: speak("", random.Random(0)), "word is empty"),
        (lambda: spectrogram(torch.zeros(50)), "wave has 50 samples"),
        (lambda: pad_frames([]), "sounds is empty"),
        (lambda: SpokenWords([], Signal().vocab, 2), "words is empty"),
        (lambda: Signal(max_letters=1), "max_letters is 1"),
        (lambda: Signal().answer(None, "naïve"), "line contains 'naïve'"),
    ],
)
def test_errors(wrong, message):
    with pytest.raises((ValueError, TypeError), match=message):
        wrong()


def test_each_letter_has_its_own_two_tones():
    pairs = [letter_tones(letter) for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert len(set(pairs)) == 26
    assert all(one != other for one, other in pairs)


def test_the_loudest_frequency_of_a_frame_is_the_tones():
    bins = torch.arange(1, BINS + 1) * RATE / (2 * HOP)
    frames = spectrogram(speak("a", random.Random(0), noise=0.0))
    loudest = bins[frames.argmax(dim=1)]
    for tone in letter_tones("a"):
        assert ((loudest - TONES[tone]).abs() < 0.05 * TONES[tone] + 50).sum() >= 2
    torch.testing.assert_close(frames.mean(dim=1), torch.zeros(len(frames)), rtol=0, atol=1e-5)


def test_batches_follow_from_the_seed():
    vocab = Signal().vocab
    one, other = (SpokenWords(["so", "apple", "tea"], vocab, 2, anagrams=0.5) for _ in range(2))
    first = list(one)
    assert len(first) == len(one) == 2
    for left, right in zip(first, other, strict=True):
        assert all(torch.equal(a, b) for a, b in zip(left, right, strict=True))
    words = {"".join(sorted(vocab.decode(row))) for _, ids, _ in first for row in ids}
    assert words == {"os", "aelpp", "aet"}
    sounds = torch.cat([X[0, :5] for X, _, _ in first])
    assert not torch.equal(sounds, torch.cat([X[0, :5] for X, _, _ in one]))


def test_no_two_parts_share_the_letters_of_a_word():
    words = Signal().words
    assert words == Signal().words
    assert all(Signal(max_letters=2).words)
    assert len(words.train) > 2000
    assert len(words.validation) >= 300
    assert len(words.test) >= 500
    assert max(map(len, words.test)) == 6
    letters = [{"".join(sorted(word)) for word in part} for part in words]
    assert sum(map(len, letters)) == len(set.union(*letters))


def test_shuffled_words_keep_their_letters():
    task = Signal(anagrams=1.0, noise=0.1, max_letters=3)
    known = {"".join(sorted(word)) for word in task.words.train}
    spoken = [task.vocab.decode(row) for _, ids, _ in task.batches(16, 0) for row in ids.tolist()]
    assert not {"".join(word) for word in spoken} <= set(task.words.train)
    assert {"".join(sorted(word)) for word in spoken} == known


def test_the_task_learns_and_is_restored():
    task = Signal(width=16, noise=0.1, max_letters=2)
    task.words = Parts(["ab", "on"] * 4, ["ba"], ["no", "a"])
    torch.manual_seed(0)
    net = task.build()
    optimizer = torch.optim.AdamW(net.parameters(), lr=2e-2)
    losses = []
    for _ in range(15):
        for batch in task.batches(8, 0):
            optimizer.zero_grad()
            loss = task.loss(net, batch)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    assert losses[-1] < 0.7 * losses[0]
    figures = task.evaluate(net)
    assert list(figures) == list(task.validate(net)) == ["exact match", "letters"]
    other = Signal(**task.settings())
    again = other.build()
    again.load_state_dict(net.state_dict())
    assert other.answer(again, "on ab") == task.answer(net, "on ab")
    assert other.answer(again, "") == ""
