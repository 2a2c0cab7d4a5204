"""Photographs, digits, points, sounds and more that the lessons use, all without a network.

CIFAR-10, MNIST and Fashion-MNIST are there too, as bytes, once `download` has brought them.
"""

from helpers.data.downloads import download
from helpers.data.figures import JOINTS, stick_figures
from helpers.data.pictures import (
    CIFAR10_RECORD,
    PHOTOS,
    ColorImages,
    cifar10,
    cifar10_names,
    color_images,
    digits,
    fashion_mnist,
    letters,
    mnist,
    photo,
    to_gray,
)
from helpers.data.points import blobs, rings, spiral, xor
from helpers.data.sounds import SAMPLE_RATE, TONES, chirp, sound, spoken_tones
from helpers.data.stories import GALAXIES, ROAD_SIGNS, galaxies, road_signs, tissue
