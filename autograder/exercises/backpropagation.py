"""Lesson 4, backpropagation: solutions, test cases and known mistakes."""

import numpy as np

from autograder.exercise import Call, Exercise, Part, call, drawn
from helpers.ingredients import Function


class Value:
    """A number that remembers how it was made.

    data: the number, a float. grad: how much the result changes with it, 0 until backward() is
    called on the result. Values, and values with plain numbers, can be added and multiplied
    with + and *, in either order.
    """

    def __init__(self, data):
        self.data = float(data)
        self.grad = 0.0
        self.made_from = []  # pairs: a value, and how much this one changes with it

    def made(self, data, *made_from):
        """A new value, with what it was made from."""
        result = type(self)(data)
        result.made_from = made_from
        return result

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data * other.data, (self, other.data), (other, self.data))

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def relu(self):
        """The number where it is above 0, otherwise 0. The gradient at 0 is 0."""
        return self.made(max(0.0, self.data), (self, float(self.data > 0)))

    def exp(self):
        """e to the power of the number."""
        power = float(np.exp(self.data))
        return self.made(power, (self, power))

    def log(self):
        """The natural logarithm of the number."""
        return self.made(float(np.log(self.data)), (self, 1 / self.data))

    def backward(self):
        """Work out grad for every value that this one was made from."""
        order, seen = [], set()

        def visit(value):
            if id(value) not in seen:
                seen.add(id(value))
                for parent, _ in value.made_from:
                    visit(parent)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            for parent, slope in value.made_from:
                parent.grad += slope * value.grad


class keeps_the_last_gradient_only(Value):
    """A value that is used twice ends up with the gradient of one of its uses. Each use is a way
    to the result, and what the ways contribute is added up."""

    def backward(self):
        order, seen = [], set()

        def visit(value):
            if id(value) not in seen:
                seen.add(id(value))
                for parent, _ in value.made_from:
                    visit(parent)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            for parent, slope in value.made_from:
                parent.grad = slope * value.grad


class forgets_the_chain_rule(Value):
    """Each step hands on its own slope alone. How much the result changes is that slope times the
    gradient that arrived at the step."""

    def backward(self):
        order, seen = [], set()

        def visit(value):
            if id(value) not in seen:
                seen.add(id(value))
                for parent, _ in value.made_from:
                    visit(parent)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            for parent, slope in value.made_from:
                parent.grad += slope


class starts_backward_at_zero(Value):
    """The gradients stay 0, and whatever is multiplied by 0 is 0 too. By how much does the result
    change with itself? Backward begins with that, and each step then writes into grad."""

    def backward(self):
        pass


class stops_after_one_step(Value):
    """Only what the result was made from directly gets a gradient. Either the walk ends there, or
    it goes from the inputs to the result, where it has nothing to hand on yet. Begin at the result,
    and go on until nothing is left."""

    def backward(self):
        self.grad = 1.0
        for parent, slope in self.made_from:
            parent.grad += slope


class passes_on_unfinished_sums_again(Value):
    """A value that is used twice passes its gradient on each time one of its uses arrives, and the
    first share goes on twice. Let it wait until all its uses have been added up."""

    def backward(self):
        def push(value):
            for parent, slope in value.made_from:
                parent.grad += slope * value.grad
                push(parent)

        self.grad = 1.0
        push(self)


class takes_the_nearest_values_first(Value):
    """Every value is dealt with once, but some before all the values made from them: those nearest
    to the result come first, and what arrives at them by a longer way is lost. Sort the graph, so
    that a value waits for everything that was made from it."""

    def backward(self):
        self.grad = 1.0
        line, seen = [self], {id(self)}
        for value in line:
            for parent, slope in value.made_from:
                parent.grad += slope * value.grad
                if id(parent) not in seen:
                    seen.add(id(parent))
                    line.append(parent)


class hands_on_the_first_share_only(Value):
    """A value that is used twice hands its gradient on as soon as the first share of it has
    arrived, and what comes later gets lost. Let it wait until all its uses have been added up."""

    def backward(self):
        seen = set()

        def push(value):
            if id(value) not in seen:
                seen.add(id(value))
                for parent, slope in value.made_from:
                    parent.grad += slope * value.grad
                    push(parent)

        self.grad = 1.0
        push(self)


class follows_one_way_down_before_the_others(Value):
    """Every value is dealt with once, but your walk goes from each value straight on to the first
    that it was made from. One that also has a longer way to the result is then dealt with too
    early. Make the whole order first, and only then hand the gradients on."""

    def backward(self):
        seen = set()

        def push(value):
            if id(value) not in seen:
                seen.add(id(value))
                for parent, slope in value.made_from:
                    parent.grad += slope * value.grad
                for parent, _ in value.made_from:
                    push(parent)

        self.grad = 1.0
        push(self)


class deals_with_shared_values_twice(Value):
    """A value that is used twice has its turn twice, and each time it hands on all that it has.
    Remember which values are in the order already."""

    def backward(self):
        order = []

        def visit(value):
            for parent, _ in value.made_from:
                visit(parent)
            order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            for parent, slope in value.made_from:
                parent.grad += slope * value.grad


class comes_by_once_for_each_use(Value):
    """A value that is used twice is visited twice, and each time it hands on the whole of its
    gradient. Every value may have its turn only once, after all its uses."""

    def backward(self):
        def push(value):
            for parent, slope in value.made_from:
                parent.grad += slope * value.grad
            for parent, _ in value.made_from:
                push(parent)

        self.grad = 1.0
        push(self)


class queues_up_once_for_each_use(Value):
    """A value that is used twice stands in your queue twice, and hands all of its gradient on each
    time. It must stand there once, behind everything that was made from it."""

    def backward(self):
        self.grad = 1.0
        line = [self]
        for value in line:
            for parent, slope in value.made_from:
                parent.grad += slope * value.grad
                line.append(parent)


class takes_the_top_of_a_stack(Value):
    """Every value has one turn, in the order in which it comes off a stack. One with a short and a
    long way to the result may come off before the long way has reached it: sort the graph first."""

    def backward(self):
        self.grad = 1.0
        stack, seen = [self], set()
        while stack:
            value = stack.pop()
            if id(value) in seen:
                continue
            seen.add(id(value))
            for parent, slope in value.made_from:
                parent.grad += slope * value.grad
                stack.append(parent)


class counts_the_same_operand_once(Value):
    """In x * x and x + x the same value stands on both sides of the sign, and only one of them gets
    its share. A set and a dict keep equal things once: use a list or a tuple."""

    def made(self, data, *made_from):
        return super().made(data, *{id(parent): (parent, s) for parent, s in made_from}.values())


class sets_every_gradient_to_one(Value):
    """All the gradients come back as 1. Only the result changes by as much as itself: if backward
    calls itself, the 1 must not be set again for the values on the way."""

    def backward(self):
        self.grad = 1.0
        for parent, slope in self.made_from:
            parent.grad += slope * self.grad
            parent.backward()


class knows_no_plain_numbers(Value):
    """In x + 3 the 3 is a plain number, which has no data and no grad. Where the other one is no
    Value yet, make it one first."""

    def __add__(self, other):
        return self.made(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        return self.made(self.data * other.data, (self, other.data), (other, self.data))


class multiplies_by_its_own_number(Value):
    """In a product each factor gets its own number as the slope. If y grows a little, by how much
    does x times y grow?"""

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data * other.data, (self, self.data), (other, other.data))


class multiplies_in_a_sum(Value):
    """A sum hands back the other number as its slope, as a product does. If x grows by a little,
    x + y grows by exactly as much, whatever y is."""

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data + other.data, (self, other.data), (other, self.data))


class forgets_the_second_operand(Value):
    """Only the value before the sign gets a gradient. A sum and a product are made from two values,
    and both are to be told."""

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data + other.data, (self, 1.0))

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data * other.data, (self, other.data))


class relu_hands_nothing_back(Value):
    """Nothing goes back through relu, not even where the number was above 0. What it returns must
    note what it was made from."""

    def relu(self):
        return self.made(max(0.0, self.data))


class exp_hands_nothing_back(Value):
    """Nothing goes back through exp. What it returns must note what it was made from, and the
    slope."""

    def exp(self):
        return self.made(float(np.exp(self.data)))


class log_hands_nothing_back(Value):
    """Nothing goes back through log. Does the new value know which one it was made from, and with
    which slope?"""

    def log(self):
        return self.made(float(np.log(self.data)))


class functions_hand_nothing_back(Value):
    """Nothing goes back through relu, exp and log. The new value that each of them makes must note
    what it was made from, and its slope, as those of + and * do."""

    def relu(self):
        return self.made(max(0.0, self.data))

    def exp(self):
        return self.made(float(np.exp(self.data)))

    def log(self):
        return self.made(float(np.log(self.data)))


class relu_lets_every_gradient_through(Value):
    """The gradient passes relu although the number was below 0. There the result stays 0 when the
    number changes a little, so nothing may pass."""

    def relu(self):
        return self.made(max(0.0, self.data), (self, 1.0))


class relu_is_open_at_zero(Value):
    """At exactly 0 the gradient passes your relu. The curve has a corner there, and the docstring
    says which of its two slopes counts."""

    def relu(self):
        return self.made(max(0.0, self.data), (self, float(self.data >= 0)))


class relu_multiplies_by_the_number(Value):
    """Your relu multiplies the gradient by the number that came in. Above 0 relu changes nothing,
    so its slope there is the same for all numbers."""

    def relu(self):
        return self.made(max(0.0, self.data), (self, max(0.0, self.data)))


class exp_has_the_slope_of_its_input(Value):
    """The slope of exp that you use is the number that came in. It is the curve that equals its own
    slope: look at what came out."""

    def exp(self):
        return self.made(float(np.exp(self.data)), (self, self.data))


class exp_is_differentiated_like_a_power(Value):
    """The rule for powers of x does not serve here, because x stands in the exponent. What is the
    slope of the exponential function?"""

    def exp(self):
        return self.made(float(np.exp(self.data)), (self, self.data * np.exp(self.data - 1)))


class log_has_the_slope_of_its_result(Value):
    """The slope of log that you use is 1 over what came out. The rule is 1 over what went in."""

    def log(self):
        result = float(np.log(self.data))
        return self.made(result, (self, 1 / result if result else 0.0))


class log_has_the_slope_of_the_number(Value):
    """The slope of log that you use is the number itself. The curve gets flatter as the number
    grows, so the slope has to shrink."""

    def log(self):
        return self.made(float(np.log(self.data)), (self, self.data))


class logs_to_base_ten(Value):
    """This is the logarithm to the base 10. Here log is the natural one, to the base e."""

    def log(self):
        return self.made(float(np.log10(self.data)), (self, 1 / (self.data * np.log(10))))


def formula_of_sums(rng: np.random.Generator) -> Call:
    return call("x + y + z", **numbers(rng, "xyz"))


def formula_of_products(rng: np.random.Generator) -> Call:
    return call("x * y * z", **numbers(rng, "xyz"))


def formula_of_both(rng: np.random.Generator) -> Call:
    formulas = ["(x + y) * z", "x * y + z", "z * (y + x)", "(x + y) * (y + z)"]
    return call(formulas[rng.integers(4)], **numbers(rng, "xyz"))


def formula_with_numbers(rng: np.random.Generator) -> Call:
    a, b = rng.integers(2, 9, 2)
    formulas = [f"{a} * x + {b} * y", f"x * {a} + (y + {b})", f"({a} + x) * (y * {b})"]
    return call(formulas[rng.integers(3)], **numbers(rng, "xy"))


def formula_of_functions(rng: np.random.Generator) -> Call:
    formulas = ["(x * y).exp()", "(x.exp() + y.relu()).log()", "x.relu() * y"]
    formulas += ["(x.exp() + y.exp()).log()", "(x + y).relu().exp()"]
    return call(formulas[rng.integers(5)], **numbers(rng, "xy"))


def formula_that_uses_twice(rng: np.random.Generator) -> Call:
    formulas = ["x * x + y", "x * y + x", "a = x + y; a * a", "a = x * y; a + a", "x + x + y * x"]
    return call(formulas[rng.integers(5)], **numbers(rng, "xy"))


def formula_with_ways_of_unequal_length(rng: np.random.Generator) -> Call:
    formulas = [
        "a = x * y; b = a * y; b * a",
        "a = x + y; b = a * x; c = b + a; c * a",
        "a = x * y; b = (a + a).exp(); c = b + a; c * b",
        "a = x.exp(); b = a + y; c = b * b; c * a + b",
        "a = x * y; b = a + x; a * b",
    ]
    return call(formulas[rng.integers(5)], **numbers(rng, "xy"))


def numbers(rng: np.random.Generator, names: str) -> dict[str, float]:
    """Small numbers, none near 0."""
    return {name: round(float(rng.choice([-1, 1]) * rng.uniform(0.3, 1.6)), 2) for name in names}


def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x by centred differences: a step of h to either side.

    f: a function from an array shaped like x to a float; x: a float array of any shape.
    Returns an array shaped like x. x is the same after the call.
    """
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[place] += h
        down[place] -= h
        gradient[place] = (f(up) - f(down)) / (2 * h)
    return gradient


def steps_to_one_side(f, x, h=1e-5):
    """You compare the value at x with the value one step on. Where the curve bends, the slope over
    such a step is not the one at x: take a step to either side of it."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        up = x.copy()
        up[place] += h
        gradient[place] = (f(up) - f(x)) / h
    return gradient


def steps_backwards_only(f, x, h=1e-5):
    """You compare the value at x with the one a step before it. Go as far to the other side too,
    and compare the two ends."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        down = x.copy()
        down[place] -= h
        gradient[place] = (f(x) - f(down)) / h
    return gradient


def divides_by_one_step(f, x, h=1e-5):
    """Every slope is twice what it should be. How far apart are the two points that you compare?"""
    return 2 * numerical_gradient(f, x, h)


def divides_by_nothing(f, x, h=1e-5):
    """That is how much f changes, not yet how fast. Divide by the way between the two points."""
    return 2 * h * numerical_gradient(f, x, h)


def divides_by_two_and_multiplies(f, x, h=1e-5):
    """Without brackets, / 2 * h divides by 2 and then multiplies by h. The whole way, 2 times h,
    belongs below the line."""
    return h * h * numerical_gradient(f, x, h)


def turns_the_difference_round(f, x, h=1e-5):
    """Every slope has the wrong sign. Subtract the value at the smaller x from the one at the
    larger x."""
    return -numerical_gradient(f, x, h)


def always_takes_the_usual_step(f, x, h=1e-5):
    """The step makes no difference to this answer. Use the argument h, whatever it is."""
    return numerical_gradient(f, x)


def takes_half_the_step(f, x, h=1e-5):
    """Your two points lie h apart, half of it to either side. The docstring wants a step of h to
    either side."""
    return numerical_gradient(f, x, h / 2)


def moves_all_elements_at_once(f, x, h=1e-5):
    """All elements are moved at the same time, so that nobody can tell what each of them did. Move
    one, leave the others, and go on to the next."""
    return np.full_like(x, (f(x + h) - f(x - h)) / (2 * h))


def moves_whole_rows(f, x, h=1e-5):
    """This moves a whole row of x at a time, which shows only for arrays with more than one axis.
    Move every single element on its own, whatever the shape."""
    gradient = np.zeros_like(x)
    for row in range(len(x)):
        up, down = x.copy(), x.copy()
        up[row] += h
        down[row] -= h
        gradient[row] = (f(up) - f(down)) / (2 * h)
    return gradient


def comes_back_flat(f, x, h=1e-5):
    """The numbers are right, in one long row. A gradient has the shape of what it belongs to."""
    return numerical_gradient(f, x, h).ravel()


def gives_one_number_for_all(f, x, h=1e-5):
    """One number comes back, and all elements were moved together for it. Each element has a slope
    of its own: move one, leave the others, and go on to the next."""
    return (f(x + h) - f(x - h)) / (2 * h)


def lets_the_moves_pile_up(f, x, h=1e-5):
    """An element that was moved stays moved while the next ones are tried, so that their slopes
    belong to another point. Put each back before you go on."""
    gradient, moved = np.zeros_like(x), x.copy()
    for place in np.ndindex(x.shape):
        moved[place] += h
        above = f(moved)
        moved[place] -= 2 * h
        gradient[place] = (above - f(moved)) / (2 * h)
    return gradient


def adds_the_slopes_of_earlier_elements(f, x, h=1e-5):
    """Each slope holds those of the elements before it too, since these are still moved, up in one
    array and down in the other. Start from x anew for every element."""
    gradient, up, down = np.zeros_like(x), x.copy(), x.copy()
    for place in np.ndindex(x.shape):
        up[place] += h
        down[place] -= h
        gradient[place] = (f(up) - f(down)) / (2 * h)
    return gradient


def asks_about_one_element_alone(f, x, h=1e-5):
    """f gets one element and not the whole array, which is right only where the others do not
    matter. Give it the whole of x, with one element moved."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        gradient[place] = (f(x[place] + h) - f(x[place] - h)) / (2 * h)
    return gradient


def gives_a_slope_for_each_row(f, x, h=1e-5):
    """One slope for each row of x comes back. The loop goes over the first axis only: every element
    needs a slope, whatever the number of axes."""
    slopes = []
    for row in range(len(x)):
        up, down = x.copy(), x.copy()
        up[row] += h
        down[row] -= h
        slopes.append((f(up) - f(down)) / (2 * h))
    return np.array(slopes)


def moves_nothing(f, x, h=1e-5):
    """All slopes are 0. Are the two arrays that f sees really two? After up = x and down = x there
    is one array with three names, and what is added to the one is taken from the other."""
    return np.zeros_like(x)


def takes_a_tiny_step(f, x, h=1e-5):
    """Your step is far smaller than h. A float keeps about 16 digits, so f on one side and f on the
    other agree in nearly all of them, and the slope is mostly rounding."""
    return numerical_gradient(f, x, 1e-12)


def leaves_x_moved(f, x, h=1e-5):
    """The slopes are taken by moving x itself, and it is not put back. Work on a copy, or keep the
    old number and write it back."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += h
        above = f(x)
        x[place] -= 2 * h
        gradient[place] = (above - f(x)) / (2 * h)
    return gradient


def puts_x_back_by_adding(f, x, h=1e-5):
    """The slopes are right, and x is nearly what it was: sums of floats are rounded, so adding h
    and subtracting it again may change the last digit. Write the old number back, or work on a
    copy."""
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += h
        above = f(x)
        x[place] -= 2 * h
        gradient[place] = (above - f(x)) / (2 * h)
        x[place] += h
    return gradient


def stops_after_the_first_element(f, x, h=1e-5):
    """Only the first element has a slope. The loop ends, or returns, before it comes to the
    others."""
    gradient = np.zeros_like(x)
    gradient.flat[0] = numerical_gradient(f, x, h).flat[0]
    return gradient


NAMES = ["sum_of_cubes", "wave", "soft_maximum", "uneven_bowl", "product"]


def function_of_a_vector(rng: np.random.Generator) -> Call:
    return call(Function(NAMES[rng.integers(5)]), rng.uniform(0.5, 2, rng.integers(2, 5)).round(2))


def function_with_a_step(rng: np.random.Generator) -> Call:
    x = rng.uniform(0.5, 2, rng.integers(2, 5)).round(2)
    return call(Function(NAMES[rng.integers(3)]), x, h=float(rng.choice([0.1, 0.2, 0.05])))


def function_of_a_matrix(rng: np.random.Generator) -> Call:
    shape = (int(rng.integers(2, 4)), int(rng.integers(2, 4)))
    return call(Function(NAMES[rng.integers(2, 5)]), rng.uniform(0.5, 2, shape).round(2))


def relative_error(a, b):
    """How far two arrays are apart, compared with their size, as a float.

    a, b: arrays of one shape.
    Returns the largest |a - b| / max(1e-8, |a| + |b|) over all places.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def takes_the_mean_error(a, b):
    """This is the mean over all places, in which one bad place gets lost among many good ones. The
    largest is asked for."""
    return float(np.mean(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def adds_the_errors_up(a, b):
    """This is the sum over all places, and it grows with the size of the arrays. The largest is
    asked for."""
    return float(np.sum(np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def returns_all_the_errors(a, b):
    """An error for every place comes back. One float is asked for, that of the worst place."""
    return np.abs(a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))


def compares_whole_arrays(a, b):
    """Python's max, and if, ask which of two numbers is larger, and cannot answer for arrays of
    several. There is a NumPy function that takes the larger place by place."""
    return float(np.max(np.abs(a - b) / max(1e-8, np.abs(a) + np.abs(b))))


def takes_the_absolute_error(a, b):
    """That is how far they are apart, not compared with anything. An error of 0.001 is nothing for
    numbers around 1000, and everything for numbers around 0.001."""
    return float(np.max(np.abs(a - b)))


def divides_by_the_first_only(a, b):
    """The difference is divided by the size of a alone. Take the size of both, so that it does not
    matter which is given first."""
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a))))


def divides_by_the_larger(a, b):
    """You divide by the larger of |a| and |b|. The docstring adds the two."""
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.maximum(np.abs(a), np.abs(b)))))


def lets_signs_cancel(a, b):
    """The signs are still there when you add a and b below the line: 1 and -1 make 0. Take the
    sizes first, then add."""
    return float(np.max(np.abs(a - b) / np.maximum(1e-8, np.abs(a + b))))


def forgets_the_size_of_the_difference(a, b):
    """Where a is smaller than b your error is negative and never the largest. Take the size of the
    difference."""
    return float(np.max((a - b) / np.maximum(1e-8, np.abs(a) + np.abs(b))))


def divides_zero_by_zero(a, b):
    """Where both are 0 this divides 0 by 0. That is what the 1e-8 in the docstring is for."""
    return float(np.max(np.abs(a - b) / (np.abs(a) + np.abs(b))))


def adds_the_floor(a, b):
    """You add the 1e-8, and so change the error of all small numbers a little. It is a floor: the
    larger of the two counts."""
    return float(np.max(np.abs(a - b) / (1e-8 + np.abs(a) + np.abs(b))))


def divides_once_for_all_places(a, b):
    """You divide one number, made of all the differences, by one made of all the sizes. Every place
    has an error of its own: divide place by place, then take the largest."""
    return float(np.max(np.abs(a - b)) / max(1e-8, np.max(np.abs(a) + np.abs(b))))


def pair_of_arrays(rng: np.random.Generator) -> Call:
    shape = tuple(int(side) for side in rng.integers(2, 4, rng.integers(1, 3)))
    a = rng.uniform(0.3, 2, shape) * rng.choice([-1, 1], shape)
    return call(a.round(2), (a * rng.uniform(0.5, 1.5, shape)).round(2))


def pair_with_signs(rng: np.random.Generator) -> Call:
    small, large = np.sort(rng.uniform(0.2, 2, 2)).round(2)
    return call(np.array([-small]), np.array([large + 0.1]))


def pair_of_one_sign(rng: np.random.Generator) -> Call:
    small, large = np.sort(rng.uniform(0.2, 2, 2)).round(2)
    return call(np.array([small]), np.array([large + 0.1]))


def pair_with_zeros(rng: np.random.Generator) -> Call:
    a = rng.uniform(0.5, 2, 3).round(2)
    tiny = rng.uniform(1.5, 4) * 1e-9
    return call(np.append(a, [0.0, tiny]), np.append(a * 1.01, [0.0, 1e-9]))


def affine_forward(x, W, b):
    """A fully connected layer: every output is a weighted sum of all inputs, plus a bias.

    x: (N, ...), N examples of any shape, D numbers each; W: (M, D); b: (M,).
    Returns (N, M).
    """
    return x.reshape(len(x), -1) @ W.T + b


def forgets_the_bias(x, W, b):
    """The bias makes no difference to this answer. With an x of zeros the output must be b."""
    return x.reshape(len(x), -1) @ W.T


def multiplies_untransposed(x, W, b):
    """W has a row for each output, so every row of it must meet an example. Write the shapes down:
    (N, D) and (M, D) have to give (N, M)."""
    return x.reshape(len(x), -1) @ W + b


def gives_each_row_a_bias(x, W, b):
    """The bias stands upright, a number for each row, as if every example had one. Each output has
    one, the same for all examples, and (M,) is added to (N, M) as it is."""
    return x.reshape(len(x), -1) @ W.T + b[:, None]


def forgets_to_flatten(x, W, b):
    """Vectors go through this layer, images do not. Put the numbers of each example in one row
    first, whatever axes it has."""
    return x @ W.T + b


def reads_pixels_by_columns(x, W, b):
    """The numbers of an example meet the wrong weights: they were put in a row in another order, or
    an axis was swapped. Flatten without moving anything, the last axis fastest."""
    return np.stack([example.ravel(order="F") for example in x]) @ W.T + b


def drops_the_batch_of_one(x, W, b):
    """A batch of one example comes back without its first axis. N may be 1, and the output is
    (1, M) then."""
    out = affine_forward(x, W, b)
    return out[0] if len(out) == 1 else out


def returns_outputs_by_examples(x, W, b):
    """The result is lying on its side: a row for each output. The docstring has a row for each
    example."""
    return affine_forward(x, W, b).T


def subtracts_the_bias(x, W, b):
    """The bias is taken away. It is added to the weighted sum."""
    return affine_forward(x, W, -b)


def layer(rng: np.random.Generator, *shape: int, outputs: int) -> Call:
    inputs = int(np.prod(shape[1:]))
    x, W, b = rng.normal(size=shape), rng.normal(size=(outputs, inputs)), rng.normal(size=outputs)
    return call(x.round(2), W.round(2), b.round(2))


def layer_of_vectors(rng: np.random.Generator) -> Call:
    n, inputs, outputs = (int(side) for side in rng.permutation([2, 3, 4]))
    return layer(rng, n, inputs, outputs=outputs)


def square_layer(rng: np.random.Generator) -> Call:
    side = int(rng.integers(2, 4))
    return layer(rng, side + 1, side, outputs=side)


def layer_of_images(rng: np.random.Generator) -> Call:
    return layer(rng, 2, 2, 2, 3, outputs=int(rng.integers(2, 4)))


def layer_of_one_example(rng: np.random.Generator) -> Call:
    return layer(rng, 1, 3, 2, outputs=int(rng.integers(2, 4)))


def affine_backward(dout, x, W):
    """The backward pass of affine_forward.

    dout: (N, M), the gradient of its output; x: (N, ...) and W: (M, D), as they went in.
    Returns dx (shaped like x), dW (M, D) and db (M,).
    """
    dx = (dout @ W).reshape(x.shape)
    dW = dout.T @ x.reshape(len(x), -1)
    db = dout.sum(axis=0)
    return dx, dW, db


def leaves_dx_flat(dout, x, W):
    """dx comes back with a row for each example. Every gradient has the shape of what it belongs
    to: give dx the shape of x."""
    _, dW, db = affine_backward(dout, x, W)
    return dout @ W, dW, db


def multiplies_images_as_they_are(dout, x, W):
    """Vectors go back through this layer, images do not. In the forward pass each example was one
    row of numbers: make x that again for dW, and give dx the shape of x at the end."""
    return dout @ W, dout.T @ x, dout.sum(axis=0)


def transposes_dW(dout, x, W):
    """dW is lying on its side. It has the shape of W, a row for each output: what must stand
    first in the product for that?"""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW.T, db


def multiplies_dx_by_the_transpose(dout, x, W):
    """For dx, W is the wrong way round, which only shows where the shapes do not tell. Every input
    collects over the outputs that it fed: (N, M) times (M, D)."""
    _, dW, db = affine_backward(dout, x, W)
    return (dout @ W.T).reshape(x.shape), dW, db


def leaves_db_for_each_example(dout, x, W):
    """db has a row for each example. All the examples share one bias, so what they ask of it is
    added up."""
    dx, dW, _ = affine_backward(dout, x, W)
    return dx, dW, dout


def averages_db(dout, x, W):
    """db is a mean over the examples. If the loss is a mean, its 1/N is in dout already: add up
    here."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, db / len(x)


def averages_dW(dout, x, W):
    """dW is divided by the number of examples. The layer does not know what the loss does with
    them: if that is a mean, its 1/N is in dout already."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW / len(x), db


def averages_dW_and_db(dout, x, W):
    """dW and db are divided by the number of examples. Whether the loss is a mean is the business
    of the loss, which has put it into dout."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW / len(x), db / len(x)


def adds_db_up_to_one_number(dout, x, W):
    """db is a single number. There is one bias for each output: add up over the examples only."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, db.sum()


def keeps_an_axis_in_db(dout, x, W):
    """db has the right numbers in a shape (1, M). It must have the shape of b, which is (M,)."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, db[None]


def adds_db_over_the_outputs(dout, x, W):
    """db is added up over the outputs, and has a number for each example. The biases belong to the
    outputs: it is the examples that are added up."""
    dx, dW, _ = affine_backward(dout, x, W)
    return dx, dW, dout.sum(axis=1)


def returns_dW_first(dout, x, W):
    """dx, dW and db come back in another order. The docstring has them in the order of x, W, b."""
    dx, dW, db = affine_backward(dout, x, W)
    return dW, dx, db


def gives_ones_to_db(dout, x, W):
    """db counts the examples and does not look at dout. The bias has slope 1, and that times the
    gradient that arrives is dout itself: add it up."""
    dx, dW, db = affine_backward(dout, x, W)
    return dx, dW, np.full_like(db, len(x))


def backward_layer(rng: np.random.Generator, *shape: int, outputs: int) -> Call:
    inputs = int(np.prod(shape[1:]))
    dout, x = rng.normal(size=(shape[0], outputs)), rng.normal(size=shape)
    return call(dout.round(2), x.round(2), rng.normal(size=(outputs, inputs)).round(2))


def backward_of_vectors(rng: np.random.Generator) -> Call:
    n, inputs, outputs = (int(side) for side in rng.permutation([2, 3, 4]))
    return backward_layer(rng, n, inputs, outputs=outputs)


def backward_of_a_square_layer(rng: np.random.Generator) -> Call:
    side = int(rng.integers(2, 4))
    return backward_layer(rng, side, side, outputs=side)


def backward_of_images(rng: np.random.Generator) -> Call:
    return backward_layer(rng, 2, 2, 2, 3, outputs=int(rng.integers(2, 4)))


FIXED_BACKWARD = [
    call(
        np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 1.0]]),
        np.array([[1.0, 0.0, 2.0, -1.0], [3.0, 1.0, 0.0, 2.0], [1.0, -2.0, 1.0, 4.0]]),
        np.array([[1.0, 2.0, 3.0, 4.0], [0.0, -1.0, 1.0, 2.0]]),
    ),
    call(
        np.array([[1.0, 2.0], [3.0, -1.0]]),
        np.array([[1.0, 4.0], [3.0, 1.0]]),
        np.array([[1.0, 2.0], [5.0, -1.0]]),
    ),
    call(
        np.array([[1.0, -2.0, 3.0], [0.5, 1.0, 2.0]]),
        np.arange(8.0).reshape(2, 2, 2),
        np.array([[1.0, 2.0, 0.0, 1.0], [0.0, 3.0, 1.0, 1.0], [2.0, 1.0, 1.0, -1.0]]),
    ),
]


def relu_backward(dout, x):
    """The backward pass of max(0, x). The gradient at 0 is 0.

    dout, x: arrays of one shape: the gradient of the output, and what went in.
    Returns dx, of that shape.
    """
    return np.where(x > 0, dout, 0.0)


def looks_at_the_gradient(dout, x):
    """The gate looks at dout. It is the input of the forward pass, x, that says whether the gate
    was open."""
    return np.where(dout > 0, dout, 0.0)


def returns_the_gate(dout, x):
    """That is the slope of ReLU, 1 or 0. The gradient that arrives has to be multiplied by it."""
    return np.where(x > 0, 1.0, 0.0)


def lets_zero_through(dout, x):
    """At exactly 0 the gradient passes. The docstring says what counts there, and after a layer
    whose output is cut off at 0, exact zeros are common."""
    return np.where(x >= 0, dout, 0.0)


def stops_negative_gradients(dout, x):
    """Gradients below 0 are stopped too. Where the gate was open everything passes, whatever its
    sign."""
    return np.where(x > 0, np.maximum(dout, 0), 0.0)


def applies_relu_to_x(dout, x):
    """That is the forward pass once more, times the gradient. The slope of ReLU above 0 is 1, not
    x."""
    return dout * np.maximum(0, x)


def closes_the_open_gate(dout, x):
    """The gradient passes where x is below 0 and stops where it is above: the gate is the wrong
    way round."""
    return np.where(x > 0, 0.0, dout)


def writes_into_dout(dout, x):
    """The zeros are written into dout itself, which belongs to the caller. Make a new array."""
    dout[x <= 0] = 0
    return dout


def overwrites_x(dout, x):
    """x is overwritten, and it belongs to the caller. Note that dx = x makes no copy, it only gives
    the array a second name. Build a new array."""
    dx = x
    open_gate = x > 0
    dx[...] = 0
    dx[open_gate] = dout[open_gate]
    return dx


def rounds_where_x_is_whole(dout, x):
    """With whole numbers in x, dx comes back in whole numbers too, and the rest is cut off: an
    array made like x can hold nothing else. Make it like dout."""
    dx = np.zeros_like(x)
    dx[x > 0] = dout[x > 0]
    return dx


def passes_everything(dout, x):
    """dout comes back as it was. Nothing may pass where x was not above 0."""
    return dout.copy()


def gate(rng: np.random.Generator) -> Call:
    shape = tuple(int(side) for side in rng.integers(2, 4, rng.integers(1, 4)))
    dout, x = rng.uniform(0.1, 2, (2, *shape)).round(2) * rng.choice([-1, 1], (2, *shape))
    x.flat[:2], dout.flat[:2] = (1.5, -1.5), (-0.7, 0.9)
    return call(dout, x)


def gate_with_zeros(rng: np.random.Generator) -> Call:
    dout, x = rng.normal(size=(2, 2, 4)).round(2)
    x[:, 1] = 0
    dout[:, :2] = [[0.4, 1.0], [-0.6, -2.0]]
    return call(dout, x)


def sigmoid_backward(dout, x):
    """The backward pass of the sigmoid, 1 / (1 + exp(-x)).

    dout, x: arrays of one shape: the gradient of the output, and what went in (-1000 and 1000
    must work too).
    Returns dx, of that shape.
    """
    s = np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))) ** 2
    return dout * s


def slope_in_terms_of_the_input(dout, x):
    """x(1 - x) takes x for the output of the sigmoid. It is the input: work the sigmoid out first,
    then its slope."""
    return dout * x * (1 - x)


def returns_the_slope(dout, x):
    """That is the slope of the sigmoid. Multiply the gradient that arrives by it."""
    return sigmoid_backward(np.ones_like(dout), x)


def multiplies_by_the_sigmoid(dout, x):
    """The gradient is multiplied by the sigmoid s itself. Its slope is s times something else: it
    is flat on both sides, and s is not small on the right."""
    return dout / (1 + np.exp(-x))


def forgets_one_factor(dout, x):
    """The gradient is multiplied by 1 - s. The slope of the sigmoid s is flat on the left too,
    which needs the other factor."""
    return dout * (1 - 1 / (1 + np.exp(-x)))


def overflows_far_to_the_left(dout, x):
    """For an x like -1000, exp(-x) is inf, and inf divided by inf is nan. Write the slope with the
    sigmoid alone, s(1 - s), or with exp of numbers below 0 only."""
    e = np.exp(-x)
    return dout * e / (1 + e) ** 2


def overflows_far_to_the_right(dout, x):
    """For an x like 1000, exp(x) is inf, and inf divided by inf is nan. Choose a form of the
    sigmoid in which exp sees no large number, to the left and to the right of 0."""
    s = np.exp(x) / (1 + np.exp(x))
    return dout * s * (1 - s)


def cuts_the_slope_to_whole_numbers(dout, x):
    """With whole numbers in x all is 0: an array made like x can hold whole numbers only, and the
    sigmoid lies between 0 and 1. Make an array of floats."""
    s = np.zeros_like(x)
    s[x >= 0] = 1 / (1 + np.exp(-x[x >= 0]))
    s[x < 0] = np.exp(x[x < 0]) / (1 + np.exp(x[x < 0]))
    return dout * s * (1 - s)


def has_the_slope_of_tanh(dout, x):
    """1 - s² is the rule for tanh. For the sigmoid s, the slope at 0 is 1/4."""
    s = 0.5 * (1 + np.tanh(x / 2))
    return dout * (1 - s**2)


def squares_the_wrong_factor(dout, x):
    """The gradient is multiplied by s(1 - s)². Only one factor 1 - s belongs there: the slope of
    the sigmoid is as steep at x as at -x."""
    s = 0.5 * (1 + np.tanh(x / 2))
    return dout * s * (1 - s) ** 2


def has_the_wrong_sign(dout, x):
    """The sign is the wrong way round. The sigmoid rises everywhere, so its slope is never below
    0."""
    return -sigmoid_backward(dout, x)


def sigmoid_gate(rng: np.random.Generator) -> Call:
    shape = tuple(int(side) for side in rng.integers(2, 4, rng.integers(1, 3)))
    return call(rng.normal(size=shape).round(2), rng.normal(0, 2, shape).round(2))


def sigmoid_gate_far_out(rng: np.random.Generator) -> Call:
    x = np.append(rng.choice([-1, 1], 3) * rng.uniform(800, 1500, 3).round(), [0.5, -1000.0, 1000])
    return call(rng.uniform(0.5, 2, 6).round(2), x)


def two_layer_gradients(X, y, W1, b1, W2, b2):
    """Mean cross-entropy of a two-layer network with ReLU, and all its gradients.

    X: (N, D); y: (N,), ints from 0 to C - 1; W1: (H, D); b1: (H,); W2: (C, H); b2: (C,).
    Returns the loss, a float, then dW1, db1, dW2, db2, each shaped like its parameter.
    """
    N = len(X)
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = hidden @ W2.T + b2

    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    loss = -log_p[np.arange(N), y].mean()

    dscores = np.exp(log_p)
    dscores[np.arange(N), y] -= 1
    dscores /= N
    dW2, db2 = dscores.T @ hidden, dscores.sum(axis=0)
    dbefore = (dscores @ W2) * (before > 0)
    dW1, db1 = dbefore.T @ X, dbefore.sum(axis=0)
    return float(loss), dW1, db1, dW2, db2


def forgets_the_gate(X, y, W1, b1, W2, b2):
    """The gradient passes hidden units that were switched off. On its way back through ReLU it is
    stopped wherever the number before ReLU was not above 0."""
    loss, _, _, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    hidden = np.maximum(0, X @ W1.T + b1)
    p = np.exp(hidden @ W2.T + b2 - (hidden @ W2.T + b2).max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(X)), y] -= 1
    dbefore = p @ W2 / len(X)
    return loss, dbefore.T @ X, dbefore.sum(axis=0), dW2, db2


def gates_by_the_gradient(X, y, W1, b1, W2, b2):
    """On the way back through ReLU, the sign of the gradient decides what passes. It is the number
    before ReLU that says whether the gate was open."""
    loss, _, _, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(X)), y] -= 1
    dbefore = np.maximum(0, p @ W2 / len(X))
    return loss, dbefore.T @ X, dbefore.sum(axis=0), dW2, db2


def forgets_relu_altogether(X, y, W1, b1, W2, b2):
    """There is no ReLU in this network, neither forwards nor backwards, so its two layers are one
    linear layer in the end."""
    N = len(X)
    hidden = X @ W1.T + b1
    scores = hidden @ W2.T + b2
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = (np.exp(log_p) - np.eye(len(b2))[y]) / N
    dhidden = dscores @ W2
    return (
        float(-log_p[np.arange(N), y].mean()),
        dhidden.T @ X,
        dhidden.sum(axis=0),
        dscores.T @ hidden,
        dscores.sum(axis=0),
    )


def adds_up_instead_of_averaging(X, y, W1, b1, W2, b2):
    """Loss and gradients are sums over the examples. The loss is a mean: twice the examples must
    not mean twice the loss."""
    return tuple(len(X) * value for value in two_layer_gradients(X, y, W1, b1, W2, b2))


def averages_the_loss_only(X, y, W1, b1, W2, b2):
    """The loss is a mean, and its gradients are those of the sum. What you divide by on the way
    forward you divide by on the way back."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, *(len(X) * gradient for gradient in gradients)


def divides_the_gradients_twice(X, y, W1, b1, W2, b2):
    """The gradients are divided by the number of examples twice over. Derive them from the loss
    that you return, and the 1/N comes in once."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, *(gradient / len(X) for gradient in gradients)


def never_subtracts_the_truth(X, y, W1, b1, W2, b2):
    """The probabilities go back as they are. The gradient of the scores is smaller by 1 at the
    right class, which is how the network learns what was right."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    N, hidden = len(X), np.maximum(0, X @ W1.T + b1)
    truth = np.eye(len(b2))[y] / N
    gate = (truth @ W2) * (hidden > 0)
    return (
        loss,
        dW1 + gate.T @ X,
        db1 + gate.sum(axis=0),
        dW2 + truth.T @ hidden,
        db2 + truth.sum(0),
    )


def turns_all_gradients_round(X, y, W1, b1, W2, b2):
    """All gradients have the wrong sign: a step against them makes the loss larger. For the scores
    it is the probabilities minus the truth, and not the other way round."""
    loss, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, *(-gradient for gradient in gradients)


def overflows_in_softmax(X, y, W1, b1, W2, b2):
    """For scores around 1000 exp is inf, and what comes after it is nan. Take the largest score of
    each row away first, as in lesson 1."""
    N = len(X)
    hidden = np.maximum(0, X @ W1.T + b1)
    p = np.exp(hidden @ W2.T + b2)
    p /= p.sum(axis=1, keepdims=True)
    dscores = (p - np.eye(len(b2))[y]) / N
    dbefore = (dscores @ W2) * (hidden > 0)
    return (
        float(-np.log(p[np.arange(N), y]).mean()),
        dbefore.T @ X,
        dbefore.sum(axis=0),
        dscores.T @ hidden,
        dscores.sum(axis=0),
    )


def takes_the_log_of_zero(X, y, W1, b1, W2, b2):
    """Where the right class has no chance at all, exp gives 0 and the loss is the log of it. The
    log of a softmax can be written without ever taking the log of a probability."""
    _, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return float(-np.log(p[np.arange(len(X)), y]).mean()), *gradients


def takes_one_maximum_for_all_rows(X, y, W1, b1, W2, b2):
    """The largest score of the whole batch is taken away from every row. A row whose scores all lie
    far below it has nothing but zeros left after exp: each row needs its own largest."""
    N = len(X)
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = hidden @ W2.T + b2
    shifted = scores - scores.max()
    sums = np.exp(shifted).sum(axis=1, keepdims=True)
    dscores = (np.exp(shifted) / sums - np.eye(len(b2))[y]) / N
    dbefore = (dscores @ W2) * (before > 0)
    return (
        float(-(shifted - np.log(sums))[np.arange(N), y].mean()),
        dbefore.T @ X,
        dbefore.sum(axis=0),
        dscores.T @ hidden,
        dscores.sum(axis=0),
    )


def shares_one_probability_among_all_rows(X, y, W1, b1, W2, b2):
    """The exponentials are divided by their sum over the whole batch, so that all rows share one
    probability of 1. Every example has probabilities of its own: add up along its row."""
    N = len(X)
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = hidden @ W2.T + b2
    p = np.exp(scores - scores.max())
    p /= p.sum()
    dscores = (p - np.eye(len(b2))[y]) / N
    dbefore = (dscores @ W2) * (before > 0)
    return (
        float(-np.log(p[np.arange(N), y]).mean()),
        dbefore.T @ X,
        dbefore.sum(axis=0),
        dscores.T @ hidden,
        dscores.sum(axis=0),
    )


def puts_a_floor_under_the_log(X, y, W1, b1, W2, b2):
    """The 1e-8 keeps the log away from 0, and hides how wrong the network is: no example can cost
    more than 18.4, where it should be thousands. Written as the log of a sum of exponentials, less
    the right score, the loss needs no such number."""
    _, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return float(-np.log(p[np.arange(len(X)), y] + 1e-8).mean()), *gradients


def puts_a_lower_floor_under_the_log(X, y, W1, b1, W2, b2):
    """The log never sees less than 1e-12, so no example can cost more than 27.6. That hides a loss
    in the thousands. The log of a softmax is the score less the log of a sum of exponentials, with
    the largest score taken away first."""
    _, *gradients = two_layer_gradients(X, y, W1, b1, W2, b2)
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return float(-np.log(p[np.arange(len(X)), y] + 1e-12).mean()), *gradients


def applies_relu_to_the_scores(X, y, W1, b1, W2, b2):
    """The scores go through ReLU as well. They must be free to be negative: ReLU stands between the
    two layers only."""
    N = len(X)
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = np.maximum(0, hidden @ W2.T + b2)
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = (np.exp(log_p) - np.eye(len(b2))[y]) / N * (scores > 0)
    dbefore = (dscores @ W2) * (before > 0)
    return (
        float(-log_p[np.arange(N), y].mean()),
        dbefore.T @ X,
        dbefore.sum(axis=0),
        dscores.T @ hidden,
        dscores.sum(axis=0),
    )


def pairs_every_row_with_every_label(X, y, W1, b1, W2, b2):
    """[:, y] takes the columns y of every row, so each row is judged by the labels of all the
    others. Each row has one label: give a row number with each of them."""
    N = len(X)
    before = X @ W1.T + b1
    hidden = np.maximum(0, before)
    scores = hidden @ W2.T + b2
    shifted = scores - scores.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dscores = np.exp(log_p)
    dscores[:, y] -= 1
    dbefore = (dscores / N @ W2) * (before > 0)
    return (
        float(-log_p[:, y].mean()),
        dbefore.T @ X,
        dbefore.sum(axis=0),
        dscores.T @ hidden / N,
        dscores.sum(axis=0) / N,
    )


def feeds_dW2_what_came_before_relu(X, y, W1, b1, W2, b2):
    """dW2 is worked out with the numbers from before ReLU. What the second layer got were the
    numbers after it."""
    loss, dW1, db1, _, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    before = X @ W1.T + b1
    scores = np.maximum(0, before) @ W2.T + b2
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True) - np.eye(len(b2))[y]
    return loss, dW1, db1, p.T @ before / len(X), db2


def averages_the_bias_gradients(X, y, W1, b1, W2, b2):
    """db1 and db2 are means over the examples. The 1/N of the loss has come along already: add up
    over the examples."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW1, db1 / len(X), dW2, db2 / len(X)


def transposes_the_weight_gradients(X, y, W1, b1, W2, b2):
    """dW1 and dW2 are lying on their side. Each has the shape of its weights, (out, in)."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW1.T, db1, dW2.T, db2


def returns_the_gradients_backwards(X, y, W1, b1, W2, b2):
    """The gradients come back in the order in which they were found. The docstring has those of
    the first layer first."""
    loss, dW1, db1, dW2, db2 = two_layer_gradients(X, y, W1, b1, W2, b2)
    return loss, dW2, db2, dW1, db1


def network(rng: np.random.Generator, n: int, inputs: int, hidden: int, classes: int) -> Call:
    """Some hidden units are off and some on."""
    X = rng.normal(size=(n, inputs)).round(2)
    y = rng.permutation(np.arange(n) % classes)
    W1, b1 = rng.normal(size=(hidden, inputs)).round(2), rng.normal(size=hidden).round(2)
    W2, b2 = rng.normal(size=(classes, hidden)).round(2), rng.normal(size=classes).round(2)
    return call(X, y, W1, b1, W2, b2)


def small_network(rng: np.random.Generator) -> Call:
    sizes = (int(size) for size in rng.permutation([2, 3, 4]))
    return network(rng, 5, *sizes)


def network_with_huge_scores(rng: np.random.Generator) -> Call:
    """Some rows are thousands above the others, and all but the first have the worst class."""
    X, _, W1, b1, W2, b2 = network(rng, 4, 3, 4, 3).args
    b1, W2 = np.abs(b1) + 0.5, 1000 * W2
    X[:2] *= [[0.0], [3.0]]
    scores = np.maximum(0, X @ W1.T + b1) @ W2.T + b2
    y = scores.argmin(axis=1)
    y[0] = scores[0].argmax()
    return call(X, y, W1, b1, W2, b2)


HAND_NETWORK = call(
    np.array([[1.0, 2.0]]),
    np.array([0]),
    np.array([[1.0, 0.0], [0.0, -1.0], [1.0, 1.0]]),
    np.array([0.0, 1.0, -1.0]),
    np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 1.0]]),
    np.array([0.0, 0.5]),
)
WIDER_NETWORK = network(np.random.default_rng(4), 6, 3, 5, 4)
HUGE_NETWORK = network_with_huge_scores(np.random.default_rng(1))
NETWORKS = [HAND_NETWORK, WIDER_NETWORK, drawn(small_network, 4)]

EXERCISES = [
    Exercise(
        solution=Value,
        probe="formula",
        parts=[
            Part(
                "sums",
                [
                    call("x + y", x=2.0, y=3.0),
                    call("x + y + z", x=1.0, y=-4.0, z=0.5),
                    drawn(formula_of_sums, 4),
                ],
            ),
            Part(
                "products",
                [
                    call("x * y", x=2.0, y=5.0),
                    call("x * y * z", x=2.0, y=-3.0, z=4.0),
                    drawn(formula_of_products, 4),
                ],
            ),
            Part(
                "(x + y) z",
                [
                    call("(x + y) * z", x=-2.0, y=5.0, z=-4.0),
                    call("(x + y) * (y + z)", x=1.0, y=3.0, z=-2.0),
                    drawn(formula_of_both, 4),
                ],
            ),
            Part(
                "plain numbers",
                [
                    call("x + 3", x=2.0),
                    call("2 * x", x=5.0),
                    call("2 * x + 1 + y * 3", x=4.0, y=-1.0),
                    call("(2 + x) * (y * 6)", x=1.0, y=0.5),
                    drawn(formula_with_numbers, 4),
                ],
            ),
            Part(
                "relu, exp and log",
                [
                    call("x.relu() * y", x=3.0, y=2.0),
                    call("x.relu() + y", x=-3.0, y=2.0),
                    call("x.relu() + y", x=0.0, y=2.0),
                    call("(x * y).exp()", x=0.5, y=3.0),
                    call("(x * y).log()", x=4.0, y=0.5),
                    call("(x + y).log() + z", x=1.5, y=2.5, z=1.0),
                    drawn(formula_of_functions, 6),
                ],
            ),
            Part(
                "results, whatever the gradients",
                [
                    call("x * y + z", x=2.0, y=5.0, z=3.0),
                    call("x.exp() + y.relu()", x=0.5, y=-4.0),
                    call("(x + y.relu()).log()", x=1.5, y=2.5),
                    drawn(formula_of_functions, 4),
                ],
                item=0,
            ),
            Part(
                "a value used twice",
                [
                    call("x * x", x=3.0),
                    call("x + x", x=3.0),
                    call("x * y + x", x=2.0, y=5.0),
                    call("a = x + y; a * a", x=1.0, y=2.0),
                    call("a = x * y; b = a + y; c = a * x; b + c", x=2.0, y=3.0),
                    drawn(formula_that_uses_twice, 4),
                ],
            ),
            Part(
                "ways of unequal length",
                [
                    call("a = x * y; b = a * y; b * a", x=2.0, y=3.0),
                    call("a = x * y; b = a + x; a * b", x=2.0, y=3.0),
                    call("a = x + y; b = a * x; c = b + a; c * a", x=1.0, y=2.0),
                    call("a = x.exp(); b = a + y; c = b * b; c * a + b", x=0.5, y=-1.5),
                    drawn(formula_with_ways_of_unequal_length, 4),
                ],
            ),
        ],
        mistakes=[
            keeps_the_last_gradient_only,
            forgets_the_chain_rule,
            starts_backward_at_zero,
            stops_after_one_step,
            passes_on_unfinished_sums_again,
            takes_the_nearest_values_first,
            hands_on_the_first_share_only,
            follows_one_way_down_before_the_others,
            deals_with_shared_values_twice,
            comes_by_once_for_each_use,
            queues_up_once_for_each_use,
            takes_the_top_of_a_stack,
            counts_the_same_operand_once,
            sets_every_gradient_to_one,
            knows_no_plain_numbers,
            multiplies_by_its_own_number,
            multiplies_in_a_sum,
            forgets_the_second_operand,
            relu_hands_nothing_back,
            exp_hands_nothing_back,
            log_hands_nothing_back,
            functions_hand_nothing_back,
            relu_lets_every_gradient_through,
            relu_is_open_at_zero,
            relu_multiplies_by_the_number,
            exp_has_the_slope_of_its_input,
            exp_is_differentiated_like_a_power,
            log_has_the_slope_of_its_result,
            log_has_the_slope_of_the_number,
            logs_to_base_ten,
        ],
        hints=[
            "Let each new value keep a list of what it was made from, and with each of these the "
            "slope: 1 for both parts of a sum, the other factor for a product.",
            "backward has two jobs: bring the values into an order in which each comes after all "
            "that were made from it, then walk along that order and hand the gradients on.",
            "For the order, visit a value by visiting all it was made from first (once each), then "
            "put it at the end of a list. Walk along that list from its end, where the result has "
            "the gradient 1, and use += for what you hand on.",
        ],
    ),
    Exercise(
        solution=numerical_gradient,
        parts=[
            Part(
                "a vector",
                [
                    call(Function("sum_of_squares"), np.array([3.0])),
                    call(Function("sum_of_squares"), np.array([1.0, -2.0, 0.5])),
                    call(Function("product"), np.array([2.0, 3.0, 5.0])),
                    drawn(function_of_a_vector, 5),
                ],
            ),
            Part(
                "the step that was asked for",
                [
                    call(Function("sum_of_cubes"), np.array([1.0]), h=0.01),
                    call(Function("sum_of_cubes"), np.array([1.0, 2.0]), h=0.1),
                    call(Function("soft_maximum"), np.array([0.5, 1.0, 2.0]), h=0.25),
                    drawn(function_with_a_step, 5),
                ],
            ),
            Part(
                "any shape",
                [
                    call(Function("uneven_bowl"), np.array([[1.0, 2.0], [3.0, -1.0]])),
                    call(Function("product"), np.array([[1.0, 2.0, 0.5], [3.0, 1.0, 2.0]])),
                    drawn(function_of_a_matrix, 4),
                ],
            ),
        ],
        mistakes=[
            steps_to_one_side,
            steps_backwards_only,
            divides_by_one_step,
            divides_by_nothing,
            divides_by_two_and_multiplies,
            turns_the_difference_round,
            always_takes_the_usual_step,
            takes_half_the_step,
            moves_all_elements_at_once,
            gives_one_number_for_all,
            moves_whole_rows,
            gives_a_slope_for_each_row,
            asks_about_one_element_alone,
            moves_nothing,
            takes_a_tiny_step,
            comes_back_flat,
            lets_the_moves_pile_up,
            adds_the_slopes_of_earlier_elements,
            leaves_x_moved,
            puts_x_back_by_adding,
            stops_after_the_first_element,
        ],
        hints=[
            "Move one element up by h and ask f, move it down by h and ask f again: the difference "
            "is what happened over a way of 2h.",
            "np.ndindex(x.shape) goes through the places of an array of any shape. Work on copies "
            "of x, so that x is never changed.",
        ],
    ),
    Exercise(
        solution=relative_error,
        parts=[
            Part(
                "one place",
                [
                    call(np.array([3.0]), np.array([1.0])),
                    call(np.array([1.0]), np.array([3.0])),
                    call(np.array([-1.0]), np.array([2.0])),
                    drawn(pair_with_signs, 2),
                    drawn(pair_of_one_sign, 2),
                ],
            ),
            Part(
                "the worst of many",
                [
                    call(np.array([1.0, 100.0]), np.array([1.5, 101.0])),
                    call(np.array([[1.0, 2.0], [8.0, -4.0]]), np.array([[1.1, 2.0], [6.0, -4.0]])),
                    drawn(pair_of_arrays, 5),
                ],
            ),
            Part(
                "nearly nothing",
                [
                    call(np.array([0.0, 2.0]), np.array([0.0, 3.0])),
                    call(np.array([1.0, 2e-9]), np.array([1.01, 1e-9])),
                    drawn(pair_with_zeros, 4),
                ],
            ),
        ],
        mistakes=[
            takes_the_mean_error,
            adds_the_errors_up,
            returns_all_the_errors,
            compares_whole_arrays,
            takes_the_absolute_error,
            divides_by_the_first_only,
            divides_by_the_larger,
            lets_signs_cancel,
            forgets_the_size_of_the_difference,
            divides_zero_by_zero,
            adds_the_floor,
            divides_once_for_all_places,
        ],
        hints=[
            "Work out a whole array of errors, place by place, and take its largest at the end.",
            "np.maximum takes the larger of two numbers place by place; np.max looks for the "
            "largest of one array.",
        ],
    ),
    Exercise(
        solution=affine_forward,
        parts=[
            Part(
                "vectors",
                [
                    call(
                        np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [0.0, -1.0]]), np.zeros(2) + 1
                    ),
                    call(
                        np.array([[1.0, 0.0, 2.0], [0.0, 1.0, -1.0]]),
                        np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
                        np.array([10.0, -20.0]),
                    ),
                    drawn(layer_of_vectors, 4),
                ],
            ),
            Part(
                "as many outputs as inputs",
                [
                    call(
                        np.array([[1.0, 2.0], [3.0, 4.0]]),
                        np.array([[1.0, 5.0], [2.0, 0.0]]),
                        np.array([0.5, -2.0]),
                    ),
                    drawn(square_layer, 4),
                ],
            ),
            Part(
                "images",
                [
                    call(
                        np.arange(12.0).reshape(2, 2, 3),
                        np.array([[1.0, 2.0, 3.0, 0.0, 0.0, -1.0], [0.0, 1.0, 0.0, 0.0, 5.0, 0.0]]),
                        np.array([0.5, 1.0]),
                    ),
                    call(
                        np.array([[[1.0, 2.0], [3.0, -1.0]]]),
                        np.array(
                            [[1.0, 0.0, 2.0, 1.0], [0.0, 3.0, 1.0, 0.0], [1.0, 1.0, 0.0, 2.0]]
                        ),
                        np.array([1.0, -0.5, 2.0]),
                    ),
                    drawn(layer_of_images, 3),
                    drawn(layer_of_one_example, 2),
                ],
            ),
        ],
        mistakes=[
            forgets_the_bias,
            multiplies_untransposed,
            gives_each_row_a_bias,
            forgets_to_flatten,
            reads_pixels_by_columns,
            drops_the_batch_of_one,
            returns_outputs_by_examples,
            subtracts_the_bias,
        ],
        hints=[
            "Make x a matrix with a row for each example first: its shape is (N, -1).",
            "Then write the shapes down: (N, D) times something of shape (D, M) gives (N, M). "
            "Which way round does W have to stand?",
        ],
    ),
    Exercise(
        solution=affine_backward,
        parts=[
            Part("dx", [*FIXED_BACKWARD[:2], drawn(backward_of_vectors, 3)], item=0),
            Part("dW", [*FIXED_BACKWARD[:2], drawn(backward_of_vectors, 3)], item=1),
            Part("db", [*FIXED_BACKWARD[:2], drawn(backward_of_vectors, 3)], item=2),
            Part(
                "square layers and images",
                [
                    *FIXED_BACKWARD,
                    drawn(backward_of_a_square_layer, 3),
                    drawn(backward_of_images, 3),
                ],
            ),
        ],
        mistakes=[
            leaves_dx_flat,
            multiplies_images_as_they_are,
            transposes_dW,
            multiplies_dx_by_the_transpose,
            leaves_db_for_each_example,
            averages_db,
            averages_dW,
            averages_dW_and_db,
            adds_db_up_to_one_number,
            keeps_an_axis_in_db,
            adds_db_over_the_outputs,
            returns_dW_first,
            gives_ones_to_db,
        ],
        hints=[
            "Each gradient has the shape of what it belongs to. That alone leaves one way to "
            "multiply for dx, and one for dW.",
            "One weight W[m, d] joins input d to output m, in every example: its gradient adds up "
            "dout[n, m] times x[n, d] over the examples n. A bias has the input 1.",
        ],
    ),
    Exercise(
        solution=relu_backward,
        parts=[
            Part(
                "open and closed",
                [
                    call(np.array([5.0, 7.0]), np.array([2.0, -3.0])),
                    call(np.array([-5.0, -7.0, 1.0]), np.array([2.0, -3.0, 0.5])),
                    call(
                        np.array([[1.0, -2.0], [3.0, -4.0]]), np.array([[3.0, 4.0], [-1.0, -2.0]])
                    ),
                    call(np.array([0.5, -1.5, 2.5]), np.array([1, 2, -3])),
                    drawn(gate, 5),
                ],
            ),
            Part(
                "at zero",
                [
                    call(np.array([4.0, -3.0, -2.0]), np.array([0.0, 0.0, 3.0])),
                    drawn(gate_with_zeros, 3),
                ],
            ),
        ],
        mistakes=[
            looks_at_the_gradient,
            returns_the_gate,
            lets_zero_through,
            stops_negative_gradients,
            applies_relu_to_x,
            closes_the_open_gate,
            writes_into_dout,
            overwrites_x,
            rounds_where_x_is_whole,
            passes_everything,
        ],
        hints=[
            "Above 0 ReLU hands its input on unchanged, so the gradient goes back unchanged too. "
            "Below 0, how much does the output change?",
            "np.where(condition, this, that) builds a new array and leaves both arguments alone.",
        ],
    ),
    Exercise(
        solution=sigmoid_backward,
        parts=[
            Part(
                "near zero",
                [
                    call(np.array([1.0]), np.array([0.0])),
                    call(np.array([2.0, -1.0, 4.0]), np.array([1.0, -2.0, 0.5])),
                    call(np.array([[1.0, 2.0]]), np.array([[1, -2]])),
                    drawn(sigmoid_gate, 5),
                ],
            ),
            Part(
                "far from zero",
                [
                    call(np.array([3.0, 2.0, 2.0]), np.array([-1000.0, 1000.0, 1.0])),
                    drawn(sigmoid_gate_far_out, 3),
                ],
            ),
        ],
        mistakes=[
            slope_in_terms_of_the_input,
            returns_the_slope,
            multiplies_by_the_sigmoid,
            forgets_one_factor,
            overflows_far_to_the_left,
            overflows_far_to_the_right,
            cuts_the_slope_to_whole_numbers,
            has_the_slope_of_tanh,
            squares_the_wrong_factor,
            has_the_wrong_sign,
        ],
        hints=[
            "Work out s, the sigmoid of x, first. Its slope can be written with s alone.",
            "The slope is s(1 - s). For an x far below 0, take care that nothing in the sigmoid "
            "overflows: exp of a large number is inf.",
        ],
    ),
    Exercise(
        solution=two_layer_gradients,
        parts=[
            Part("the loss", [*NETWORKS, HUGE_NETWORK, drawn(network_with_huge_scores, 1)], item=0),
            Part("dW1", NETWORKS, item=1),
            Part("db1", NETWORKS, item=2),
            Part("dW2", NETWORKS, item=3),
            Part("db2", NETWORKS, item=4),
            Part(
                "all of it, with large scores too",
                [*NETWORKS[:2], HUGE_NETWORK, drawn(network_with_huge_scores, 3)],
            ),
        ],
        mistakes=[
            forgets_the_gate,
            gates_by_the_gradient,
            forgets_relu_altogether,
            applies_relu_to_the_scores,
            pairs_every_row_with_every_label,
            adds_up_instead_of_averaging,
            averages_the_loss_only,
            divides_the_gradients_twice,
            never_subtracts_the_truth,
            turns_all_gradients_round,
            overflows_in_softmax,
            takes_one_maximum_for_all_rows,
            shares_one_probability_among_all_rows,
            takes_the_log_of_zero,
            puts_a_floor_under_the_log,
            puts_a_lower_floor_under_the_log,
            feeds_dW2_what_came_before_relu,
            averages_the_bias_gradients,
            transposes_the_weight_gradients,
            returns_the_gradients_backwards,
        ],
        hints=[
            "Write the forward pass first and give every intermediate result a name. Then go "
            "through its lines from the last to the first, with one gradient for each name.",
            "The gradient of the scores is the probabilities, less 1 at the right class, divided "
            "by N. From there on it is two affine backward passes with a ReLU gate between them.",
            "dW2 needs what the second layer got, which is the output of ReLU; dW1 needs the "
            "gradient of what was there before ReLU.",
        ],
    ),
]
