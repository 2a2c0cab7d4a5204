"""Photographs, digits and letters, and the pictures that are downloaded.

Pixels are floats from 0 (black) to 1 (full). Pictures for looking at are (H, W, 3) or (H, W).
Those of CIFAR-10, MNIST and Fashion-MNIST are bytes, and there once `download` has brought them.
"""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.data import downloads
from helpers.data.sets import SETS

CIFAR10_RECORD = 1 + 3 * 32 * 32  # bytes: the label, then the picture, channel by channel
CIFAR10_NAMES = (
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
)

# The photograph's name here, and its name in skimage.data.
PHOTOS = {
    "astronaut": "astronaut",  # Eileen Collins, by NASA; public domain
    "brick": "brick",  # a wall, by CC0Textures; CC0; grey
    "camera": "camera",  # a man with a camera, by Lav Varshney; CC0; grey
    "cat": "chelsea",  # Chelsea the cat, by Stefan van der Walt; CC0
    "coffee": "coffee",  # by Rachel Michetti, courtesy of Pikolo Espresso Bar; CC0
    "coins": "coins",  # Greek coins from Pompeii, Brooklyn Museum; no known restrictions; grey
    "galaxies": "hubble_deep_field",  # Hubble eXtreme Deep Field, by NASA; public domain
    "gravel": "gravel",  # by CC0Textures; CC0; grey
    "retina": "retina",  # by Häggström, 2014; CC0
    "rocket": "rocket",  # Falcon 9 with DSCOVR, by SpaceX; public domain
}

LETTER_FONTS = (
    "DejaVuSans",
    "DejaVuSans-Bold",
    "DejaVuSansMono",
    "DejaVuSerif",
    "DejaVuSerif-Bold",
    "STIXGeneral",
    "STIXGeneralBol",
)


def photo(name: str, size: int | tuple[int, int] | None = None) -> np.ndarray:
    """A real photograph, in colour.

    name: one of "astronaut", "brick", "camera", "cat", "coffee", "coins", "galaxies", "gravel",
    "retina", "rocket".
    size: pixels, (height, width), or one number for a square. The middle of the photograph is
    cut to that shape, then scaled. None keeps the photograph as it is.

    Shape: (H, W, 3), float64 in [0, 1]. Grey photographs have three equal channels.
    Raises: ValueError for a name that is not among them.
    Source: ships with scikit-image; the licence of each stands beside its name in `PHOTOS`.
    """
    if name not in PHOTOS:
        names = ", ".join(sorted(PHOTOS))
        raise ValueError(f"There is no photograph called {name!r}. Choose one of: {names}.")
    from skimage import data as skimage_data

    pixels = getattr(skimage_data, PHOTOS[name])()
    if pixels.ndim == 2:
        pixels = np.stack([pixels] * 3, axis=-1)
    if size is not None:
        pixels = _cut_and_scale(pixels, (size, size) if isinstance(size, int) else size)
    return pixels / 255.0


def to_gray(image: np.ndarray) -> np.ndarray:
    """The brightness of a colour picture, as the eye weighs red, green and blue.

    Shape: (..., 3) to (...).
    Source: the luma weights of ITU-R BT.709.
    """
    return np.asarray(image, dtype=float) @ np.array([0.2126, 0.7152, 0.0722])


def digits() -> tuple[np.ndarray, np.ndarray]:
    """Handwritten digits, scanned and averaged down to 8x8 pixels.

    Shape: images (1797, 8, 8), float64 in [0, 1], 1 where the pen was; labels (1797,), int64,
    0 to 9.
    Source: E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine
    Learning Repository, 1998 (CC BY 4.0); ships with scikit-learn.
    """
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return bunch.images / 16.0, bunch.target.astype(np.int64)


@dataclass(frozen=True)
class ColorImages:
    """Small colour images to learn from and unseen ones to test on.

    Shape: images (N, 32, 32, 3), float64 in [0, 1]; labels (N,), int64.
    names: of the classes; source: "CIFAR-10" or "shapes".
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    names: tuple[str, ...]
    source: str


def color_images(train: int = 2000, test: int = 1000, seed: int = 0) -> ColorImages:
    """Colour images of ten classes: CIFAR-10 where it is at hand, else scenes of `helpers.shapes`.

    train, test: how many images; seed: which of CIFAR-10 are taken, or which scenes are drawn.
    """
    try:
        parts = [
            _some(cifar10(part), count, seed) for part, count in (("train", train), ("test", test))
        ]
        return ColorImages(*parts[0], *parts[1], cifar10_names(), "CIFAR-10")
    except FileNotFoundError:
        from helpers import shapes

        images, labels = shapes.images(train + test, seed)
        return ColorImages(
            images[:train], labels[:train], images[train:], labels[train:], shapes.CLASSES, "shapes"
        )


def cifar10(part: str) -> tuple[np.ndarray, np.ndarray]:
    """The photographs of CIFAR-10, as bytes.

    part: "train" (50,000 images) or "test" (10,000).

    Shape: images (N, 32, 32, 3), uint8; labels (N,), int64.
    Raises: FileNotFoundError where it is not on this machine; ValueError for a broken file. Both
    name the command that helps: nothing is downloaded unless it is asked for.
    Source: A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009.
    """
    files = []
    for path, content in downloads.read("cifar10", part):
        records = np.frombuffer(content, np.uint8).reshape(-1, CIFAR10_RECORD)
        _check_labels(path, records[:, 0])
        files.append(records)
    records = np.concatenate(files)
    images = records[:, 1:].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    return images, records[:, 0].astype(np.int64)


def cifar10_names() -> tuple[str, ...]:
    """The ten classes of CIFAR-10, in the order of their labels."""
    return CIFAR10_NAMES


def mnist(part: str) -> tuple[np.ndarray, np.ndarray]:
    """The handwritten digits of MNIST, as bytes: 0 is paper, 255 is ink.

    part: "train" (60,000 images) or "test" (10,000).

    Shape: images (N, 28, 28), uint8; labels (N,), int64, 0 to 9.
    Raises: as `cifar10`.
    Source: Y. LeCun, C. Cortes and C. Burges, The MNIST Database of Handwritten Digits, 1998.
    """
    return _mnist_like("mnist", part)


def fashion_mnist(part: str) -> tuple[np.ndarray, np.ndarray]:
    """The clothes of Fashion-MNIST, as bytes: 0 is the background.

    part: "train" (60,000 images) or "test" (10,000).

    Shape: images (N, 28, 28), uint8; labels (N,), int64, 0 to 9.
    Raises: as `cifar10`.
    Source: H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST: a Novel Image Dataset for
    Benchmarking Machine Learning Algorithms, 2017.
    """
    return _mnist_like("fashion-mnist", part)


def _mnist_like(name: str, part: str) -> tuple[np.ndarray, np.ndarray]:
    (images_path, images_file), (labels_path, labels_file) = downloads.read(name, part)
    images = _idx(images_path, images_file, dimensions=3)
    labels = _idx(labels_path, labels_file, dimensions=1)
    if len(images) != len(labels):
        raise _broken(labels_path, f"it has {len(labels):,} labels for {len(images):,} images")
    _check_labels(labels_path, labels)
    return images, labels.astype(np.int64)


def _idx(path: Path, content: bytes, dimensions: int) -> np.ndarray:
    """The array in a packed IDX file: 0, 0, 8 for bytes, the dimensions, each length, the bytes."""
    try:
        data = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise _broken(path, f"it cannot be unpacked ({error})") from None
    start = 4 + 4 * dimensions
    if data[:4] != bytes([0, 0, 8, dimensions]) or len(data) < start:
        raise _broken(path, f"it does not begin as an IDX file of {dimensions} dimensions")
    shape = np.frombuffer(data[4:start], ">u4").astype(int)
    if len(data) != start + shape.prod():
        raise _broken(path, f"it has {len(data):,} bytes, expected {start + shape.prod():,}")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape).copy()  # may be written to


def _check_labels(path: Path, labels: np.ndarray) -> None:
    if labels.max() > 9:
        raise _broken(path, f"it holds the label {labels.max()}, expected 0 to 9")


def _broken(path: Path, what: str) -> ValueError:
    name = next(one.name for one in SETS.values() if one.folder == path.parent.name)
    return ValueError(f"{path} is broken: {what}; delete it and run `course data {name}`.")


def _some(
    labelled: tuple[np.ndarray, np.ndarray], count: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Some of the images, chosen at random, as floats."""
    images, labels = labelled
    chosen = np.random.default_rng(seed).choice(len(images), count, replace=False)
    return images[chosen] / 255.0, labels[chosen]


def letters(names: str = "AB", count: int = 400, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Printed letters on 20x20 pixels, as many as the photocells of the Mark I Perceptron.

    They come in several fonts and sizes, a little shifted, and 1 pixel in 50 is turned from black
    to white or back.

    names: the letters, each of them one class; count: how many images; seed: the same seed gives
    the same images.

    Shape: images (count, 20, 20), 1.0 where there is ink, otherwise 0.0; labels (count,), int64,
    the place of the letter in `names`. The classes take turns.
    Source: drawn with the fonts DejaVu and STIX, which ship with Matplotlib.
    """
    import matplotlib
    from PIL import Image, ImageDraw, ImageFont

    rng = np.random.default_rng(seed)
    folder = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
    fonts = {
        (name, size): ImageFont.truetype(str(folder / f"{name}.ttf"), size)
        for name in LETTER_FONTS
        for size in (15, 17, 19)
    }
    choices = list(fonts.values())
    labels = np.arange(count) % len(names)
    images = np.zeros((count, 20, 20))
    for image, label in zip(images, labels, strict=True):
        paper = Image.new("L", (20, 20))
        place = tuple(10 + rng.integers(-1, 2, 2))
        font = choices[rng.integers(len(choices))]
        ImageDraw.Draw(paper).text(place, names[label], fill=255, font=font, anchor="mm")
        image[:] = np.asarray(paper) > 110
    flipped = rng.random(images.shape) < 0.02
    return np.where(flipped, 1 - images, images), labels


def _cut_and_scale(pixels: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The largest middle part of `pixels` with the proportions of `shape`, at that shape."""
    from PIL import Image

    height, width = pixels.shape[:2]
    scale = min(height / shape[0], width / shape[1])
    tall, wide = shape[0] * scale, shape[1] * scale
    left, top = max(0.0, (width - wide) / 2), max(0.0, (height - tall) / 2)
    picture = Image.fromarray(pixels).resize(
        (shape[1], shape[0]),
        Image.Resampling.LANCZOS,
        box=(left, top, min(width, left + wide), min(height, top + tall)),
    )
    return np.asarray(picture)
