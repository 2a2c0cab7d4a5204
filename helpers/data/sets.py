"""The data sets that can be downloaded: what they are, and where they come from."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any


@dataclass(frozen=True)
class File:
    """A file of a data set: its place in a data folder, its bytes, its checksum if downloaded."""

    name: str
    size: int
    sha256: str = ""

    @property
    def base(self) -> str:
        return PurePosixPath(self.name).name


@dataclass(frozen=True)
class DataSet:
    """A data set that can be downloaded.

    addresses: where the files lie, tried in this order; archives: what is downloaded; parts: what
    is read, "train" and "test"; instead: what there is without it, as half a sentence.
    """

    name: str
    title: str
    about: str
    source: str
    terms: str
    instead: str
    addresses: tuple[str, ...]
    archives: tuple[File, ...]
    parts: dict[str, tuple[File, ...]]

    @property
    def files(self) -> tuple[File, ...]:
        return tuple(file for part in self.parts.values() for file in part)

    @property
    def folder(self) -> str:
        """Of the files, inside a data folder."""
        return PurePosixPath(self.files[0].name).parts[0]


def _mnist_like(
    folder: str, sizes: tuple[int, int, int, int], sums: tuple[str, str, str, str]
) -> dict[str, Any]:
    """The files of a data set in the format of MNIST: they are read as they are downloaded."""
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    files = tuple(
        File(f"{folder}/{name}-ubyte.gz", size, sha256)
        for name, size, sha256 in zip(names, sizes, sums, strict=True)
    )
    return {"archives": files, "parts": {"train": files[:2], "test": files[2:]}}


# Size and SHA-256 of every official file as TensorFlow Datasets records them.
SETS = {
    "cifar10": DataSet(
        name="cifar10",
        title="CIFAR-10",
        about="60,000 colour photographs of 32x32 pixels, in ten classes",
        source="A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009",
        terms="no licence is stated; the authors' page asks to cite the report",
        instead="data.color_images() takes drawn scenes in its place",
        addresses=("https://www.cs.toronto.edu/~kriz/", "https://cave.cs.toronto.edu/kriz/"),
        archives=(
            File(
                "cifar-10-binary.tar.gz",
                170_052_171,
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            ),
        ),
        parts={
            "train": tuple(
                File(f"cifar-10-batches-bin/data_batch_{number}.bin", 30_730_000)
                for number in range(1, 6)
            ),
            "test": (File("cifar-10-batches-bin/test_batch.bin", 30_730_000),),
        },
    ),
    "mnist": DataSet(
        name="mnist",
        title="MNIST",
        about="70,000 handwritten digits of 28x28 pixels",
        source="Y. LeCun, C. Cortes and C. Burges, The MNIST Database of Handwritten Digits, 1998",
        terms="CC BY-SA 3.0, as Keras states it",
        instead="data.digits() has smaller digits that need no download",
        addresses=(
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
        ),
        **_mnist_like(
            "mnist",
            (9_912_422, 28_881, 1_648_877, 4_542),
            (
                "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
            ),
        ),
    ),
    "fashion-mnist": DataSet(
        name="fashion-mnist",
        title="Fashion-MNIST",
        about="70,000 pictures of clothes of 28x28 pixels, in ten classes",
        source="H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST, 2017",
        terms="MIT licence, Zalando SE",
        instead="data.digits() has small grey pictures that need no download",
        addresses=(
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion/",
        ),
        **_mnist_like(
            "fashion-mnist",
            (26_421_880, 29_515, 4_422_102, 5_148),
            (
                "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            ),
        ),
    ),
}


def find_set(name: str) -> DataSet:
    """The data set of this name. Raises ValueError, with what was probably meant."""
    key = name.lower().replace("_", "-")
    if key in SETS:
        return SETS[key]
    close = difflib.get_close_matches(key, SETS, 1)
    meant = f"Did you mean {close[0]}?" if close else f"There are {', '.join(SETS)}."
    raise ValueError(f"No data set is called {name!r}. {meant}")
