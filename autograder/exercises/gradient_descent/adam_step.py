"""adam_step: one step of Adam (Kingma and Ba, 2015)."""

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from autograder.exercises.gradient_descent.shared import either_sign, some_shape


def adam_step(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """One step of Adam (Kingma and Ba, 2015).

    m and v are running means of the gradient and of its square, both 0 before the first step;
    t is the number of this step, 1 for the first one. Divided by 1 - beta1ᵗ and 1 - beta2ᵗ they
    make up for their start at 0; epsilon is added after the root.
    w, dw, m, v: arrays of one shape.
    Returns the new w, and the new m and v without that division.
    """
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_has_no_correction(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """m and v move the weights as they are. They start at 0 and are too small in the first steps:
    divide each of them by its share, into a variable of its own."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


def adam_corrects_m_only(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """m is corrected for its start at 0 and v is not. Both started there, and v takes longer to
    get away from it."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v) + epsilon), m, v


def adam_corrects_v_only(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """v is corrected for its start at 0 and m is not, which makes the first steps too short. Both
    need it."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_multiplies_by_the_correction(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """You multiply by 1 - betaᵗ, which makes what is too small smaller still. The start at 0 is
    made up for by a division."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m * (1 - beta1**t) / (np.sqrt(v * (1 - beta2**t)) + epsilon), m, v


def adam_takes_the_power_of_the_difference(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """The difference 1 - beta is raised to the power t in your correction. Take the power of beta
    first, and subtract it from 1."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1) ** t, v / (1 - beta2) ** t
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_corrects_as_in_the_first_step(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """The correction is that of the first step at all times, as if t were 1. It has to wear off: t
    is the power that makes it do so."""
    return adam_step(w, dw, m, v, 1, rate, beta1, beta2, epsilon)


def adam_multiplies_beta_by_t(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Your correction has beta times t in it. After t steps the memory has shrunk t times over, and
    that is the power: beta to the t."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1 * t), v / (1 - beta2 * t)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_divides_by_the_power(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """You divide by the power of beta itself, which is what is missing in the mean. What is there
    is the rest of it, up to 1."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / beta1**t / (np.sqrt(v / beta2**t) + epsilon), m, v


def adam_swaps_the_corrections(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """m is corrected with beta2 and v with beta1. Each belongs to the beta that it was averaged
    with."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta2**t), v / (1 - beta1**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_corrects_v_with_beta1(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """v is corrected with beta1, as m is. It was averaged with beta2, and so 1 - beta2ᵗ is its
    share."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta1**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_corrects_m_with_beta2(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """m is corrected with beta2, as v is. It was averaged with beta1, and so 1 - beta1ᵗ is its
    share."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta2**t), v / (1 - beta2**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_corrects_the_root(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The root is taken of the uncorrected v, and divided by the whole correction after that.
    Correct v first, then take the root."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v) / (1 - beta2**t) + epsilon), m, v


def adam_adds_epsilon_to_the_corrections(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Epsilon is added to 1 - betaᵗ as well. That is never 0, as t counts from 1: epsilon belongs
    to the root alone."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t + epsilon), v / (1 - beta2**t + epsilon)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_adds_epsilon_to_the_corrections_alone(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Epsilon is added to 1 - betaᵗ, which is never 0, and not to the root, which can be. Move it
    there."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t + epsilon), v / (1 - beta2**t + epsilon)
    return w - rate * m_hat / np.sqrt(v_hat), m, v


def adam_adds_epsilon_twice(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Epsilon is added both under the root and after it. Only the one after it is in the rule."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - rate * m_hat / (np.sqrt(v_hat + epsilon) + epsilon), m, v


def adam_loses_the_brackets(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Without brackets m / 1 - beta1ᵗ divides by 1 and subtracts the power. The whole difference
    belongs below the line."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / 1 - beta1**t, v / 1 - beta2**t
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_corrects_with_the_usual_betas(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """m and v follow the betas that are handed over, and their corrections have 0.9 and 0.999 in
    them. Use the arguments there too."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_swaps_old_and_new(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Beta stands at the new term and 1 - beta at the old mean. A mean remembers much, and changes
    a little."""
    m, v = (1 - beta1) * m + beta1 * dw, (1 - beta2) * v + beta2 * dw**2
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_steps_with_the_old_means(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The step follows the means from before this gradient. Work out the new ones first."""
    new_m, new_v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), new_m, new_v


def adam_never_divides(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The step is not divided by the root of v, which leaves descent along a running mean. v says
    how large the gradients are of late."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (1 - beta1**t), m, v


def adam_never_moves(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """m and v are right, and w comes back as it was. Take the step away from it."""
    return w.copy(), *adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)[1:]


def adam_stores_the_corrected_m(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The m that you return is the corrected one, and the next step would correct it once more.
    Keep the corrected one in a variable of its own."""
    new_w, m, v = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return new_w, m / (1 - beta1**t), v


def adam_stores_the_corrected_v(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The v that you return is the corrected one. Its correction is for this step only: give the
    corrected one another name."""
    new_w, m, v = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return new_w, m, v / (1 - beta2**t)


def adam_counts_from_zero(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The correction uses t - 1, and so the first step divides by 0. t counts this step already."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1 ** (t - 1)), v / (1 - beta2 ** (t - 1))
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def adam_counts_one_too_many(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The correction is that of the next step: 1 was added to t, which counts from 1 already."""
    return adam_step(w, dw, m, v, t + 1, rate, beta1, beta2, epsilon)


def adam_stores_the_corrected_means(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """The means that you return are the corrected ones, and the next step would correct them once
    more. The correction is for this step's use; what is kept stays as it is."""
    new_w, m, v = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return new_w, m / (1 - beta1**t), v / (1 - beta2**t)


def adam_swaps_the_betas(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The two betas have changed places. beta1 belongs to m, which remembers for a short while, and
    beta2 to v."""
    return adam_step(w, dw, m, v, t, rate, beta2, beta1, epsilon)


def adam_puts_epsilon_under_the_root(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Your epsilon went under the root together with v. There it weighs as its own root does,
    which is far more: in Adam it is added to the result of the root."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + epsilon), m, v


def adam_adds_epsilon_before_the_correction(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Epsilon is added to the root of the uncorrected v, a short form that weighs it otherwise in
    the first steps. Correct v first, take the root, then add epsilon."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    rate = rate * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + epsilon), m, v


def adam_takes_no_root(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The step is divided by the mean square itself. Its root has the size of a gradient, and makes
    the first step as long as the rate."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * m / (1 - beta1**t) / (v / (1 - beta2**t) + epsilon), m, v


def adam_forgets_the_square(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Your v is a mean of dw, like m. It should be one of dw², which is never negative, so that it
    has a root."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_squares_the_mean(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Your v is a mean of m², and the square of a mean is not the mean of squares. It takes dw², as
    that of RMSProp does."""
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * m**2
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_forgets_the_rate(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The rate is missing: your first step is 1 in every weight. Multiply the quotient by it."""
    return adam_step(w, dw, m, v, t, 1, beta1, beta2, epsilon)


def adam_steps_by_the_gradient(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The step follows this gradient alone, and m is worked out without being used. The running
    mean is what gives Adam its momentum."""
    m, v = beta1 * m + (1 - beta1) * dw, beta2 * v + (1 - beta2) * dw**2
    return w - rate * dw / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_adds_whole_gradients(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The gradient and its square come in at full strength, which makes sums of m and v. In a mean
    the new term has the weight that the old one leaves."""
    m, v = beta1 * m + dw, beta2 * v + dw**2
    return w - rate * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v


def adam_goes_uphill(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """m and v are right, and the weights then climb. The step goes against the mean gradient."""
    new_w, m, v = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return 2 * w - new_w, m, v


def adam_always_uses_the_usual_settings(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """The rate, the betas and epsilon are fixed numbers in your code. They are arguments, and a
    caller can choose others."""
    return adam_step(w, dw, m, v, t)


def adam_always_uses_the_usual_epsilon(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Whatever epsilon is handed over, your step comes out the same. Put the argument where the
    fixed number is."""
    return adam_step(w, dw, m, v, t, rate, beta1, beta2)


def adam_always_uses_the_usual_rate(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Whatever rate is handed over, your step is as long as before. Put the argument where the
    fixed rate is."""
    return adam_step(w, dw, m, v, t, 0.001, beta1, beta2, epsilon)


def adam_always_uses_the_usual_betas(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Other betas change nothing here: 0.9 and 0.999 stand in your code. Use beta1 and beta2, in
    the means and in their corrections."""
    return adam_step(w, dw, m, v, t, rate, epsilon=epsilon)


def adam_always_uses_the_usual_beta1(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Another beta1 changes nothing here: 0.9 stands in its place."""
    return adam_step(w, dw, m, v, t, rate, 0.9, beta2, epsilon)


def adam_always_uses_the_usual_beta2(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Another beta2 changes nothing here: 0.999 stands in its place."""
    return adam_step(w, dw, m, v, t, rate, beta1, 0.999, epsilon)


def adam_has_no_epsilon(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Epsilon is not used, and a weight whose gradients have all been 0 becomes nan. Where must it
    go to prevent that?"""
    return adam_step(w, dw, m, v, t, rate, beta1, beta2, 0)


def adam_adds_epsilon_to_the_weights(
    w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8
):
    """Your epsilon moves the weights: without brackets the division ends at the root, and the sum
    comes after it. It was to make the number below the fraction bar larger."""
    return adam_step(w, dw, m, v, t, rate, beta1, beta2, 0)[0] + epsilon, *adam_step(
        w, dw, m, v, t, rate, beta1, beta2, epsilon
    )[1:]


def adam_returns_v_before_m(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """You return v before m. The caller will take the one for the other."""
    new_w, m, v = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return new_w, v, m


def adam_drops_axes(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Axes of length one are missing in what comes back. The new w, m and v have the shape of the
    old ones, (1,) and (2, 1) included."""
    return tuple(np.squeeze(x) for x in adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon))


def adam_returns_t_too(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Four values come back. Who calls counts t: return w, m and v."""
    return *adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon), t + 1


def adam_returns_the_weights_last(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """w comes back behind m and v. The docstring has it first."""
    new_w, m, v = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return m, v, new_w


def adam_returns_the_weights_only(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """m and v are not returned. They are the memory of Adam, and the caller keeps it from one step
    to the next."""
    return adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)[0]


def adam_never_stores_the_means(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The weights are right, and m and v come back as they went in. Without the new ones the next
    step begins from nothing."""
    return adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)[0], m.copy(), v.copy()


def adam_changes_everything(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The caller's weights, m and v were all overwritten. Write x = x + y instead of x += y: the
    first makes a new array, the second changes the old one."""
    w[...], m[...], v[...] = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return w, m, v


def adam_changes_w(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """Your last line moves the caller's own weights, as -= does with arrays. The new weights need
    an array of their own."""
    new_w, m, v = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    w[...] = new_w
    return w, m, v


def adam_changes_the_means(w, dw, m, v, t, rate=0.001, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """The caller's m and v were overwritten, by operators such as *= and +=. What comes in must
    stay as it was."""
    new_w, m[...], v[...] = adam_step(w, dw, m, v, t, rate, beta1, beta2, epsilon)
    return new_w, m, v


def first_step_of_adam(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    w, dw = (either_sign(rng, *shape, low=0.5, high=2) for _ in range(2))
    return call(w / 100, dw, np.zeros(shape), np.zeros(shape), 1)


def later_step_of_adam(rng: np.random.Generator) -> Call:
    """m and v as they can be after t - 1 steps: v is at least m²."""
    shape = some_shape(rng)
    w, dw, m = (either_sign(rng, *shape, low=0.5, high=2) for _ in range(3))
    t = int(rng.integers(2, 30))
    m *= 1 - 0.9 ** (t - 1)
    v = (m**2 + rng.uniform(0.3, 3, shape)) * (1 - 0.999 ** (t - 1))
    return call(w / 100, dw, m.round(4), v.round(5), t)


def late_step_of_adam(rng: np.random.Generator) -> Call:
    shape = some_shape(rng)
    w, dw, m = (either_sign(rng, *shape, low=0.5, high=2) for _ in range(3))
    v = m**2 + rng.uniform(0.3, 3, shape)
    return call(w / 100, dw, m, v.round(4), int(rng.integers(100, 1000)))


def adam_on_a_plain(rng: np.random.Generator) -> Call:
    """Gradients smaller than epsilon, and one weight whose gradients were all 0."""
    shape = some_shape(rng)
    w, dw, m = (either_sign(rng, *shape, low=1e-4, high=9e-4) for _ in range(3))
    v = m**2 / 100
    for array in (dw, m, v):
        array.flat[0] = 0
    return call(w, dw, m / 2, v, int(rng.integers(2, 10)), rate=0.1, epsilon=0.001)


def adam_with_other_settings(rng: np.random.Generator) -> Call:
    call_of_a_step = later_step_of_adam(rng)
    beta1, beta2 = rng.choice([0.5, 0.8]), rng.choice([0.9, 0.95])
    settings = dict(rate=0.05, beta1=float(beta1), beta2=float(beta2), epsilon=0.1)
    return call(*call_of_a_step.args, **settings)


FIRST_OF_ADAM = call(np.array([0.01, -0.02]), np.array([1.0, -2.0]), np.zeros(2), np.zeros(2), 1)


SECOND_OF_ADAM = call(
    np.array([0.01, -0.02]),
    np.array([3.0, 1.0]),
    np.array([0.1, -0.2]),
    np.array([0.001, 0.004]),
    2,
)


TENTH_OF_ADAM = call(
    np.array([[0.01], [0.02], [-0.01]]),
    np.array([[1.0], [-3.0], [2.0]]),
    np.array([[0.5], [1.0], [-0.5]]),
    np.array([[0.01], [0.05], [0.02]]),
    10,
)


LATE_OF_ADAM = call(
    np.array([0.01, -0.02]), np.array([3.0, 1.0]), np.array([0.5, -2.0]), np.array([1.0, 4.0]), 1000
)


ONE_OF_ADAM = call(np.array([0.5]), np.array([2.0]), np.array([-0.1]), np.array([0.02]), 4)


ROW_OF_ADAM = call(
    np.array([[0.5, 1.0]]), np.array([[2.0, -3.0]]), np.zeros((1, 2)), np.zeros((1, 2)), 1
)


EXERCISE = Exercise(
    solution=adam_step,
    parts=[
        Part(
            "m",
            [
                FIRST_OF_ADAM,
                SECOND_OF_ADAM,
                TENTH_OF_ADAM,
                ONE_OF_ADAM,
                ROW_OF_ADAM,
                drawn(first_step_of_adam, 1),
                drawn(later_step_of_adam, 3),
            ],
            item=1,
        ),
        Part(
            "v",
            [
                FIRST_OF_ADAM,
                SECOND_OF_ADAM,
                TENTH_OF_ADAM,
                ONE_OF_ADAM,
                ROW_OF_ADAM,
                drawn(first_step_of_adam, 1),
                drawn(later_step_of_adam, 3),
            ],
            item=2,
        ),
        Part(
            "the weights, first step",
            [FIRST_OF_ADAM, ROW_OF_ADAM, drawn(first_step_of_adam, 3)],
            item=0,
        ),
        Part(
            "the weights, later steps",
            [
                SECOND_OF_ADAM,
                TENTH_OF_ADAM,
                LATE_OF_ADAM,
                ONE_OF_ADAM,
                drawn(later_step_of_adam, 3),
                drawn(late_step_of_adam, 1),
            ],
            item=0,
        ),
        Part(
            "tiny gradients",
            [
                call(np.zeros(2), np.array([1e-7, -3e-8]), np.zeros(2), np.zeros(2), 1),
                call(np.ones(1), np.array([2e-8]), np.zeros(1), np.zeros(1), 1),
                call(
                    np.array([0.01, -0.02, 0.5]),
                    np.array([0.0002, -0.0005, 0.0]),
                    np.array([0.0001, -0.0002, 0.0]),
                    np.array([1e-9, 4e-9, 0.0]),
                    3,
                    rate=0.1,
                    epsilon=0.001,
                ),
                drawn(adam_on_a_plain, 3),
            ],
            item=0,
        ),
        Part(
            "all of it, with any settings",
            [
                call(np.ones(1), np.array([2.0]), np.array([0.5]), np.array([3.0]), 3, rate=0.1),
                call(np.ones(1), np.array([2.0]), np.array([0.5]), np.array([3.0]), 3, beta1=0.5),
                call(np.ones(1), np.array([2.0]), np.array([0.5]), np.array([3.0]), 3, beta2=0.5),
                call(
                    np.array([1.0, 2.0]),
                    np.array([3.0, -1.0]),
                    np.array([0.5, 1.0]),
                    np.array([7.0, 1.0]),
                    2,
                    rate=0.1,
                    beta1=0.5,
                    beta2=0.75,
                    epsilon=0.1,
                ),
                call(
                    np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
                    np.array([[1.0, 0.0, -1.0], [2.0, -2.0, 4.0]]),
                    np.array([[0.5, 1.0, -2.0], [0.0, 2.0, 1.0]]),
                    np.array([[0.1, 0.2, 0.5], [0.3, 0.5, 1.0]]),
                    5,
                    rate=0.2,
                    beta1=0.8,
                    beta2=0.9,
                    epsilon=0.5,
                ),
                drawn(adam_with_other_settings, 4),
            ],
        ),
    ],
    hints=[
        "Begin with the two running means: m like the velocity of a heavy ball, v like the "
        "square of RMSProp.",
        "Keep the corrected values in variables of their own, say m_hat and v_hat, since m and "
        "v have to come back uncorrected.",
        "m_hat is m / (1 - beta1**t), v_hat likewise with beta2. The step is rate times m_hat "
        "over the root of v_hat, with epsilon added to the root.",
    ],
)
