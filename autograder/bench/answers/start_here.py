# %% add_one · wrong
# The sum is printed but never returned, so the function gives None.
def add_one(x):
    x = x + 1
    print(x)


# %% add_one · wrong · expects_an_array
# It walks through x with a for loop, so a plain number (or an array without axes) raises a
# TypeError; arrays with at least one axis come out right.
def add_one(x):
    result = []
    for value in x:
        result.append(value + 1)
    return np.array(result)


# %% add_one · wrong · appends_a_one
# Misread as "add a one at the end": np.append attaches one more element, 1, to the flattened
# array instead of adding 1 to every element.
def add_one(x):
    return np.append(x, 1)


# %% add_one · wrong · counts_in_place
# y is only a second name for x, so += changes the array of the caller. The returned numbers are
# right.
def add_one(x):
    y = x
    y += 1
    return y


# %% add_one · right
# The built-in sum of a list of two.
def add_one(x):
    return sum([x, 1])


# %% mean_image · wrong · sums_in_bytes
# The total is collected in an array of the same type as the images, so whole numbers of 8 bits
# overflow while they are added up. Floats are averaged correctly.
def mean_image(images):
    total = np.zeros_like(images[0])
    for image in images:
        total = total + image
    return total / len(images)


# %% mean_image · wrong · divides_by_all_numbers_of_the_batch
# The sum over the images is divided by the number of all numbers in the batch (N·H·W) instead
# of by the number of images N.
def mean_image(images):
    images = images.astype(np.float64)
    return np.sum(images, axis=0) / images.size


# %% mean_image · wrong · halves_again_and_again
# Each new image is averaged with the average so far, so later images weigh more than earlier
# ones: the last has weight 1/2, the one before 1/4. Right only for one or two images.
def mean_image(images):
    average = images[0].astype(float)
    for image in images[1:]:
        average = (average + image) / 2
    return average


# %% mean_image · wrong · expects_three_axes
# The shape is unpacked into three names, so colour images of shape (N, H, W, C) raise a
# ValueError. Grey images are right.
def mean_image(images):
    N, H, W = images.shape
    result = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            s = 0.0
            for n in range(N):
                s += images[n, i, j]
            result[i, j] = s / N
    return result


# %% mean_image · right
# A weighted sum with tensordot, every weight 1/N.
def mean_image(images):
    n = images.shape[0]
    return np.tensordot(np.full(n, 1.0 / n), images, axes=1)


# %% add_one · wrong · counts_in_place
# The slice x[:] copies a list but is only a view of an array, so += changes the caller's array; and
# a plain number cannot be sliced, which is a TypeError.
def add_one(x):
    y = x[:]
    y += 1
    return y


# %% add_one · wrong · adds_a_one_for_each_row
# Adds an array of ones of length len(x), which runs along the last axis: right where the last axis
# is as long as the first, as in 1-D arrays and square matrices (or the first has length 1). A plain
# number has no len (TypeError), other matrices do not broadcast (ValueError).
def add_one(x):
    ones = np.ones(len(x))
    return x + ones


# %% add_one · right
# Python's sum of a list of two: 0 + x + 1, which works for numbers and arrays.
def add_one(x):
    return sum([x, 1])


# %% mean_image · wrong · halves_again_and_again
# A running average that halves each time: (average + next image) / 2. The last image counts half,
# the one before a quarter, and so on, instead of all equally.
def mean_image(images):
    average = images[0].astype(float)
    for image in images[1:]:
        average = (average + image) / 2
    return average


# %% mean_image · wrong · cuts_fractions_before_averaging
# Converts the images to whole numbers to get out of the 8 bits. Pixels that are fractions, such as
# floats from 0 to 1, are cut down to 0 before the averaging.
def mean_image(images):
    images = images.astype(int)
    return images.mean(axis=0)
