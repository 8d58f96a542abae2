"""IDX files: what was written comes back, and damage is found."""

import gzip
import hashlib
import struct
from contextlib import suppress
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from encdec.data.idx import PUBLISHED, TYPES, load_idx_images, parse_idx, read_idx

FORMATS = {0x08: "B", 0x09: "b", 0x0B: "h", 0x0C: "i", 0x0D: "f", 0x0E: "d"}
SHAPES = st.lists(st.integers(0, 4), max_size=4)


def idx(kind: int, shape: list[int], numbers: list[float]) -> bytes:
    """Write an IDX file by struct alone."""
    head = struct.pack(f">BBBB{len(shape)}I", 0, 0, kind, len(shape), *shape)
    return head + struct.pack(f">{len(numbers)}{FORMATS[kind]}", *numbers)


def write_images(folder: Path, split: str, images: Tensor, classes: Tensor, pack: bool) -> None:
    """Write images (images, height, width) and classes as MNIST names them."""
    for name, tensor in (("images-idx3", images), ("labels-idx1", classes)):
        content = idx(0x08, list(tensor.shape), tensor.flatten().tolist())
        path = folder / f"{split}-{name}-ubyte{'.gz' if pack else ''}"
        path.write_bytes(gzip.compress(content) if pack else content)


@given(st.sampled_from(sorted(TYPES)), SHAPES, st.data())
def test_numbers_of_each_type_and_shape_come_back(
    kind: int, shape: list[int], data: st.DataObject
) -> None:
    bits = 8 * TYPES[kind].itemsize
    numbers: st.SearchStrategy[float] = st.floats(width=bits, allow_nan=False)  # type: ignore[arg-type]
    if not TYPES[kind].is_floating_point:
        low = 0 if kind == 0x08 else -(2 ** (bits - 1))
        numbers = st.integers(low, low + 2**bits - 1)
    count = int(torch.tensor(shape).prod())
    values = data.draw(st.lists(numbers, min_size=count, max_size=count))
    tensor = parse_idx(idx(kind, shape, values))
    assert tensor.dtype == TYPES[kind]
    assert list(tensor.shape) == shape
    assert tensor.flatten().tolist() == values


@given(st.binary(max_size=40))
def test_any_bytes_give_a_tensor_or_a_value_error(content: bytes) -> None:
    with suppress(ValueError):  # nothing else may be raised
        tensor = parse_idx(content)
        assert len(content) == 4 + 4 * tensor.dim() + tensor.numel() * tensor.itemsize


@given(SHAPES, st.integers(1, 50))
def test_a_byte_more_or_less_is_found(shape: list[int], cut: int) -> None:
    content = idx(0x08, shape, [7] * int(torch.tensor(shape).prod()))
    with pytest.raises(ValueError, match="expected"):
        parse_idx(content[:-cut])
    with pytest.raises(ValueError, match=rf"has {len(content) + 1} bytes; expected {len(content)}"):
        parse_idx(content + b"\0")


def test_the_result_can_be_written_to() -> None:
    tensor = parse_idx(idx(0x08, [3], [1, 2, 3]))
    tensor += 1
    assert tensor.tolist() == [2, 3, 4]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "expected an IDX file"),
        (b"\x89PNG....", "expected an IDX file"),
        (b"\0\0\x0a\x01\0\0\0\0", r"type 0x0A; expected one of 0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E"),
        (b"\0\0\x08\x03\0\0\0\x01", "has 8 bytes; expected 3 dimensions, 16"),
    ],
)
def test_what_is_no_idx_file_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_idx(content)


@pytest.mark.parametrize("pack", [False, True])
def test_files_are_read_plain_and_packed_and_checked(tmp_path: Path, pack: bool) -> None:
    path = tmp_path / "numbers"
    content = idx(0x0B, [2, 2], [1, -2, 300, -400])
    path.write_bytes(gzip.compress(content) if pack else content)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_idx(path, digest.upper()).tolist() == [[1, -2], [300, -400]]
    with pytest.raises(ValueError, match=f"numbers has the SHA-256 {digest}; expected 00ff"):
        read_idx(path, "00FF")


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "numbers.gz"
    packed = gzip.compress(idx(0x08, [200], list(range(200))))
    for content in (packed[:-9], packed[:30] + b"\0\0" + packed[32:], b"\x1f\x8b"):
        path.write_bytes(content)
        with pytest.raises(ValueError, match="damaged gzip file"):
            read_idx(path)


@pytest.mark.parametrize("pack", [False, True])
def test_images_and_classes_of_both_splits(tmp_path: Path, pack: bool) -> None:
    generator = torch.Generator().manual_seed(0)
    for split, count in (("train", 5), ("t10k", 3)):
        images = torch.randint(256, (count, 28, 28), generator=generator)
        classes = torch.arange(count)
        write_images(tmp_path, split, images, classes, pack)
        found, found_classes = load_idx_images(tmp_path, "train" if split == "train" else "test")
        assert found.shape == (count, 1, 28, 28)
        assert torch.equal((found * 255).round().long().squeeze(1), images)
        assert torch.equal(found_classes, classes)


def test_images_and_classes_must_fit(tmp_path: Path) -> None:
    write_images(tmp_path, "train", torch.zeros(3, 2, 2).long(), torch.zeros(2).long(), False)
    with pytest.raises(ValueError, match=r"labels.*shape \(2,\).*one class for each image, \(3,\)"):
        load_idx_images(tmp_path)
    write_images(tmp_path, "train", torch.zeros(3, 2).long(), torch.zeros(3).long(), False)
    with pytest.raises(
        ValueError, match=r"images.*shape \(3, 2\).*expected \(images, height, width\)"
    ):
        load_idx_images(tmp_path)


def test_missing_files_are_named_and_nothing_is_downloaded(tmp_path: Path) -> None:
    with pytest.raises(
        FileNotFoundError, match=r"t10k-images-idx3-ubyte\.gz; encdec downloads nothing"
    ):
        load_idx_images(tmp_path, "test")
    with pytest.raises(ValueError, match="split is 'valid'; expected one of 'train', 'test'"):
        load_idx_images(tmp_path, "valid")


def test_other_files_than_the_published_ones_are_refused(tmp_path: Path) -> None:
    write_images(tmp_path, "t10k", torch.zeros(3, 2, 2).long(), torch.zeros(3).long(), True)
    load_idx_images(tmp_path, "test")
    with pytest.raises(
        ValueError, match=r"gz has the MD5 .* SHA-256 .*; expected one of bef4ecab3"
    ):
        load_idx_images(tmp_path, "test", "fashion-mnist")
    with pytest.raises(ValueError, match=r"gz has the MD5 .*; expected one of 9fb629c4189551a2d02"):
        load_idx_images(tmp_path, "test", "mnist")
    with pytest.raises(ValueError, match="published is 'cifar'; expected one of 'mnist', 'fashion"):
        load_idx_images(tmp_path, "test", "cifar")


@pytest.mark.parametrize("pack", [False, True])
def test_published_files_are_known_by_what_they_hold(
    tmp_path: Path, pack: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, classes = torch.ones(3, 2, 2).long(), torch.zeros(3).long()
    write_images(tmp_path, "t10k", images, classes, pack)
    contents = [idx(0x08, [3, 2, 2], [1] * 12), idx(0x08, [3], [0] * 3)]
    digests = tuple((hashlib.sha256(content).hexdigest(),) for content in contents)
    monkeypatch.setitem(PUBLISHED, "mnist", {"test": digests})
    assert load_idx_images(tmp_path, "test", "mnist")[0].shape == (3, 1, 2, 2)
