"""IDX files: the format of MNIST and Fashion-MNIST.

A file begins with two zero bytes, a byte for the type of the numbers and a byte for how many
dimensions there are. Each dimension follows as a 32-bit number, then all numbers, the biggest byte
of each first. Nothing is downloaded here: the user says where the files are.

Sources: LeCun, Cortes and Burges, "The MNIST database of handwritten digits" (1998),
<http://yann.lecun.com/exdb/mnist/>; Xiao, Rasul and Vollgraf, "Fashion-MNIST" (2017),
<https://arxiv.org/abs/1708.07747>.
"""

import gzip
import hashlib
import math
import struct
import zlib
from collections.abc import Collection, Sequence
from pathlib import Path

import torch
from torch import Tensor

from encdec.checks import check_choice

#: The type byte -> the numbers in the file.
TYPES = {
    0x08: torch.uint8,
    0x09: torch.int8,
    0x0B: torch.int16,
    0x0C: torch.int32,
    0x0D: torch.float32,
    0x0E: torch.float64,
}
SPLITS = {"train": "train", "test": "t10k"}
FILES = ("images-idx3-ubyte", "labels-idx1-ubyte")
#: Images and classes of each split: the MD5 of the packed file as it was published, or the SHA-256
#: of what is in it.
PUBLISHED: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    "mnist": {
        "train": (("f68b3c2dcbeaaa9fbdd348bbdeb94873",), ("d53e105ee54ea40749a09fcbcd1e9432",)),
        "test": (("9fb629c4189551a2d022fa330f9573f3",), ("ec29112dd5afa0611ce80d1b7f02629c",)),
    },
    "fashion-mnist": {
        "train": (
            (
                "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
                "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
            ),
            (
                "25c81989df183df01b3e8a0aad5dffbe",
                "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
            ),
        ),
        "test": (
            (
                "bef4ecab320f06d8554ea6380940ec79",
                "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
            ),
            (
                "bb300cfdad3c16e7a12a480ee83cd310",
                "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
            ),
        ),
    },
}
WHERE = (
    "encdec downloads nothing. Get train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, "
    "t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz and put them into one folder; for "
    "Fashion-MNIST they are at github.com/zalandoresearch/fashion-mnist under data/fashion, "
    "and Debian's package dataset-fashion-mnist puts them into /usr/share/datasets/fashion-mnist"
)


def read_idx(path: str | Path, sha256: str | None = None) -> Tensor:
    """Return the numbers of the IDX file ``path``, plain or gzipped, as a tensor of its shape.

    sha256: what the file's digest has to be, in hexadecimal digits. A file that is not there, is
    not IDX, or is longer or shorter than it says, raises an error that tells so.

    Examples:
        >>> from pathlib import Path
        >>> from encdec.data import read_idx
        >>> _ = Path("three.idx").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9]))
        >>> read_idx("three.idx")
        tensor([7, 8, 9], dtype=torch.uint8)

    """
    packed, content = read_bytes(Path(path))
    digest = hashlib.sha256(packed).hexdigest()
    if sha256 is not None and digest != sha256.lower():
        raise ValueError(f"{path} has the SHA-256 {digest}; expected {sha256.lower()}")
    return parse_idx(content, str(path))


def read_bytes(path: Path) -> tuple[bytes, bytes]:
    """Return what is in a file as it is, and unpacked if gzip has packed it."""
    try:
        packed = path.read_bytes()
    except FileNotFoundError as error:
        raise FileNotFoundError(f"there is no file {path}; {WHERE}") from error
    if packed[:2] != b"\x1f\x8b":
        return packed, packed
    try:
        return packed, gzip.decompress(packed)
    except (EOFError, OSError, zlib.error) as error:
        raise ValueError(f"{path} is a damaged gzip file: {error}") from error


def parse_idx(content: bytes, name: str = "content") -> Tensor:
    """Return the tensor that the bytes of an IDX file describe; name: for errors."""
    if len(content) < 4 or content[:2] != b"\0\0":
        raise ValueError(f"{name} begins with {content[:4]!r}; expected an IDX file: 00 00 …")
    kind, dims = content[2], content[3]
    if kind not in TYPES:
        known = ", ".join(f"0x{known:02X}" for known in TYPES)
        raise ValueError(f"{name} has the type 0x{kind:02X}; expected one of {known}")
    start = 4 + 4 * dims
    if len(content) < start:
        raise ValueError(f"{name} has {len(content)} bytes; expected {dims} dimensions, {start}")
    shape = struct.unpack(f">{dims}I", content[4:start])
    dtype = TYPES[kind]
    expected = start + math.prod(shape) * dtype.itemsize
    if len(content) != expected:
        raise ValueError(
            f"{name} has {len(content)} bytes; expected {expected} for the shape {shape} of {dtype}"
        )
    if len(content) == start:  # a dimension of 0
        return torch.empty(shape, dtype=dtype)
    return from_big_endian(content[start:], dtype).view(shape)


def from_big_endian(content: bytes, dtype: torch.dtype) -> Tensor:
    """Return the numbers in ``content``, the biggest byte of each first, as a tensor (numbers,)."""
    values = torch.frombuffer(bytearray(content), dtype=torch.uint8).view(-1, dtype.itemsize)
    if struct.pack("=H", 1) != struct.pack(">H", 1):  # this machine wants the smallest first
        values = values.flip(1)
    return values.contiguous().view(dtype).flatten()


def load_idx_images(
    folder: str | Path, split: str = "train", published: str | None = None
) -> tuple[Tensor, Tensor]:
    """Return images (images, 1, height, width), from 0 to 1, and their classes (images,).

    folder: holds ``train-images-idx3-ubyte`` and so on, as MNIST and Fashion-MNIST name them,
    with ``.gz`` or without. split: "train" or "test" (whose files begin with t10k).
    published: "mnist" or "fashion-mnist" checks that the files hold what was published under
    this name.

    Examples:
        >>> from pathlib import Path
        >>> from encdec.data import load_idx_images
        >>> images = bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 255])
        >>> _ = Path("train-images-idx3-ubyte").write_bytes(images)
        >>> _ = Path("train-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
        >>> load_idx_images(".")
        (tensor([[[[0., 1.]]]]), tensor([7]))

    """
    check_choice("split", split, SPLITS)
    names = [f"{SPLITS[split]}-{file}" for file in FILES]
    known: Sequence[Collection[str]] = ((), ())
    if published is not None:
        check_choice("published", published, PUBLISHED)
        known = PUBLISHED[published][split]
    images, classes = (
        read_known(find(Path(folder), name), digests)
        for name, digests in zip(names, known, strict=True)
    )
    if images.dtype != torch.uint8 or images.dim() != 3:
        raise ValueError(
            f"{names[0]} has shape {tuple(images.shape)} of {images.dtype}; "
            "expected (images, height, width) of torch.uint8"
        )
    if classes.dtype != torch.uint8 or classes.shape != images.shape[:1]:
        raise ValueError(
            f"{names[1]} has shape {tuple(classes.shape)} of {classes.dtype}; "
            f"expected one class for each image, ({len(images)},) of torch.uint8"
        )
    return images.unsqueeze(1).float() / 255, classes.long()


def read_known(path: Path, digests: Collection[str]) -> Tensor:
    """Read an IDX file; if there are ``digests``, one of them must be its own: see PUBLISHED."""
    packed, content = read_bytes(path)
    md5 = hashlib.md5(packed, usedforsecurity=False).hexdigest()
    sha256 = hashlib.sha256(content).hexdigest()
    if digests and not {md5, sha256} & set(digests):
        raise ValueError(
            f"{path} has the MD5 {md5}, its content the SHA-256 {sha256}; "
            f"expected one of {', '.join(digests)}"
        )
    return parse_idx(content, str(path))


def find(folder: Path, name: str) -> Path:
    """Return the path of ``name`` in ``folder``, plain if it is there, else packed."""
    plain = folder / name
    return plain if plain.is_file() else folder / f"{name}.gz"
