"""color_histogram: how often each shade of red, of green and of blue occurs in an image."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn


def color_histogram(image, bins):
    """How often each shade of red, of green and of blue occurs in an image.

    image: (H, W, 3), in [0, 1]. Each channel has bins of equal width from 0 to 1. A shade on the
    border of two belongs to the upper one, and the shade 1 to the last.
    Returns (3·bins,): red first, then green, then blue, each adding up to 1.
    """
    pixels = image.reshape(-1, 3)
    counts = [np.histogram(channel, bins, range=(0, 1))[0] for channel in pixels.T]
    return np.concatenate(counts) / len(pixels)


def shares(index, bins):
    """The share of each bin in each channel, from the bin of every pixel: for mistakes that get
    the bins wrong. index: (H, W, 3), from 0 to bins - 1."""
    channels = index.reshape(-1, 3).T.astype(int)
    return np.concatenate([np.bincount(c, minlength=bins) / len(c) for c in channels])


def counts_pixels(image, bins):
    """These are counts of pixels, so a large image gets larger numbers than a small one. Divide by
    how many pixels there are, and each colour adds up to 1."""
    return color_histogram(image, bins) * image.shape[0] * image.shape[1]


def divides_by_all_three_channels(image, bins):
    """All your numbers together add up to 1. Each of the three colours should do so alone: divide
    by the number of pixels, which is a third of the numbers in the image."""
    return color_histogram(image, bins) / 3


def divides_by_the_number_of_rows(image, bins):
    """The counts are divided by the height of the image alone. How many pixels does a channel
    have?"""
    return color_histogram(image, bins) * image.shape[1]


def spreads_bins_over_the_shades_present(image, bins):
    """Your bins run from the darkest to the brightest shade of each channel. Then images cannot be
    compared: the bins have to run from 0 to 1 whatever is in the image."""
    channels = image.reshape(-1, 3).T
    return np.concatenate([np.histogram(c, bins)[0] / len(c) for c in channels])


def spreads_bins_over_the_image(image, bins):
    """Your bins run from the darkest to the brightest number of the whole image. They have to run
    from 0 to 1 whatever is in the image, or two images cannot be compared."""
    limits = (image.min(), image.max())
    channels = image.reshape(-1, 3).T
    return np.concatenate([np.histogram(c, bins, range=limits)[0] / len(c) for c in channels])


def gives_densities_of_the_shades_present(image, bins):
    """Two things. These are densities, shares divided by the width of a bin; and the bins run from
    the darkest to the brightest shade of each channel, when they should run from 0 to 1."""
    channels = image.reshape(-1, 3).T
    return np.concatenate([np.histogram(c, bins, density=True)[0] for c in channels])


def expects_shades_up_to_255(image, bins):
    """Everything lands in the first bin, as if the shades went up to 255. In this course 1 is the
    brightest."""
    return shares(np.zeros(image.shape), bins)


def loses_the_brightest_shade(image, bins):
    """The shade 1 is counted in no bin, so that your shares do not add up to 1. The last bin has
    an upper border that belongs to it."""
    index = np.floor(image * bins)
    pixels = image.shape[0] * image.shape[1]
    return np.array([np.sum(index[..., c] == k) / pixels for c in range(3) for k in range(bins)])


def loses_the_darkest_shade(image, bins):
    """The shade 0 is counted in no bin, so that your shares do not add up to 1. A border belongs to
    the bin above it, so 0 is in the first one; only the last bin owns its upper border."""
    index = np.ceil(image * bins) - 1
    pixels = image.shape[0] * image.shape[1]
    return np.array([np.sum(index[..., c] == k) / pixels for c in range(3) for k in range(bins)])


def lets_white_run_into_the_next_colour(image, bins):
    """The shade 1 gets an index one too large. For red that is the first bin of green, for blue it
    is beyond the end. It belongs to the last bin of its own colour."""
    counts = np.zeros(3 * bins)
    for pixel in image.reshape(-1, 3):
        for c in range(3):
            counts[c * bins + int(pixel[c] * bins)] += 1
    return counts / (image.shape[0] * image.shape[1])


def gives_white_a_bin_of_its_own(image, bins):
    """An image with the shade 1 gets a longer histogram: 1 times bins is bins, one more than the
    last index. That shade belongs to the last bin."""
    return shares(np.floor(image * bins), bins)


def has_no_bin_for_white(image, bins):
    """The shade 1 gets the index bins, one beyond the last bin. It belongs to the last one: nothing
    may be larger than bins - 1."""
    counts = np.zeros((3, bins))
    for pixel in image.reshape(-1, 3):
        for c in range(3):
            counts[c, int(pixel[c] * bins)] += 1
    return counts.ravel() / (image.shape[0] * image.shape[1])


def counts_white_as_black(image, bins):
    """The shade 1 is counted in the first bin, among the darkest. Colours do not go round in a
    circle: it belongs to the last bin."""
    return shares(np.floor(image * bins) % bins, bins)


def stretches_the_bins_for_white(image, bins):
    """Multiplied by bins - 1, the bins become wider, and the last one holds nothing but the shade
    1. All have the same width: multiply by bins, and see to the shade 1 on its own."""
    return shares(np.floor(image * (bins - 1)), bins)


def rounds_to_the_nearest_bin(image, bins):
    """Rounding to the nearest number makes the first and the last bin half as wide as the others.
    With bins of equal width an index is rounded down."""
    return shares(np.round(image * (bins - 1)), bins)


def cuts_256_shades_into_bins(image, bins):
    """The shades become whole numbers up to 255 first, and 256 cannot be cut into every number of
    equal bins. Work with the shades as they are: how many widths of a bin fit into one?"""
    index = np.floor(image * 255) // (256 // bins)
    return shares(np.minimum(index, bins - 1), bins)


def alternates_the_colours(image, bins):
    """Red, green and blue take turns in your vector. All of red comes first, then all of green,
    then all of blue."""
    return color_histogram(image, bins).reshape(3, bins).T.ravel()


def puts_blue_first(image, bins):
    """The three colours are in the opposite order: blue stands first. The last axis of the image
    is red, green, blue."""
    return color_histogram(image[..., ::-1], bins)


def leaves_three_rows(image, bins):
    """The numbers are right, as three rows. A feature vector is flat: put the rows one behind the
    other."""
    return color_histogram(image, bins).reshape(3, bins)


def counts_colours_jointly(image, bins):
    """This has a bin for each combination of red, green and blue. Asked for are three histograms,
    one a channel, one behind the other."""
    index = np.minimum(np.floor(image.reshape(-1, 3) * bins).astype(int), bins - 1)
    joint = index @ np.array([bins**2, bins, 1])
    return np.bincount(joint, minlength=bins**3) / len(index)


def mixes_the_three_colours(image, bins):
    """One histogram comes back, over the numbers of all channels, so that a red image looks like
    a blue one. Make one for each channel."""
    return np.histogram(image, bins, range=(0, 1))[0] / image.size


def counts_shades_of_gray(image, bins):
    """The channels are averaged before the counting, and the colours are gone. Make a histogram
    for each channel."""
    gray = image.mean(axis=2)
    return np.histogram(gray, bins, range=(0, 1))[0] / gray.size


def red_for_all_three(image, bins):
    """The same histogram comes three times, that of red. Look at what changes in your loop from
    one channel to the next."""
    return np.tile(color_histogram(image, bins)[:bins], 3)


def gives_densities(image, bins):
    """These are densities, shares divided by the width of a bin: it is the area under them that
    is 1. Here the shares themselves should add up to 1."""
    return color_histogram(image, bins) * bins


def cuts_pixels_into_three_heaps(image, bins):
    """reshape(3, -1) does not part the colours: it takes the numbers as they lie, so the first
    third of the numbers counts as red. The colours are the last axis, and it has to stay the
    last."""
    heaps = image.reshape(3, -1)
    return np.concatenate([np.histogram(h, bins, range=(0, 1))[0] / h.size for h in heaps])


def reads_rows_for_colours(image, bins):
    """image[0] is the top row of the image, and not its red channel. The channels are the last of
    the three axes."""
    rows = [image[c] for c in range(3)]
    return np.concatenate([np.histogram(r, bins, range=(0, 1))[0] / r.size for r in rows])


def counts_each_bin_once(image, bins):
    """No bin gets more than one pixel. With an array as index, += reads first and writes then, so
    that of several pixels in one bin a single one is counted."""
    index = np.minimum(np.floor(image * bins).astype(int), bins - 1) + bins * np.arange(3)
    counts = np.zeros(3 * bins)
    counts[index.ravel()] += 1
    return counts / (image.shape[0] * image.shape[1])


def has_no_room_for_fractions(image, bins):
    """Your shares are whole numbers, and nearly all of them are 0. An array of integers, or a
    division with //, cuts the fractions off."""
    return color_histogram(image, bins).astype(int)


def multiplies_the_image_itself(image, bins):
    """`*=` multiplies the image of the caller, who will find shades of up to bins in it. Multiply
    into a new array."""
    result = color_histogram(image, bins)
    image *= bins
    return result


def gives_a_border_to_the_lower_bin(image, bins):
    """A shade on the border of two bins is counted in the lower one. It belongs to the upper one,
    and only 1, which has no bin above it, to the last: round down, and see to 1 on its own."""
    return shares(np.maximum(np.ceil(image * bins) - 1, 0), bins)


def leaves_borders_out(image, bins):
    """A shade on the border of two bins is counted in neither. It belongs to the upper one: one of
    your two comparisons needs to allow for equal."""
    place = image * bins
    pixels = image.shape[0] * image.shape[1]
    shares_of_bins = [
        np.sum((place[..., c] > k) & (place[..., c] < k + 1)) / pixels
        for c in range(3)
        for k in range(bins)
    ]
    return np.array(shares_of_bins)


def counts_borders_twice(image, bins):
    """A shade on the border of two bins is counted in both. It belongs to the upper one alone: of
    your two comparisons only one may allow for equal."""
    place = image * bins
    pixels = image.shape[0] * image.shape[1]
    shares_of_bins = [
        np.sum((place[..., c] >= k) & (place[..., c] <= k + 1)) / pixels
        for c in range(3)
        for k in range(bins)
    ]
    return np.array(shares_of_bins)


def cuts_bytes_at_256(image, bins):
    """The shades go up to 255 and your bins up to 256, so the borders do not meet: the shade 0.5 is
    127.5, and the border lies at 128. Leave the shades as they are, with bins from 0 to 1."""
    channels = 255 * image.reshape(-1, 3).T
    return np.concatenate([np.histogram(c, bins, range=(0, 256))[0] / len(c) for c in channels])


def cuts_shades_to_bytes(image, bins):
    """The shades become whole numbers up to 255 first, and lose a little: 0.5 becomes 127, which is
    below the middle. Leave the shades as they are, with bins from 0 to 1."""
    channels = np.floor(255 * image.reshape(-1, 3).T)
    return np.concatenate([np.histogram(c, bins, range=(0, 255))[0] / len(c) for c in channels])


def makes_a_column_of_each_colour(image, bins):
    """The numbers are right, as three columns. A feature vector is flat: put the histograms one
    behind the other."""
    return color_histogram(image, bins).reshape(3, bins).T


def takes_floats_for_indices(image, bins):
    """A float is no index, not even 2.0, which is what // and np.floor make of floats. Turn it into
    an int."""
    counts = np.zeros(3 * bins)
    for pixel in image.reshape(-1, 3):
        for c in range(3):
            counts[c * bins + pixel[c] * bins // 1] += 1
    return counts / (image.shape[0] * image.shape[1])


def keeps_what_digitize_counts_from_one(image, bins):
    """Every shade is counted one bin too far, and the histograms are too long. np.digitize counts
    from 1, for below its first border there is a bin of its own: take 1 off."""
    borders = np.linspace(0, 1, bins + 1)
    channels = image.reshape(-1, 3).T
    return np.concatenate(
        [np.bincount(np.digitize(c, borders), minlength=bins) / len(c) for c in channels]
    )


def joins_counts_and_borders(image, bins):
    """np.histogram returns two arrays, the counts and the borders of the bins. Take the first of
    them before you go on."""
    return np.concatenate([np.histogram(c, bins, range=(0, 1)) for c in image.reshape(-1, 3).T])


def counts_between_too_few_borders(image, bins):
    """Each histogram is one bin short: so many borders part one bin less. Two bins have three
    borders."""
    borders = np.linspace(0, 1, bins)
    pixels = image.reshape(-1, 3)
    return np.concatenate([np.histogram(c, borders)[0] for c in pixels.T]) / len(pixels)


def counts_bins_from_one(image, bins):
    """Every shade is counted one bin too far, and those of the last bin are lost. Bins count from
    0 here; np.digitize counts from 1."""
    index = np.minimum(np.floor(image * bins), bins - 1) + 1
    pixels = image.shape[0] * image.shape[1]
    return np.array([np.sum(index[..., c] == k) / pixels for c in range(3) for k in range(bins)])


def divides_by_the_number_of_columns(image, bins):
    """The counts are divided by the width of the image alone. How many pixels does a channel
    have?"""
    return color_histogram(image, bins) * image.shape[0]


def divides_the_counts_by_the_bins(image, bins):
    """The counts are divided by the number of bins. Each colour should add up to 1: divide by what
    was counted, the pixels."""
    return color_histogram(image, bins) * image.shape[0] * image.shape[1] / bins


def divides_by_the_largest_count(image, bins):
    """The largest number of each colour is 1. It is their sum that should be 1: divide by the
    number of pixels."""
    rows = color_histogram(image, bins).reshape(3, bins)
    return (rows / rows.max(axis=1, keepdims=True)).ravel()


def counts_red_alone(image, bins):
    """Only the histogram of red comes back. Does a return stand inside the loop over the colours?
    Green and blue follow in the same vector."""
    return color_histogram(image, bins)[:bins]


def counts_blue_alone(image, bins):
    """Only the histogram of blue comes back, as the last channel has taken the place of the others.
    Keep all three, one after the other."""
    return color_histogram(image, bins)[2 * bins :]


def adds_up_the_three_colours(image, bins):
    """The three histograms are added up, when they should stand one after the other. Arrays are
    joined by np.concatenate, and + adds their numbers."""
    return color_histogram(image, bins).reshape(3, bins).sum(axis=0)


def always_eight_bins(image, bins):
    """Each colour has eight bins whatever is asked for. Use the argument."""
    return color_histogram(image, 8)


def image_of_shades(rng: np.random.Generator, height: int, width: int) -> np.ndarray:
    """Odd thousandths: none lies on the border of two bins, for 2 to 7 bins."""
    return (2 * rng.integers(0, 500, (height, width, 3)) + 1) / 1000


def one_pixel_to_count(rng: np.random.Generator) -> Call:
    return call(image_of_shades(rng, 1, 1), int(rng.integers(3, 8)))


def image_to_count(rng: np.random.Generator) -> Call:
    return call(image_of_shades(rng, 2, int(rng.integers(3, 5))), int(rng.integers(3, 8)))


def image_of_borders(rng: np.random.Generator) -> Call:
    """Halves of a power of two: every second one is a border, and each is exact in binary."""
    bins = int(rng.choice([2, 4, 8]))
    image = rng.integers(0, 2 * bins + 1, (2, int(rng.integers(2, 4)), 3)) / (2 * bins)
    image[0, 0] = 1 / bins, 1 - 1 / bins, 0.5
    return call(image, bins)


def black_and_white_to_count(rng: np.random.Generator) -> Call:
    image = rng.permuted([1.0, 1.0, 0.0] * 5 + [0.0] * 3).reshape(2, 3, 3)
    return call(image, int(rng.integers(3, 8)))


def any_image_to_count(rng: np.random.Generator) -> Call:
    image = image_of_shades(rng, 4, 5)
    image[rng.random(image.shape) < 0.2] = 0
    image[rng.random(image.shape) < 0.2] = 1
    image[0, 0] = image[-1, -1] = 1, 0, 1
    return call(image, int(rng.integers(3, 8)))


EXERCISE = Exercise(
    solution=color_histogram,
    parts=[
        Part(
            "one pixel",
            [
                call(np.array([[[0.1, 0.5, 0.9]]]), 3),
                call(np.array([[[0.7, 0.2, 0.6]]]), 4),
                call(np.array([[[0.1, 0.71, 0.429]]]), 7),
                drawn(one_pixel_to_count, 4),
            ],
        ),
        Part(
            "many pixels",
            [
                call(np.array([[[0.1, 0.2, 0.9], [0.7, 0.4, 0.8]]]), 2),
                call(
                    np.array(
                        [
                            [[0.1, 0.2, 0.9], [0.7, 0.4, 0.8], [0.3, 0.9, 0.8]],
                            [[0.2, 0.1, 0.7], [0.3, 0.4, 0.1], [0.9, 0.4, 0.2]],
                        ]
                    ),
                    4,
                ),
                call(np.array([[[0.71, 0.2, 0.9]], [[0.3, 0.429, 0.8]], [[0.3, 0.8, 0.1]]]), 7),
                drawn(image_to_count, 3),
            ],
        ),
        Part(
            "on the border of two bins",
            [
                call(np.array([[[0.5, 0.0, 0.25]]]), 2),
                call(np.array([[[0.25, 0.5, 0.75], [0.25, 0.3, 1.0]]]), 4),
                call(np.array([[[0.125, 0.875, 0.25]], [[0.5, 0.625, 0.375]]]), 8),
                call(np.array([[[0.5, 0.0, 1.0]]]), 1),
                drawn(image_of_borders, 4),
            ],
        ),
        Part(
            "black and white",
            [
                call(np.array([[[1.0, 0.0, 1.0]]]), 2),
                call(np.array([[[1.0, 1.0, 1.0]]]), 4),
                call(np.array([[[1.0, 1.0, 0.0]], [[0.0, 1.0, 0.0]]]), 2),
                call(np.array([[[1.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0]]]), 3),
                drawn(black_and_white_to_count, 3),
            ],
        ),
        Part(
            "any image",
            [
                call(np.arange(20.0, 44.0).reshape(2, 4, 3) / 59, 4),
                call(np.arange(60.0).reshape(4, 5, 3) / 59, 6),
                call(np.arange(60.0).reshape(5, 4, 3)[::-1] ** 2 / 59**2, 9),
                drawn(any_image_to_count, 3),
            ],
        ),
    ],
    hints=[
        "Begin with one channel, image[:, :, 0], and count how many of its pixels lie in each bin.",
        "np.histogram counts. Tell it how many bins there are, and the range that they cover: "
        "without one it looks at the image.",
        "Divide each of the three by the number of pixels, and join them with np.concatenate.",
    ],
)
