import pytest
import torch

from encdec.data.captions import (
    KINDS,
    CaptionBatches,
    Scene,
    all_scenes,
    caption_vocabulary,
    draw,
    draw_shape,
    encode_captions,
    split_scenes,
)

PAIR = Scene((("small", "bright", "square"), ("large", "dark", "circle")), "above")


def test_captions():
    assert " ".join(PAIR.caption) == "a small bright square above a large dark circle"
    assert " ".join(PAIR._replace(relation="left of").caption).split()[4:6] == ["left", "of"]
    assert Scene(PAIR.shapes[:1]).caption == ["a", "small", "bright", "square"]


def test_every_scene_has_a_caption_of_its_own():
    captions = {" ".join(scene.caption) for scene in all_scenes()}
    assert len(captions) == len(all_scenes()) == 528


def test_held_out_scenes_combine_what_the_others_show():
    train, test = split_scenes()
    assert len(train) == 422
    assert len(test) == 106
    assert not set(train) & set(test)
    shown = {shape for scene in train for shape in scene.shapes}
    assert {shape for scene in test for shape in scene.shapes} <= shown
    assert split_scenes() == (train, test)
    assert split_scenes(seed=1)[1] != test


def test_shapes():
    rows = ["".join(".#"[on] for on in row) for row in draw_shape("triangle", 2, 3, 3, 7).tolist()]
    assert rows == [".......", "...#...", "...#...", "..###..", "..###..", ".#####.", "......."]
    pixels = {kind: int(draw_shape(kind, 3, 16, 16).sum()) for kind in KINDS}
    assert pixels == {"circle": 37, "square": 49, "triangle": 25, "cross": 33}
    with pytest.raises(ValueError, match="kind is 'ring'; expected one of circle"):
        draw_shape("ring", 3, 16, 16)


def test_pictures_show_the_shapes_in_their_boxes():
    scenes = all_scenes()
    images, boxes = draw(scenes, torch.Generator().manual_seed(0))
    assert images.shape == (528, 1, 32, 32)
    for image, (first, second), scene in zip(images[:, 0], boxes.tolist(), scenes, strict=True):
        left = image.clone()
        for box, (size, light, _) in zip((first, second), scene.shapes, strict=False):
            top, start, bottom, end = box
            assert min(box) >= 0
            assert max(box) <= 32
            assert bottom - top == end - start == {"small": 7, "large": 13}[size]
            part = left[top:bottom, start:end]
            assert (part.max() > 0.6) == (light == "bright")
            assert len(part[part > 0].unique()) == 1
            part.zero_()
        assert not left.any()  # nothing outside the boxes, so they don't overlap either
        if scene.relation:
            down, right = second[0] - first[2], second[1] - first[3]
            assert (down if scene.relation == "above" else right) > 0
            assert (down > right) == (scene.relation == "above")


def test_pictures_are_decided_by_the_seed():
    one, two, three = (
        draw([PAIR] * 9, torch.Generator().manual_seed(seed)).images for seed in (0, 0, 1)
    )
    assert torch.equal(one, two)
    assert not torch.equal(one, three)
    assert len({tuple(image.flatten().tolist()) for image in one}) == 9


def test_batches():
    scenes, vocab = split_scenes()[0][:10], caption_vocabulary()
    batches = CaptionBatches(scenes, vocab, 8, copies=2, seed=3)
    first, second = list(batches), list(batches)
    assert len(first) == len(batches) == 3
    assert [len(images) for images, _ in first] == [8, 8, 4]
    assert not torch.equal(first[0][0], second[0][0])
    again = list(CaptionBatches(scenes, vocab, 8, copies=2, seed=3))
    for i in (0, 1):
        assert torch.equal(torch.cat([b[i] for b in first]), torch.cat([b[i] for b in again]))
    captions = sorted(" ".join(vocab.decode(row)) for _, ids in first for row in ids)
    assert captions == sorted(" ".join(scene.caption) for scene in scenes * 2)


def test_captions_as_ids_end_and_are_padded():
    vocab = caption_vocabulary()
    ids = encode_captions([PAIR, Scene(PAIR.shapes[1:])], vocab)
    assert ids.shape == (2, 10)
    assert ids[0, -1] == ids[1, 4] == vocab.eos
    assert ids[1, 5:].tolist() == [vocab.pad] * 5
    assert vocab.decode(ids[0]) == PAIR.caption
    assert len(vocab) == 16


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: draw([]), "scenes is empty"),
        (lambda: CaptionBatches([], caption_vocabulary()), "scenes is empty"),
        (lambda: CaptionBatches([PAIR], caption_vocabulary(), 0), "batch_size is 0"),
        (lambda: CaptionBatches([PAIR], caption_vocabulary(), copies=0), "copies is 0"),
        (lambda: split_scenes(0), "held_out is 0"),
        (lambda: split_scenes(528), "held_out is 528; expected less than 528"),
    ],
)
def test_errors_name_argument_value_and_expectation(call, message):
    with pytest.raises(ValueError, match=message):
        call()
