"""Value: A number that remembers how it was made."""

from collections.abc import Callable

import numpy as np

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from helpers.checking.kinds import FORMULA
from helpers.checking.kinds.formula import FORWARDS


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


class takes_equal_numbers_for_one_value(Value):
    """Two values that hold equal numbers count as one in your walk, and the second never hands its
    gradient on. Tell the values apart by id(value), and not by their numbers."""

    def backward(self):
        order, seen = [], set()

        def visit(value):
            if value.data not in seen:
                seen.add(value.data)
                for parent, _ in value.made_from:
                    visit(parent)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            for parent, slope in value.made_from:
                parent.grad += slope * value.grad


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


class wraps_whole_numbers_only(Value):
    """In 2 * x the 2 is made a Value, and in 0.5 * x the 0.5 is not: a plain number may be a float.
    Ask whether the other one is a Value, and not what it is else."""

    def __add__(self, other):
        other = Value(other) if isinstance(other, int) else other
        return self.made(self.data + other.data, (self, 1.0), (other, 1.0))

    def __mul__(self, other):
        other = Value(other) if isinstance(other, int) else other
        return self.made(self.data * other.data, (self, other.data), (other, self.data))


class gives_back_plain_numbers(Value):
    """What + and * give back is a plain number, which has no data, no grad and no backward. Make a
    new Value of it, one that notes what it was made from."""

    def __add__(self, other):
        return self.data + getattr(other, "data", other)

    def __mul__(self, other):
        return self.data * getattr(other, "data", other)


class adds_up_in_its_own_number(Value):
    """x + y changes x: += writes the sum into the number before the sign. Make a new Value for it,
    and leave x and y as they are."""

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        self.data += other.data
        self.made_from = [*self.made_from, (other, 1.0)]
        return self


class goes_on_with_each_last_gradient(Value):
    """Of a value that is used twice only the use that comes last counts, and each use has gone on
    with its own share before. Add the shares up with +=, and go on when all have arrived."""

    def backward(self):
        def push(value):
            for parent, slope in value.made_from:
                parent.grad = slope * value.grad
                push(parent)

        self.grad = 1.0
        push(self)


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


class wraps_every_number_again(Value):
    """What stands beside the sign may be a Value already, and Value takes a number. Make one of it
    only where it is none yet."""

    def __add__(self, other):
        return super().__add__(Value(other))

    def __mul__(self, other):
        return super().__mul__(Value(other))


class adds_in_a_product(Value):
    """x * y gives the sum of the two. Look at the sign in your product."""

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data + other.data, (self, other.data), (other, self.data))


class hands_on_ones_in_a_product(Value):
    """A product hands the gradient on as a sum does, with the slope 1. If x grows a little, x times
    y grows y times as much."""

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data * other.data, (self, 1.0), (other, 1.0))


class hands_on_its_own_number_in_a_sum(Value):
    """In a sum each part gets its own number as the slope. If x grows by a little, x + y grows by
    exactly as much, however large x is."""

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data + other.data, (self, self.data), (other, other.data))


class forgets_the_second_part_of_a_sum(Value):
    """In a sum only the value before the sign gets a gradient. Both parts of it are to be told."""

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data + other.data, (self, 1.0))


class forgets_the_second_factor(Value):
    """In a product only the value before the sign gets a gradient. Both factors are to be told."""

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return self.made(self.data * other.data, (self, other.data))


class hands_on_the_gradient_alone(Value):
    """The gradient goes on unchanged through every step. Each step multiplies it by its own slope:
    in a product that is the other factor."""

    def made(self, data, *made_from):
        return super().made(data, *((parent, 1.0) for parent, _ in made_from))


class functions_hand_on_the_gradient_alone(Value):
    """relu, exp and log hand the gradient on unchanged. Each has a slope of its own, by which it is
    multiplied."""

    def relu(self):
        return self.made(max(0.0, self.data), (self, 1.0))

    def exp(self):
        return self.made(float(np.exp(self.data)), (self, 1.0))

    def log(self):
        return self.made(float(np.log(self.data)), (self, 1.0))


class exp_hands_on_the_gradient_alone(Value):
    """exp hands the gradient on unchanged. Its slope is what came out of it."""

    def exp(self):
        return self.made(float(np.exp(self.data)), (self, 1.0))


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


class logs_to_base_two(Value):
    """This is the logarithm to the base 2. Here log is the natural one: its slope is 1 over the
    number, without a factor."""

    def log(self):
        return self.made(float(np.log2(self.data)), (self, 1 / (self.data * np.log(2))))


class logs_to_base_ten(Value):
    """This is the logarithm to the base 10. Here log is the natural one, to the base e."""

    def log(self):
        return self.made(float(np.log10(self.data)), (self, 1 / (self.data * np.log(10))))


def forwards(draw: Callable[[np.random.Generator], Call]) -> Callable[..., Call]:
    """Draws the same calls, of which the result alone counts."""

    def draw_forwards(rng: np.random.Generator) -> Call:
        drawn_call = draw(rng)
        return call(*drawn_call.args, FORWARDS, **drawn_call.kwargs)

    return draw_forwards


def formula_of_sums(rng: np.random.Generator) -> Call:
    return call("x + y + z", **numbers(rng, "xyz"))


def formula_of_products(rng: np.random.Generator) -> Call:
    return call("x * y * z", **numbers(rng, "xyz"))


def formula_of_both(rng: np.random.Generator) -> Call:
    formulas = ["(x + y) * z", "x * y + z", "z * (y + x)", "(x + y) * (y + z)"]
    return call(formulas[rng.integers(4)], **numbers(rng, "xyz"))


def formula_with_numbers(rng: np.random.Generator) -> Call:
    a, b = rng.integers(2, 9, 2)
    formulas = [f"{a} * x + {b} * y", f"x * {a} + (y + {b})", f"({a} + x) * (y * {b / 2})"]
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


EXERCISE = Exercise(
    solution=Value,
    kind=FORMULA,
    parts=[
        Part(
            "sums, forwards",
            [
                call("x + y", FORWARDS, x=2.0, y=3.0),
                call("x + y + z", FORWARDS, x=1.0, y=-4.0, z=0.5),
                call("x + (y + z)", FORWARDS, x=2.0, y=1.5, z=-7.0),
                drawn(forwards(formula_of_sums), 4),
            ],
        ),
        Part(
            "products, forwards",
            [
                call("x * y", FORWARDS, x=2.0, y=5.0),
                call("x * y + z", FORWARDS, x=2.0, y=5.0, z=3.0),
                call("(x + y) * z", FORWARDS, x=-2.0, y=5.0, z=-4.0),
                drawn(forwards(formula_of_products), 2),
                drawn(forwards(formula_of_both), 2),
            ],
        ),
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
                call("x * 0.5 + 1.5", x=4.0),
                call("(2 + x) * (y * 6)", x=1.0, y=0.5),
                drawn(formula_with_numbers, 4),
            ],
        ),
        Part(
            "relu, exp and log, forwards",
            [
                call("x.relu() + y.relu()", FORWARDS, x=0.5, y=-4.0),
                call("x.exp() * y", FORWARDS, x=0.5, y=2.0),
                call("(x + y).log()", FORWARDS, x=1.5, y=2.5),
                drawn(forwards(formula_of_functions), 4),
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
                call("(x + y).relu().exp()", x=-0.5, y=1.0),
                drawn(formula_of_functions, 6),
            ],
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
    hints=[
        "Let each new value keep a list of what it was made from, and with each of these the "
        "slope: 1 for both parts of a sum, the other factor for a product.",
        "backward has two jobs: make a list in which each value comes after all that it was made "
        "from, with the result at its end, then walk along that list from its end and hand the "
        "gradients on.",
        "For the order, visit a value by visiting all it was made from first (once each), then "
        "put it at the end of the list. Walk along it from its end, where the result has the "
        "gradient 1, and use += for what you hand on.",
    ],
)
