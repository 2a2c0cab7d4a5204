# %% polar_features · wrong · adds_pi_on_the_left
# arctan of the fraction, corrected by +π wherever x is below 0: the lower left quarter gets angles
# between π and 3π/2 instead of between -π and -π/2. The origin gives nan.
def polar_features(points):
    x = points[:, 0]
    y = points[:, 1]
    r = np.sqrt(x**2 + y**2)
    theta = np.arctan(y / x)
    theta[x < 0] += np.pi
    return np.column_stack([r, theta])


# %% polar_features · wrong · turns_from_zero_to_two_pi
# The angles are brought into 0 to 2π, so below the x axis they are larger than π instead of
# negative.
def polar_features(points):
    x, y = points[:, 0], points[:, 1]
    r = np.hypot(x, y)
    theta = np.arctan2(y, x) % (2 * np.pi)
    return np.stack([r, theta], axis=1)


# %% polar_features · wrong · unpacks_points_for_columns
# points is unpacked along its rows instead of its columns: a ValueError unless there are exactly
# two points, and then the two points are taken for x and y.
def polar_features(points):
    x, y = points
    r = np.sqrt(x**2 + y**2)
    theta = np.arctan2(y, x)
    return np.array([r, theta]).T


# %% polar_features · right
# With complex numbers.
def polar_features(points):
    z = np.array([complex(x, y) for x, y in points])
    return np.column_stack([np.abs(z), np.angle(z)])


# %% standardize · wrong · puts_a_tiny_number_for_zero
# A small number is added to the standard deviation instead of leaving the scale of a constant
# feature alone, so where such a feature has another value in the test data it is divided by 1e-8
# and becomes huge.
def standardize(train, other):
    mean = train.mean(axis=0)
    std = train.std(axis=0) + 1e-8
    return (train - mean) / std, (other - mean) / std


# %% standardize · wrong · sets_constant_features_to_zero
# Features that never vary in the training set are set to 0 in both results, although in the other
# data they should only be shifted.
def standardize(train, other):
    m = np.mean(train, axis=0)
    s = np.std(train, axis=0)
    new_train = np.zeros(train.shape)
    new_other = np.zeros(other.shape)
    for d in range(train.shape[1]):
        if s[d] > 0:
            new_train[:, d] = (train[:, d] - m[d]) / s[d]
            new_other[:, d] = (other[:, d] - m[d]) / s[d]
    return new_train, new_other


# %% standardize · wrong · leaves_the_other_set_as_it_is
# train is overwritten before its mean and standard deviation are used for other, so other is
# shifted by about 0 and divided by about 1 and comes back nearly unchanged.
def standardize(train, other):
    def scale(data):
        std = data.std(axis=0)
        std[std == 0] = 1
        return std

    train = (train - train.mean(axis=0)) / scale(train)
    other = (other - train.mean(axis=0)) / scale(train)
    return train, other


# %% standardize · wrong · one_mean_and_deviation_for_all
# One mean and one standard deviation are taken over the whole array instead of one for each
# feature.
def standardize(train, other):
    mean, std = train.mean(), train.std()
    if std == 0:
        std = 1
    return (train - mean) / std, (other - mean) / std


# %% color_histogram · wrong · spreads_bins_over_the_shades_present
# The range of np.histogram is not given, so the bins go from the smallest to the largest value of
# each channel instead of from 0 to 1.
def color_histogram(image, bins):
    result = []
    for c in range(3):
        counts, _ = np.histogram(image[:, :, c], bins=bins)
        result.append(counts / counts.sum())
    return np.concatenate(result)


# %% color_histogram · wrong · cuts_pixels_into_three_heaps
# reshape(3, -1) does not separate the channels: it cuts the image into an upper, a middle and a
# lower third, each with all three colours mixed.
def color_histogram(image, bins):
    channels = image.reshape(3, -1)
    hists = [np.histogram(ch, bins=bins, range=(0, 1))[0] for ch in channels]
    return np.concatenate(hists) / channels.shape[1]


# %% color_histogram · wrong · gives_densities
# density=True divides by the width of a bin as well, so each channel adds up to the number of bins
# instead of to 1.
def color_histogram(image, bins):
    red, _ = np.histogram(image[..., 0], bins, (0, 1), density=True)
    green, _ = np.histogram(image[..., 1], bins, (0, 1), density=True)
    blue, _ = np.histogram(image[..., 2], bins, (0, 1), density=True)
    return np.concatenate([red, green, blue])


# %% color_histogram · wrong · has_no_bin_for_white
# The shade 1 gets the bin number bins, one beyond the last, which raises an IndexError. Images
# without the shade 1 are right.
def color_histogram(image, bins):
    H, W, C = image.shape
    hist = np.zeros((3, bins))
    for i in range(H):
        for j in range(W):
            for c in range(3):
                k = int(image[i, j, c] * bins)
                hist[c, k] += 1
    return hist.ravel() / (H * W)


# %% color_histogram · right
# All bin numbers are compared with all bins at once, and the mean is taken over the pixels.
def color_histogram(image, bins):
    number = np.floor(image * bins).clip(max=bins - 1)
    in_bin = number[:, :, :, None] == np.arange(bins)
    return in_bin.mean(axis=(0, 1)).ravel()


# %% image_gradients · wrong · one_sided_at_the_border
# np.gradient takes one-sided differences at the border, where one neighbour is missing, instead
# of 0, and it raises a ValueError for an image of one row or one column. The inner pixels are
# right.
def image_gradients(gray):
    gy, gx = np.gradient(gray)
    return gx, gy


# %% image_gradients · wrong · blanks_the_whole_frame
# Only the inner pixels are filled, so gx is 0 in the first and last row too, and gy in the first
# and last column, although both neighbours exist there.
def image_gradients(gray):
    H, W = gray.shape
    gx = np.zeros((H, W))
    gy = np.zeros((H, W))
    for i in range(1, H - 1):
        for j in range(1, W - 1):
            gx[i, j] = (gray[i, j + 1] - gray[i, j - 1]) / 2
            gy[i, j] = (gray[i + 1, j] - gray[i - 1, j]) / 2
    return gx, gy


# %% image_gradients · wrong · wraps_round_the_border
# np.roll goes round: at the border the missing neighbour is taken from the opposite side of the
# image instead of giving 0.
def image_gradients(gray):
    gx = (np.roll(gray, -1, axis=1) - np.roll(gray, 1, axis=1)) / 2
    gy = (np.roll(gray, -1, axis=0) - np.roll(gray, 1, axis=0)) / 2
    return gx, gy


# %% image_gradients · wrong · points_gy_upwards
# gy has the wrong sign: upper minus lower neighbour instead of lower minus upper.
def image_gradients(gray):
    gx = np.zeros(gray.shape)
    gy = np.zeros(gray.shape)
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[:-2, :] - gray[2:, :]) / 2
    return gx, gy


# %% orientation_histogram · wrong · mirrors_negative_angles
# The sign of the angle is removed with abs instead of taking the angle modulo π, so -30° is
# counted as 30° instead of 150°.
def orientation_histogram(magnitude, angle, bins=9):
    a = np.abs(angle) % np.pi
    index = np.minimum((a / np.pi * bins).astype(int), bins - 1)
    return np.bincount(index.ravel(), weights=magnitude.ravel(), minlength=bins)


# %% orientation_histogram · wrong · bins_of_twenty_degrees
# The bins are always 20° wide, as for nine bins: with fewer bins an index is out of range, with
# more the last bins stay empty.
def orientation_histogram(magnitude, angle, bins=9):
    hist = np.zeros(bins)
    angle = angle % np.pi
    for m, a in zip(magnitude.flatten(), angle.flatten()):
        k = int(a / np.pi * 9)
        if k == 9:
            k = 8
        hist[k] += m
    return hist


# %% orientation_histogram · wrong · puts_a_hair_below_zero_into_the_first_bin
# An angle that is rounded to π itself is put into the first bin by % bins instead of into the
# last.
def orientation_histogram(magnitude, angle, bins=9):
    hist = np.zeros(bins)
    index = np.floor((angle % np.pi) / np.pi * bins).astype(int) % bins
    np.add.at(hist, index, magnitude)
    return hist


# %% orientation_histogram · wrong · keeps_one_pixel_of_each_bin
# hist[index] += magnitude adds only once where several pixels fall into the same bin: all but the
# last of them are lost.
def orientation_histogram(magnitude, angle, bins=9):
    hist = np.zeros(bins)
    idx = (np.mod(angle, np.pi) / np.pi * bins).astype(int)
    idx[idx == bins] = bins - 1
    hist[idx] += magnitude
    return hist


# %% orientation_histogram · right
# A product of the magnitudes with a table that says which pixel is in which bin.
def orientation_histogram(magnitude, angle, bins=9):
    folded = np.reshape(angle, (-1, 1)) % np.pi
    k = np.clip(np.floor(folded / np.pi * bins), 0, bins - 1)
    return np.reshape(magnitude, -1) @ (k == np.arange(bins))


# %% hog_cells · wrong · columns_before_rows
# The cells are stored with row and column exchanged: the result is (W // cell, H // cell, bins),
# and for square images it is transposed.
def hog_cells(gray, cell=8, bins=9):
    H, W = gray.shape
    gx = np.zeros((H, W))
    gy = np.zeros((H, W))
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1] = (gray[2:] - gray[:-2]) / 2
    mag = np.sqrt(gx**2 + gy**2)
    k = np.minimum((np.arctan2(gy, gx) % np.pi / np.pi * bins).astype(int), bins - 1)
    result = np.zeros((W // cell, H // cell, bins))
    for x in range(W // cell):
        for y in range(H // cell):
            rows = slice(y * cell, (y + 1) * cell)
            cols = slice(x * cell, (x + 1) * cell)
            np.add.at(result[x, y], k[rows, cols], mag[rows, cols])
    return result


# %% hog_cells · wrong · slides_the_cell_by_one_pixel
# The cells overlap: cell number i starts at pixel i instead of at pixel i·cell, so only the upper
# left part of the image is used.
def hog_cells(gray, cell=8, bins=9):
    H, W = gray.shape
    gx, gy = np.zeros((H, W)), np.zeros((H, W))
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[2:, :] - gray[:-2, :]) / 2
    magnitude = np.hypot(gx, gy)
    angle = np.arctan2(gy, gx) % np.pi
    hog = np.zeros((H // cell, W // cell, bins))
    for i in range(H // cell):
        for j in range(W // cell):
            m = magnitude[i : i + cell, j : j + cell]
            a = angle[i : i + cell, j : j + cell]
            for mm, aa in zip(m.ravel(), a.ravel()):
                hog[i, j, min(int(aa / np.pi * bins), bins - 1)] += mm
    return hog


# %% hog_cells · wrong · crops_before_the_gradients
# The image is cut to whole cells before the gradient is computed, so where rows or columns are
# left over, the gradient at the last row or column that is kept is 0 instead of that of the whole
# image.
def hog_cells(gray, cell=8, bins=9):
    nr, nc = gray.shape[0] // cell, gray.shape[1] // cell
    gray = gray[: nr * cell, : nc * cell]
    gx = np.zeros_like(gray)
    gy = np.zeros_like(gray)
    gx[:, 1:-1] = 0.5 * (gray[:, 2:] - gray[:, :-2])
    gy[1:-1, :] = 0.5 * (gray[2:, :] - gray[:-2, :])
    mag = np.sqrt(gx**2 + gy**2)
    ang = np.arctan2(gy, gx) % np.pi
    out = np.zeros((nr, nc, bins))
    for r in range(nr):
        for c in range(nc):
            window = np.s_[r * cell : (r + 1) * cell, c * cell : (c + 1) * cell]
            index = np.minimum((ang[window] / np.pi * bins).astype(int), bins - 1)
            out[r, c] = np.bincount(index.ravel(), mag[window].ravel(), minlength=bins)
    return out


# %% hog_cells · wrong · averages_over_the_cell
# Two mistakes. The argument bins is never used, so there are always nine bins; and each number is
# the mean over the pixels of the cell instead of the sum.
def hog_cells(gray, cell=8, bins=9):
    gx = np.zeros(gray.shape)
    gy = np.zeros(gray.shape)
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[2:, :] - gray[:-2, :]) / 2
    mag = np.hypot(gx, gy)
    k = np.minimum((np.arctan2(gy, gx) % np.pi / np.pi * 9).astype(int), 8)
    h, w = gray.shape[0] // cell, gray.shape[1] // cell
    hist = np.zeros((h, w, 9))
    for b in range(9):
        only = np.where(k == b, mag, 0)[: h * cell, : w * cell]
        hist[:, :, b] = only.reshape(h, cell, w, cell).mean(axis=(1, 3))
    return hist


# %% hog_length · wrong · lets_columns_join_the_rows
# Without brackets // and * are worked out from left to right: the rows of cells times the width
# in pixels are divided by cell, so columns that are left over count too.
def hog_length(height, width, cell=8, bins=9):
    return height // cell * width // cell * bins


# %% hog_length · wrong · divides_the_area
# The whole area is divided by the area of a cell, so rows and columns that are left over are put
# together to further cells.
def hog_length(height, width, cell=8, bins=9):
    cells = (height * width) // (cell * cell)
    return cells * bins


# %% hog_length · wrong · rounds_to_whole_cells
# The number of rows and columns of cells is rounded to the nearest whole number instead of down, so
# half a cell or more at the border counts as a cell.
def hog_length(height, width, cell=8, bins=9):
    rows = round(height / cell)
    columns = round(width / cell)
    return rows * columns * bins


# %% hog_length · right
# Counts the places where a cell ends.
def hog_length(height, width, cell=8, bins=9):
    ends_below = range(cell, height + 1, cell)
    ends_right = range(cell, width + 1, cell)
    return sum(bins for _ in ends_below for _ in ends_right)


# %% polar_features · wrong · loses_the_sign_of_the_angle
# The angle comes from arccos(x / r), which lies between 0 and π: below the x axis the sign is lost.
# At the origin 0 / 0 gives nan besides.
def polar_features(points):
    x = points[:, 0]
    y = points[:, 1]
    r = np.sqrt(x**2 + y**2)
    theta = np.arccos(x / r)
    return np.stack([r, theta], axis=1)


# %% polar_features · wrong
# All radii and then all angles are put into one array of shape (2, N) and reshaped to (N, 2), which
# does not transpose: rows are pairs of radii, then pairs of angles.
def polar_features(points):
    r = np.linalg.norm(points, axis=1)
    theta = np.arctan2(points[:, 1], points[:, 0])
    return np.array([r, theta]).reshape(-1, 2)


# %% polar_features · right
# Complex numbers know their distance and angle.
def polar_features(points):
    z = points[:, 0] + 1j * points[:, 1]
    return np.column_stack((np.abs(z), np.angle(z)))


# %% standardize · wrong · sets_constant_features_to_zero
# A feature that never varies in train is set to 0 in both results, instead of only shifted: in
# other it may differ from the mean of train.
def standardize(train, other):
    mean = train.mean(axis=0)
    std = train.std(axis=0)
    constant = std == 0
    safe = np.where(constant, 1, std)
    new_train = np.where(constant, 0, (train - mean) / safe)
    new_other = np.where(constant, 0, (other - mean) / safe)
    return new_train, new_other


# %% standardize · wrong · only_scales_the_other_set
# train is replaced by its shifted version before other is shifted: by then its mean is 0, so other
# is only divided by the standard deviation and never shifted.
def standardize(train, other):
    std = np.std(train, axis=0)
    std = np.where(std > 0, std, 1)
    train = (train - np.mean(train, axis=0)) / std
    other = (other - np.mean(train, axis=0)) / std
    return train, other


# %% color_histogram · wrong · rounds_to_the_nearest_bin
# Rounds value · (bins - 1) to the nearest whole number instead of cutting 0 to 1 into bins of equal
# width: the first and the last bin get only half the width of the others.
def color_histogram(image, bins):
    parts = []
    for c in range(3):
        levels = np.round(image[:, :, c] * (bins - 1)).astype(int)
        counts = np.bincount(levels.ravel(), minlength=bins)
        parts.append(counts / counts.sum())
    return np.concatenate(parts)


# %% color_histogram · wrong · gives_densities
# density=True gives heights of a density, whose sum times the bin width is 1. Each channel adds up
# to bins instead of 1.
def color_histogram(image, bins):
    result = []
    for channel in range(3):
        h, edges = np.histogram(image[..., channel], bins=bins, range=(0, 1), density=True)
        result.append(h)
    return np.hstack(result)


# %% image_gradients · wrong · wraps_round_the_border
# np.roll takes the neighbours from the opposite border, so the outer rows and columns get
# differences across the whole image instead of 0.
def image_gradients(gray):
    gx = (np.roll(gray, -1, axis=1) - np.roll(gray, 1, axis=1)) / 2
    gy = (np.roll(gray, -1, axis=0) - np.roll(gray, 1, axis=0)) / 2
    return gx, gy


# %% image_gradients · wrong · blanks_the_whole_frame
# Both differences are filled in only for inner pixels. In the first and last row gx stays 0, and in
# the first and last column gy, although their two neighbours exist.
def image_gradients(gray):
    H, W = gray.shape
    gx = np.zeros((H, W))
    gy = np.zeros((H, W))
    for i in range(1, H - 1):
        for j in range(1, W - 1):
            gx[i, j] = (gray[i, j + 1] - gray[i, j - 1]) / 2
            gy[i, j] = (gray[i + 1, j] - gray[i - 1, j]) / 2
    return gx, gy


# %% orientation_histogram · wrong · mirrors_negative_angles
# Negative angles are made positive with the absolute value instead of adding half a turn, so -30°
# falls into the bin of 30° instead of that of 150°.
def orientation_histogram(magnitude, angle, bins=9):
    folded = np.abs(angle) % np.pi
    index = np.minimum((folded / np.pi * bins).astype(int), bins - 1)
    return np.bincount(index.ravel(), weights=magnitude.ravel(), minlength=bins)


# %% orientation_histogram · wrong · bins_of_twenty_degrees
# The bins are always 20° wide and there are always nine of them used: right for bins=9, but with
# more bins the last ones stay empty, and with fewer the surplus is piled up in the last bin.
def orientation_histogram(magnitude, angle, bins=9):
    hist = np.zeros(bins)
    degrees = np.degrees(angle) % 180
    for m, d in zip(magnitude.ravel(), degrees.ravel()):
        k = min(int(d // 20), bins - 1)
        hist[k] += m
    return hist


# %% hog_cells · wrong · crops_before_the_gradients
# The image is cut to whole cells before the gradient is taken, so the last counted row and column
# get gradient 0 although the image goes on there.
def hog_cells(gray, cell=8, bins=9):
    rows, cols = gray.shape[0] // cell, gray.shape[1] // cell
    gray = gray[: rows * cell, : cols * cell]
    gx = np.zeros(gray.shape)
    gy = np.zeros(gray.shape)
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1, :] = (gray[2:, :] - gray[:-2, :]) / 2
    mag = np.hypot(gx, gy)
    ang = np.arctan2(gy, gx) % np.pi
    idx = np.minimum((ang * bins / np.pi).astype(int), bins - 1)
    out = np.zeros((rows, cols, bins))
    for i in range(rows * cell):
        for j in range(cols * cell):
            out[i // cell, j // cell, idx[i, j]] += mag[i, j]
    return out


# %% hog_cells · wrong · divides_each_cell_by_its_total
# Each cell's histogram is divided by its sum, so it holds shares that add up to 1 instead of the
# added magnitudes.
def hog_cells(gray, cell=8, bins=9):
    H, W = gray.shape
    gx = np.zeros((H, W))
    gy = np.zeros((H, W))
    gx[:, 1:-1] = (gray[:, 2:] - gray[:, :-2]) / 2
    gy[1:-1] = (gray[2:] - gray[:-2]) / 2
    magnitude = np.sqrt(gx**2 + gy**2)
    angle = np.mod(np.arctan2(gy, gx), np.pi)
    result = np.zeros((H // cell, W // cell, bins))
    for r in range(H // cell):
        for c in range(W // cell):
            part = (slice(r * cell, (r + 1) * cell), slice(c * cell, (c + 1) * cell))
            k = np.minimum((angle[part] / np.pi * bins).astype(int), bins - 1)
            hist = np.bincount(k.ravel(), magnitude[part].ravel(), minlength=bins)
            if hist.sum() > 0:
                hist = hist / hist.sum()
            result[r, c] = hist
    return result


# %% hog_cells · right
# No loop over cells: the leftover pixels are dropped after the gradient, and np.add.at sorts every
# magnitude into a row, a column and a bin.
def hog_cells(gray, cell=8, bins=9):
    H, W = gray.shape
    gx, gy = np.zeros((2, H, W))
    gx[:, 1:-1] = 0.5 * (gray[:, 2:] - gray[:, :-2])
    gy[1:-1, :] = 0.5 * (gray[2:, :] - gray[:-2, :])
    h, w = H // cell * cell, W // cell * cell
    mag = np.hypot(gx, gy)[:h, :w]
    ang = (np.arctan2(gy, gx) % np.pi)[:h, :w]
    k = np.clip(np.floor(ang / np.pi * bins).astype(int), 0, bins - 1)
    i, j = np.indices((h, w)) // cell
    cells = np.zeros((H // cell, W // cell, bins))
    np.add.at(cells, (i, j, k), mag)
    return cells


# %% hog_length · wrong · divides_the_area
# Divides the area of the image by the area of a cell, so left-over rows and columns together make
# up additional cells. Right only where the sides are multiples of the cell.
def hog_length(height, width, cell=8, bins=9):
    cells = (height * width) // (cell * cell)
    return cells * bins
