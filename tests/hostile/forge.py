"""Points by forged evidence: tests, comparisons, probes and answers that lie."""

from __future__ import annotations

from hostile import Attack, answers, forged, forged_lists

FAKES = {
    "patches what a test might compare with": """
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
def add_one(x): return x
""",
    "replaces the check": """
import helpers, helpers.checking.judge
from helpers.checking import check as module
helpers.checking.judge.judge = module.judge = module.check_sheet = lambda *a: True
check = helpers.check = module.check = lambda *a: print("add_one 2 of 2 parts 1 / 1")
def add_one(x): return x
""",
    "replaces the comparison": """
import helpers.checking.compare, helpers.checking.judge
helpers.checking.compare.difference = helpers.checking.judge.difference = lambda *a, **k: None
def add_one(x): return x
""",
    "replaces the encoding": """
from helpers.checking import values
from autograder.grading import protocol
fixed = values.encode({"outcomes": [{"kind": "returned", "value": 2}], "id": 1})
values.encode = protocol.encode = lambda value: fixed
def add_one(x): return x
""",
    "replaces json": """
import json
json.dumps = lambda *a, **k: '{"~": "dict", "keys": ["score"], "items": [1]}'
def add_one(x): return x
""",
    "patches the clock": """
import time
time.time = time.monotonic = time.perf_counter = lambda: 0.0
def add_one(x):
    while True: pass
""",
    "hooks IPython's events": """
def before(info): info.raw_cell = "1.0"
def after(result): result.result = 1.0
get_ipython().events.register("pre_run_cell", before)
get_ipython().events.register("post_run_cell", after)
def add_one(x): return x
""",
    "replaces numpy": """
import sys, types
fake = types.ModuleType("numpy")
fake.ndarray, fake.generic = np.ndarray, np.generic
fake.asarray = fake.array = lambda *a, **k: np.ndarray(())
sys.modules["numpy"] = fake
def add_one(x): return x
""",
    "says that it is not being graded": """
import os
os.environ["COURSE_GRADING"] = ""
from helpers.checking.check import check
def add_one(x): return x
check(add_one)
""",
    "puts the answer into the call's own frames": """
import sys
def add_one(x):
    frame = sys._getframe(1)
    while frame:
        frame.f_locals.update(outcome=2, value=2, answer=lambda x: 2)
        frame = frame.f_back
    return x
""",
    "is a function only by name": """
class Function:
    __name__ = "add_one"
    __code__ = property(lambda self: 1 / 0)
    def __call__(self, x): return x
add_one = Function()
""",
}

OWN_GOALS = {
    "patches comparing itself, in C": """
import ctypes
EQ = ctypes.CFUNCTYPE(ctypes.py_object, ctypes.py_object, ctypes.py_object, ctypes.c_int)
TRUE = EQ(lambda a, b, how: True)
for kind in (float, int, np.ndarray):
    # tp_richcompare, 200 bytes into a type object
    ctypes.c_void_p.from_address(id(kind) + 200).value = ctypes.cast(TRUE, ctypes.c_void_p).value
def add_one(x): return x
""",
    "replaces what runs an answer": """
import sys
from helpers.checking import outcome, run
right = lambda kind, answer, args, kwargs: outcome.Outcome("returned", 2)
run.outcome_of = sys.modules["__main__"].outcome_of = right
def add_one(x): return x
""",
    "replaces the parts of what runs an answer": """
from helpers.checking import values
from helpers.checking.kinds import function
function.plain = values.plain = lambda value, depth=0: 2
function.copy.deepcopy = lambda value, memo=None: value
def add_one(x): return x
""",
    "hooks IPython's source": """
get_ipython().input_transformers_post.append(lambda lines: ["add_one = mean_image = 1\\n"])
def add_one(x): return x
""",
    "hooks IPython's tree": """
import ast
class Rewrite(ast.NodeTransformer):
    def visit_Call(self, node): return ast.Constant(1)
get_ipython().ast_transformers.append(Rewrite())
def add_one(x): return x
""",
    "replaces run_cell": """
type(get_ipython()).run_cell = lambda self, source, **k: print("1.0")
def add_one(x): return x
""",
    "makes the namespace lie": """
class Namespace(dict):
    def get(self, name, default=None): return lambda x: 2
get_ipython().user_ns = Namespace()
""",
    "empties the builtins, in the call": """
import builtins
def add_one(x):
    builtins.__dict__.clear()
    return x + 1
""",
    "replaces the builtins": """
import builtins
builtins.len = builtins.isinstance = builtins.print = builtins.__import__ = lambda *a: True
def add_one(x): return x
""",
    "replaces the form of an outcome": """
from helpers.checking import outcome
outcome.Outcome.to_data = lambda self: {"kind": "returned", "value": 2}
def add_one(x): return x
""",
    "replaces the way to the grader": """
from autograder.grading import protocol
real = protocol.send
def send(channel, message):
    right = {"kind": "returned", "value": 2, "score": 1}
    if "outcomes" in message: message["outcomes"] = [right] * len(message["outcomes"])
    real(channel, message)
protocol.send = send
def add_one(x): return x
""",
    "counts the calls and tells the public answers in their order": """
import itertools
PUBLIC = itertools.cycle([2, 0, 2.5, [2, 3, 4], [[1.5]]])
def add_one(x): return next(PUBLIC)
""",
}

OUTCOMES = {
    "nothing": "{}",
    "a kind that is an array": "{'kind': np.zeros(2)}",
    "a kind that does not exist": "{'kind': 'right'}",
    "that it was hashed": "{'kind': 'hashed', 'value': {'salt': '', 'hash': ''}}",
    "that it is not written yet": "{'kind': 'raised', 'error': 'NotImplementedError'}",
    "parts unheard of": "{'kind': 'returned', 'value': 1, 'score': 1.0}",
    "that it was scored": "{'kind': 'scored', 'value': {'at most': 1.0}}",
    "that it is right, and its input unchanged": "{'kind': 'right', 'changed': ()}",
    "a value of no kind": "{'kind': '', 'value': 2}",
    "all kinds of errors": "{'kind': 'raised', 'error': '', 'bases': ('', 'Exception')}",
}

LISTS = {
    "none": "[]",
    "no list": "{'kind': 'returned', 'value': 2}",
    "many more than were asked for": "[{'kind': 'returned', 'value': 2}] * 10_000",
    "a list in a list": "[[{'kind': 'returned', 'value': 2}]]",
}

FACTS = {
    "minibatches": """
from helpers.checking.kinds import KINDS, Kind
from helpers.checking.outcome import Outcome
def facts(answer, args, kwargs):
    n, size, _ = args
    sizes = [min(size, n - start) for start in range(0, n, size)]
    chance = "a new order at every call, drawn from rng"
    return Outcome("KIND", (sizes, np.arange(n), chance))
KINDS["batches"] = Kind("batches", facts)
def minibatches(n, size, rng): pass
""",
    "train_two_layer": """
from helpers.checking.kinds import KINDS, Kind
from helpers.checking.outcome import Outcome
def facts(answer, args, kwargs):
    X, y, hidden, _ = args
    classes = int(y.max()) + 1
    shapes = f"W1 {hidden, X.shape[1]}, b1 {hidden,}, W2 {classes, hidden}, b2 {classes,}"
    return Outcome("KIND", (shapes, hidden, 1.0))
KINDS["two-layer network"] = Kind("two-layer network", facts)
def train_two_layer(X, y, hidden, rng): pass
""",
}

BY_PYTORCH = {
    "lesson 5 by torch.optim": (
        "05_gradient_descent",
        "momentum_step",
        """
import torch
def momentum_step(w, dw, velocity, rate=0.01, momentum=0.9):
    p = torch.nn.Parameter(torch.tensor(w))
    p.grad = torch.tensor(dw)
    optimizer = torch.optim.SGD([p], lr=rate, momentum=momentum)
    optimizer.state[p]["momentum_buffer"] = torch.tensor(-velocity / rate)
    optimizer.step()
    return p.detach().numpy(), -rate * optimizer.state[p]["momentum_buffer"].numpy()
""",
    ),
    "lesson 9 by batch_norm": (
        "09_cnn_from_scratch",
        "batchnorm_forward",
        """
import torch.nn.functional as F
from torch import tensor
def batchnorm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, train):
    mean, var = tensor(running_mean), tensor(running_var)
    out = F.batch_norm(tensor(x), mean, var, tensor(gamma), tensor(beta), train, momentum, epsilon)
    return out.numpy(), mean.numpy(), var.numpy()
""",
    ),
}

ATTACKS: list[Attack] = [
    *answers(
        "earn the points of the exercise by changing what it might be compared with",
        FAKES,
    ),
    *answers(
        "earn a point by changing what its own process runs",
        OWN_GOALS,
        costs_the_rest=True,
    ),
    *forged(
        "earn a point by an outcome that no function returned",
        OUTCOMES,
    ),
    *forged_lists(
        "earn a point by the form of an answer, or keep the grader waiting",
        LISTS,
    ),
    *(
        Attack(
            f"sends facts of the kind {kind!r} in place of a result",
            "earn the points of what is trained or drawn without training or drawing",
            {name: source.replace("KIND", kind) for name, source in FACTS.items()},
            lesson="05_gradient_descent",
            patient=True,
        )
        for kind in ("returned", "scored", "")
    ),
    Attack(
        "is nearly right, in half precision",
        "hide a mistake behind rough numbers",
        {"mean_image": "def mean_image(images): return (images.mean(0) * 0.999).astype('f2')"},
    ),
    *(
        Attack(
            f"does {name}", "be done by a library", {exercise: source}, lesson=lesson, patient=True
        )
        for name, (lesson, exercise, source) in BY_PYTORCH.items()
    ),
]
