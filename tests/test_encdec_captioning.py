import copy
import math
import pickle

import pytest
import torch
from torch.nn import functional

from encdec import AttentionDecoder, EncoderDecoder, greedy
from encdec.caption_loss import caption_loss, choices, doubly_stochastic
from encdec.captioning import CaptionDecoder, Glances, ImageEncoder

VOCAB = 9


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(0)


def build(attention="soft", cell="gru", **options):
    encoder = ImageEncoder((8, 12), 6, channels=(3, 4), cell=cell)
    return EncoderDecoder(
        encoder, CaptionDecoder(VOCAB, 5, 6, attention=attention, cell=cell, **options)
    )


def batch(number=3, steps=4):
    return torch.rand(number, 1, 8, 12), torch.randint(4, VOCAB, (number, steps))


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_shapes_of_the_encoder(cell, layers):
    encoder = ImageEncoder((8, 12), 6, num_layers=layers, cell=cell)
    outputs, state = encoder(torch.rand(3, 1, 8, 12))
    assert outputs.shape == (3, 2 * 3, 6)
    for part in state if cell == "lstm" else (state,):
        assert part.shape == (layers, 3, 6)
        assert part.is_contiguous()


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_the_other_decoders_read_images_too(cell):
    model = EncoderDecoder(
        ImageEncoder((8, 12), 6, num_layers=2, cell=cell),
        AttentionDecoder(VOCAB, 5, 6, 2, cell=cell),
    )
    X, Y = batch()
    assert model(X, Y).shape == (3, 4, VOCAB)
    assert len(greedy(model, X, max_steps=2)) == 3


def test_places_go_row_by_row():
    encoder = ImageEncoder((12, 16), 6)
    X = torch.zeros(1, 1, 12, 16)
    blank = encoder(X)[0]
    X[0, 0, 0, 15] = 9.0  # seen from the last two places of the first two of three rows
    changed = (encoder(X)[0] != blank).any(dim=2)[0].nonzero().flatten().tolist()
    assert set(changed) <= {2, 3, 6, 7}
    assert 3 in changed


@pytest.mark.parametrize("cell", ["gru", "lstm"])
@pytest.mark.parametrize("attention", ["soft", "hard"])
def test_step_by_step_equals_all_steps_at_once(attention, cell):
    model = build(attention, cell).eval()
    X, Y = batch()
    state = model.decoder.init_state(model.encoder(X))
    wanted, _ = model.decoder(Y, state)
    for step in range(Y.shape[1]):
        logits, state = model.decoder(Y[:, step : step + 1], state)
        torch.testing.assert_close(logits[:, 0], wanted[:, step])
    torch.testing.assert_close(model(X, Y), wanted)


@pytest.mark.parametrize("attention", ["soft", "hard"])
def test_the_order_of_the_batch_does_not_matter(attention):
    model, order = build(attention).eval(), torch.tensor([2, 0, 1])
    X, Y = batch()
    torch.testing.assert_close(model(X[order], Y[order]), model(X, Y)[order])
    torch.testing.assert_close(model(X[:1], Y[:1]), model(X, Y)[:1])
    captions = greedy(model, X, max_steps=5)
    assert greedy(model, X[order], max_steps=5) == [captions[i] for i in order]


@pytest.mark.parametrize("cell", ["gru", "lstm"])
def test_states_are_batch_first_and_can_be_selected(cell):
    model = build(cell=cell).eval()
    X, Y = batch()
    rows = torch.tensor([2, 2, 0])
    state = model.decoder.init_state(model.encoder(X))
    _, state = model.decoder(Y[:, :2], state)
    chosen = model.decoder.select_state(state, rows)
    wanted, _ = model.decoder(Y[:, 2:], state)
    ours, _ = model.decoder(Y[rows, 2:], chosen)
    torch.testing.assert_close(ours, wanted[rows])


def test_soft_attention_reads_the_mean_and_hard_attention_one_place():
    attention = build().decoder.attention
    features = torch.randn(3, 6, 6)
    query, keys = torch.randn(3, 6), attention.key(features)
    context, weights, _ = attention(query, keys, features)
    torch.testing.assert_close(weights.sum(1), torch.ones(3))
    torch.testing.assert_close(context, torch.einsum("bp,bpf->bf", weights, features))
    attention.hard = True
    attention.eval()
    context, same, log_prob = attention(query, keys, features)
    torch.testing.assert_close(same, weights)
    torch.testing.assert_close(context, features[torch.arange(3), weights.argmax(1)])
    torch.testing.assert_close(log_prob, weights.max(1).values.log())


def test_hard_attention_draws_by_the_weights():
    attention = build("hard").decoder.attention
    one = torch.randn(1, 6, 6)
    features = one.expand(4000, 6, 6)
    query = torch.randn(1, 6).expand(4000, 6)
    context, weights, log_prob = attention(query, attention.key(features), features)
    place = (context.unsqueeze(1) - features).abs().sum(2).argmin(1)
    share = place.bincount(minlength=6) / 4000
    torch.testing.assert_close(share, weights[0].detach(), rtol=0, atol=0.04)
    torch.testing.assert_close(log_prob, weights[0].log()[place])


def test_a_share_of_a_training_batch_takes_the_mean():
    model = build("hard", expected=0.5)
    model(*batch(200, 3))
    drawn = model.decoder.glances.log_prob != 0
    assert (drawn == drawn[:, :1]).all()  # the same choice for all steps of an image
    assert 0.35 < drawn[:, 0].float().mean() < 0.65
    model.decoder.attention.expected = 0.0
    model(*batch())
    assert (model.decoder.glances.log_prob < 0).all()


def test_weights_are_kept_on_demand():
    model = build()
    X, Y = batch()
    model(X, Y)
    assert model.decoder.attention_weights is None
    model.decoder.keep_weights = True
    model(X, Y)
    assert model.decoder.attention_weights.shape == (3, 4, 6)
    assert not model.decoder.attention_weights.requires_grad
    torch.testing.assert_close(model.decoder.attention_weights, model.decoder.glances.weights)
    model.eval()
    model(X, Y)
    assert model.decoder.glances is None


def test_the_soft_loss_is_the_cross_entropy():
    model = build()
    X, Y = batch()
    Y[1, 2:] = 0
    logits = model(X, torch.cat((torch.ones(3, 1, dtype=torch.int64), Y[:, :-1]), 1))
    wanted = functional.cross_entropy(logits.flatten(0, 1), Y.flatten(), ignore_index=0)
    torch.testing.assert_close(caption_loss(model, (X, Y)), wanted)
    even = caption_loss(model, (X, Y), even=0.5)
    more = doubly_stochastic(model.decoder.glances.weights, Y != 0).sum() / (Y != 0).sum()
    torch.testing.assert_close(even, wanted + 0.5 * more)


def test_doubly_stochastic():
    weights = torch.tensor([[[0.5, 0.5], [0.5, 0.5]], [[1.0, 0.0], [1.0, 0.0]]])
    real = torch.tensor([[True, True], [True, False]])
    assert doubly_stochastic(weights, real).tolist() == [0, 1]


@pytest.mark.parametrize("attention", ["soft", "hard"])
def test_padding_does_not_change_the_loss(attention):
    model = build(attention).eval()
    X, Y = batch()
    padded = torch.cat((Y, torch.zeros(3, 2, dtype=torch.int64)), dim=1)
    torch.testing.assert_close(caption_loss(model, (X, padded)), caption_loss(model, (X, Y)))
    model.train()
    model.decoder.attention.expected = 0.0
    losses = []
    for targets in (Y, padded):
        torch.manual_seed(3)
        model.decoder.baseline = None if attention == "soft" else torch.tensor(-5.0)
        losses.append(caption_loss(model, (X, targets), even=0.1))
    torch.testing.assert_close(*losses)


def test_the_gradient_of_the_choices_is_that_of_the_bound():
    """Averaged over all draws, REINFORCE is the gradient of the expected gain."""
    scores = torch.randn(3, dtype=torch.float64, requires_grad=True)
    gains = torch.tensor([0.3, -1.0, 2.0], dtype=torch.float64)
    (wanted,) = torch.autograd.grad((scores.softmax(0) * gains).sum(), scores)
    weights = scores.softmax(0)
    everyone = Glances(weights.expand(3, 1, 3), weights.log().unsqueeze(1))
    real = torch.ones(3, 1, dtype=torch.bool)
    for baseline in (0.0, 0.7):
        advantage = (gains - baseline).unsqueeze(1)
        each = choices(everyone, advantage, real, 1.0, 0.0)
        (ours,) = torch.autograd.grad((each * weights.detach()).sum(), scores, retain_graph=True)
        torch.testing.assert_close(ours, wanted)


def test_the_entropy_is_added():
    weights = torch.tensor([[[0.5, 0.5], [1.0, 0.0]]])
    each = choices(
        Glances(weights, torch.zeros(1, 2)), torch.ones(1, 2), torch.ones(1, 2).bool(), 1.0, 2.0
    )
    torch.testing.assert_close(each, torch.tensor([2 * math.log(2)]))


def test_the_advantage_counts_what_follows_and_moves_the_baseline():
    decoder = build("hard").decoder
    log_prob = torch.tensor([[-4.0, -1.0, -9.0], [-4.0, -3.0, -3.0]])
    real = torch.tensor([[True, True, False], [True, True, True]])
    assert decoder.advantage(log_prob, real).tolist() == [[1, 2, 0], [-1, 0, 0]]
    torch.testing.assert_close(decoder.baseline, torch.tensor(-3.0))
    wanted = [[1, 2, 0], [-1, 0, 0]]
    torch.testing.assert_close(decoder.advantage(log_prob, real), torch.tensor(wanted).float())
    decoder.advantage(torch.zeros(2, 3), real)
    torch.testing.assert_close(decoder.baseline, torch.tensor(-2.7))
    assert "baseline" in decoder.state_dict()
    assert "baseline" not in build().decoder.state_dict()


@pytest.mark.parametrize("attention", ["soft", "hard"])
def test_learns_where_to_look(attention):
    """The word says whether the light is on the left or on the right."""
    encoder = ImageEncoder((4, 8), 8, channels=(4, 4))
    model = EncoderDecoder(encoder, CaptionDecoder(6, 4, 8, attention=attention))
    X = torch.rand(64, 1, 4, 8) * 0.1
    Y = torch.randint(4, 6, (64, 1))
    X[Y[:, 0] == 4, :, 1:3, 1:3] = 1
    X[Y[:, 0] == 5, :, 1:3, 5:7] = 1
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(80):
        optimizer.zero_grad()
        caption_loss(model, (X, Y)).backward()
        optimizer.step()
    assert greedy(model, X, max_steps=1) == Y.tolist()


def test_gradients_in_float64():
    model = build().double().eval()
    X, Y = torch.rand(1, 1, 8, 12).double().requires_grad_(), torch.randint(4, VOCAB, (1, 2))
    assert torch.autograd.gradcheck(lambda X: model(X, Y), (X,))


@pytest.mark.parametrize("attention", ["soft", "hard"])
def test_copies_pickles_compiles_and_other_types(attention):
    model = build(attention)
    X, Y = batch()
    caption_loss(model, (X, Y)).backward()  # a copy right after a training step
    twins = [copy.deepcopy(model), pickle.loads(pickle.dumps(model)), build(attention)]
    twins[2].load_state_dict(model.state_dict())
    assert twins[0].decoder.glances is None
    model.eval()
    wanted = model(X, Y)
    for twin in twins:
        assert torch.equal(twin.eval()(X, Y), wanted)
    torch.testing.assert_close(torch.compile(model, backend="eager")(X, Y), wanted)
    for dtype in (torch.float64, torch.bfloat16):
        other = copy.deepcopy(model).to(dtype).train()
        assert other(X.to(dtype), Y).dtype == dtype
        assert caption_loss(other, (X.to(dtype), Y)).isfinite()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ImageEncoder(30, 6), "image_size is 30; expected multiples of 4"),
        (lambda: ImageEncoder(8, 0), "num_features is 0"),
        (lambda: ImageEncoder(8, 6, cell="rnn"), "cell is 'rnn'; expected one of 'gru', 'lstm'"),
        (lambda: ImageEncoder(8, 6, channels=(1, 2, 3)), r"channels is \(1, 2, 3\)"),
        (lambda: ImageEncoder(8, 6)(torch.rand(1, 1, 8, 12)), "images of 8 × 12 pixels"),
        (lambda: ImageEncoder(8, 6)(torch.rand(1, 3, 8, 8)), "X has 3 channels; expected 1"),
        (lambda: ImageEncoder(8, 6)(torch.rand(0, 1, 8, 8)), "none of them 0"),
        (lambda: CaptionDecoder(0, 5, 6), "vocab_size is 0"),
        (lambda: CaptionDecoder(9, 5, 6, attention="firm"), "attention is 'firm'; expected one of"),
        (lambda: CaptionDecoder(9, 5, 6, expected=1.0), "expected is 1.0"),
        (lambda: build().decoder(torch.ones(1, 1).long(), None), "state is None"),
        (lambda: build()(batch()[0], torch.full((3, 2), VOCAB)), "X contains the id 9"),
        (lambda: build().decoder.init_state(torch.zeros(3)), "enc_outputs is of type Tensor"),
        (
            lambda: build().decoder.init_state(ImageEncoder(8, 4)(torch.rand(1, 1, 8, 8))),
            "enc_outputs has 4 features; expected 6",
        ),
        (
            lambda: build(cell="lstm").decoder.init_state(
                ImageEncoder(8, 6)(torch.rand(1, 1, 8, 8))
            ),
            "expected a pair",
        ),
        (lambda: caption_loss(build(), batch(), even=-1.0), "even is -1.0; expected at least 0"),
    ],
)
def test_errors_name_argument_value_and_expectation(call, message):
    with pytest.raises((TypeError, ValueError), match=message):
        call()
