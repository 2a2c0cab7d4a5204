"""largest_stable_rate: the edge of divergence of gradient descent on ½ xᵀA x - bᵀx, as a float."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.gradient_descent.shared import bowl


def largest_stable_rate(A):
    """The edge of divergence of gradient descent on ½ xᵀA x - bᵀx, as a float.

    Below that learning rate it converges from every start, above it diverges.
    A: (d, d), symmetric, with curvatures (eigenvalues) above 0.
    """
    curvatures = np.linalg.eigvalsh(A)
    return float(2 / curvatures.max())


def takes_the_smallest_curvature(A):
    """This rate would do for the flattest direction alone. The edge is where the first of all
    directions begins to diverge: which one is that?"""
    return 2 / np.linalg.eigvalsh(A).min()


def takes_the_inverse_of_the_curvature(A):
    """At this rate the steepest direction reaches its minimum in one step. It still converges at
    larger ones: each step multiplies the distance by 1 - rate · curvature. When does that factor
    become as large as 1 in size?"""
    return 1 / np.linalg.eigvalsh(A).max()


def takes_the_fastest_rate(A):
    """Two over the sum of the largest and the smallest curvature is the rate at which the slowest
    direction goes fastest. The edge lies further out, and one of the two curvatures alone decides
    it."""
    curvatures = np.linalg.eigvalsh(A)
    return 2 / (curvatures.max() + curvatures.min())


def adds_the_curvatures(A):
    """The sum of the diagonal is the sum of all curvatures. Directions do not add up here: each of
    them diverges or converges on its own."""
    return 2 / np.trace(A)


def averages_the_curvatures(A):
    """You divide by the mean curvature. Along a direction that curves more than the mean, descent
    diverges at this rate."""
    return 2 / np.linalg.eigvalsh(A).mean()


def reads_the_diagonal(A):
    """The largest element of A, which always stands on its diagonal, is the curvature along one of
    the axes. Where the bowl lies askew, another direction curves more: the eigenvalues know it."""
    return 2 / A.diagonal().max()


def reads_the_first_element(A):
    """The first number of A is the curvature along the first axis. Another direction may curve
    more: the eigenvalues are the curvatures of all."""
    return 2 / A[0, 0]


def adds_up_the_rows(A):
    """The largest sum of a row, taken without signs, can lie above the largest curvature, and then
    a rate is called unstable that converges. By which numbers does A stretch its own directions?"""
    return 2 / np.abs(A).sum(axis=1).max()


def adds_up_the_rows_with_their_signs(A):
    """You divide by the largest sum of a row, in which numbers below 0 cancel others. That is no
    curvature, but for a bowl whose axes happen to fit it: ask for the eigenvalues."""
    return 2 / A.sum(axis=1).max()


def multiplies_the_curvatures(A):
    """The determinant is the product of all curvatures. Each direction converges or diverges on its
    own, by its own curvature alone."""
    return 2 / np.linalg.det(A)


def takes_the_root_of_the_curvature(A):
    """There is a root too many: rate times curvature is what counts, with the curvature as it is.
    The eigenvalues of A are the curvatures themselves."""
    return 2 / np.sqrt(np.linalg.eigvalsh(A).max())


def inverts_the_smallest_curvature(A):
    """With one over the smallest curvature the flattest direction would be done in one step. The
    edge lies where the first of all directions begins to diverge, at a factor of -1."""
    return 1 / np.linalg.eigvalsh(A).min()


def doubles_the_curvature_itself(A):
    """You multiply by 2 where 2 is divided: the more a bowl curves, the smaller is the rate at the
    edge."""
    return 2 * np.linalg.eigvalsh(A).max()


def doubles_the_edge(A):
    """Your edge lies twice as far out: at half of it descent diverges already. By which factor does
    a step multiply the distance, and when is that -1?"""
    return 4 / np.linalg.eigvalsh(A).max()


def measures_all_elements(A):
    """The norm that you took squares all the elements of A and adds them up, and so it counts every
    curvature. The edge depends on one of them."""
    return 2 / np.linalg.norm(A)


def takes_the_first_eigenvalue(A):
    """Eigenvalues do not come in an order that you can count on, and the first is often not the
    one that you need."""
    return 2 / np.linalg.eig(A)[0][0]


def takes_the_last_eigenvalue(A):
    """eig gives the eigenvalues in no order that you can count on, and the last need not be the one
    that you need. Choose it by its size."""
    return 2 / np.linalg.eig(A)[0][-1]


def returns_the_curvature(A):
    """That is the largest curvature itself. The more a bowl curves, the smaller the rate has to
    be."""
    return np.linalg.eigvalsh(A).max()


def divides_the_curvature_by_two(A):
    """The fraction is upside down: with this rule a steeper bowl would allow larger steps."""
    return np.linalg.eigvalsh(A).max() / 2


def returns_a_rate_for_each_direction(A):
    """These are the edges of all directions, one each. Descent has one rate for all of them: which
    of these numbers must it stay below?"""
    return 2 / np.linalg.eigvalsh(A)


def one_curvature(rng: np.random.Generator) -> Call:
    return call(rng.uniform(2.5, 9, (1, 1)).round(2))


def bowl_along_the_axes(rng: np.random.Generator) -> Call:
    d = int(rng.integers(2, 5))
    steepest = round(rng.uniform(6.5, 9), 2)
    curvatures = np.concatenate([[0.5, steepest], rng.uniform(0.6, 6, d - 2).round(2)])
    return call(np.diag(curvatures))


def bowl_askew(rng: np.random.Generator) -> Call:
    return call(bowl(rng, int(rng.integers(2, 5))))


EXERCISE = Exercise(
    solution=largest_stable_rate,
    parts=[
        Part(
            "one curvature",
            [
                call(np.array([[2.0]])),
                call(np.array([[5.0]])),
                drawn(one_curvature, 3),
            ],
        ),
        Part(
            "a bowl along the axes",
            [
                call(np.diag([1.0, 4.0])),
                call(np.diag([8.0, 0.5])),
                call(np.diag([2, 1, 5])),
                drawn(bowl_along_the_axes, 4),
            ],
        ),
        Part(
            "a bowl askew",
            [
                call(np.array([[2.0, 1.0], [1.0, 2.0]])),
                call(np.array([[5.0, -2.0], [-2.0, 2.0]])),
                call(np.array([[2.0, 2.0], [2.0, 5.0]])),
                call(np.array([[2.0, -1.0, 0.0], [-1.0, 2.0, -1.0], [0.0, -1.0, 2.0]])),
                drawn(bowl_askew, 4),
            ],
        ),
    ],
    hints=[
        "In one dimension, with the curvature a, each step multiplies the distance from the "
        "minimum by 1 - rate · a. From which rate on does the distance grow?",
        "In more dimensions this holds along each eigenvector, with its eigenvalue for a. One "
        "of them is the first to diverge; np.linalg.eigvalsh(A) gives the eigenvalues.",
    ],
)
