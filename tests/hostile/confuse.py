"""Values, errors and messages that no comparison and no reader should stumble over."""

from __future__ import annotations

from hostile import INSIDE, Attack, answers, calls, cells, forged

VALUES = {
    "returns what equals everything": """
class Anything:
    def __eq__(self, other): return True
    def __array__(self, *a, **k): return np.zeros(())
    def __float__(self): return 2.0
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
def add_one(x): return Anything()
""",
    "returns an array that equals everything": """
class Equal(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    def __array_ufunc__(self, *a, **k): return np.ones(self.shape, bool)
    def __array_function__(self, *a, **k): return True
def add_one(x): return np.asarray(x).view(Equal)
""",
    "returns an array that lies about its shape and type": """
class Liar(np.ndarray):
    shape = property(lambda self: (3,))
    size = property(lambda self: 3)
    dtype = property(lambda self: np.dtype(float))
    def tobytes(self): return np.array([2.0, 3.0, 4.0]).tobytes()
def add_one(x): return np.zeros(1).view(Liar)
""",
    "returns a number that lies": """
class Liar(int):
    def __eq__(self, other): return True
    def __index__(self): return 2
    def __int__(self): return 2
    def __repr__(self): return "2"
    __hash__ = int.__hash__
def add_one(x): return Liar(7)
""",
    "returns an array of objects": "def add_one(x): return np.array([x + 1], dtype=object)",
    "returns a generator": "def add_one(x): yield x + 1",
    "returns a function": "def add_one(x): return lambda: x + 1",
    "returns a promise": "async def add_one(x): return x + 1",
    "returns a list within itself": "def add_one(x):\n    a = []\n    a.append(a)\n    return a",
    "returns a list nested deep": """
def add_one(x):
    a = []
    for _ in range(100_000): a = [a]
    return a
""",
    "returns nan": "def add_one(x): return x * float('nan')",
    "returns infinity": "def add_one(x): return x + float('inf')",
    "returns a number of 4000 digits": "def add_one(x): return 10**4000",
    "returns a list of numbers too large for a float": "def add_one(x): return [1.5, 10**400]",
    "returns texts that an array would have no room for": """
def add_one(x): return ["x" * 500_000] + [""] * 100_000
""",
    "returns an array without elements but with sides": """
def add_one(x): return np.zeros((2_000_000_000, 0))
""",
    "returns an array of 40 dimensions": "def add_one(x): return np.zeros((1,) * 40)",
    "returns half a character": "def add_one(x): return '\\ud800'",
    "returns zero bytes": "def add_one(x): return '\\0' * 100",
    "returns a dict with strange keys": """
def add_one(x): return {float("nan"): 1, "~": 2, "\\ud800": 3, (1, 2): 4, None: 5}
""",
    "returns a complex number": "def add_one(x): return x + 1 + 1e-3j",
    "answers for the class of errors": """
class Everything(ValueError, KeyError, TypeError, NotImplementedError): pass
def add_one(x): raise Everything("x")
""",
    "is no function but a number": "add_one = 2",
    "is a class": "class add_one:\n    def __init__(self, x): self.x = x + 1",
    "is deleted": "def add_one(x): return x + 1\ndel add_one",
    "returns dates": "def add_one(x): return np.array(['2026-01-01'], 'M8[D]')",
    "returns a table": "def add_one(x): return np.zeros(2, [('a', float), ('b', int)])",
    "returns bytes": "def add_one(x): return b'2'",
    "returns more digits than anybody sends": "def add_one(x): return np.longdouble(x)",
    "returns a module": "def add_one(x): return np",
    "returns itself": "def add_one(x): return add_one",
    "returns an error": "def add_one(x): return ValueError(2)",
    "returns numbers in an order of bytes of their own": """
def add_one(x): return np.asarray(x, ">f8")
""",
    "returns a dict that never ends": """
class Endless(dict):
    def items(self):
        while True: yield "x", 1
def add_one(x): return [Endless(), 10**5 * "x"]
""",
}

ERRORS = {
    "sys.exit": "import sys; sys.exit()",
    "exit": "exit()",
    "KeyboardInterrupt": "raise KeyboardInterrupt",
    "BaseException": "raise BaseException",
    "GeneratorExit": "raise GeneratorExit",
    "os._exit": "import os; os._exit(0)",
    "an error with a hostile text": """
        class E(Exception):
            def __str__(self): raise SystemExit
        raise E""",
    "an error with a hostile name": """
        class M(type): __name__ = property(lambda c: 1 / 0)
        class E(Exception, metaclass=M): pass
        raise E""",
    "an error with a long name": "raise type('E' * 1_000_000, (Exception,), {})('x' * 1_000_000)",
}

OUTCOMES = {
    "all errors at once": "{'kind': 'raised', 'error': 'E', 'bases': ('ValueError',) * 99_999}",
    "long texts": "{'kind': 'raised', 'error': 'E' * 10**6, 'message': '(1 ' * 10**5}",
    "characters that steer a terminal": (
        "{'kind': 'raised', 'error': 'E', 'message': '\\x1b[2J' * 99, 'printed': '\\r\\x07'}"
    ),
    "much that it printed": "{'kind': 'returned', 'value': 1, 'printed': 'x' * 10**6}",
    "many changed inputs": "{'kind': 'returned', 'value': 1, 'changed': ('x' * 99,) * 9999}",
}

MESSAGES = {
    "garbage for the grader": (
        INSIDE + "os.write(CHANNEL, os.urandom(10_000))",
        "",
    ),
    "an endless message": (
        INSIDE + "os.write(CHANNEL, (1 << 62).to_bytes(8, 'big') + b'x')",
        "returned more than 16 MB",
    ),
    "half a message": (
        INSIDE + "os.write(CHANNEL, (99).to_bytes(8, 'big') + b'x')\ntime.sleep(9)",
        "did not end",
    ),
    "a message drop by drop": (
        INSIDE + "os.write(CHANNEL, (9999).to_bytes(8, 'big'))\n"
        "while True: os.write(CHANNEL, b'x'); time.sleep(0.01)",
        "did not end",
    ),
    "an answer whose number is an array": (
        INSIDE + "forge({'id': np.zeros(3), 'outputs': []})",
        "interfered with the grader's messages",
    ),
    "an answer that is a list": (INSIDE + "forge([1])", "interfered with the grader's messages"),
    "an answer nested deep": (
        INSIDE + "text = b'[' * 100_000\n"
        "data = len(text).to_bytes(8, 'big') + text\n"
        "os.write(CHANNEL, len(data).to_bytes(8, 'big') + data)",
        "interfered with the grader's messages",
    ),
    "too much text": (
        INSIDE + "threading.Thread(target=forge, args=({'id': 1, 'x': 'x' * 5_000_000},)).start()"
        "\ntime.sleep(9)",
        "returned more than 2 MB of lists or text",
    ),
}

SOURCES = {
    "a cell that returns": "return 1\ndef add_one(x): return x",
    "zero bytes": "\0\0def add_one(x): return x",
    "characters of other directions": "# \u202e\u2066\ndef add_one(x): return x  # \u2067",
    "all kinds of blanks": "\ufeff\x0c\r\r\n\tdef add_one(x): return x",
    "magic that does not exist": "%nonsense\n%%nonsense\n!nonsense\ndef add_one(x): return x",
    "a shell": "%%bash\necho 'def add_one(x): return x + 1'",
    "a question": "input()\ndef add_one(x): return x",
    "a debugger": "breakpoint()\n%debug\ndef add_one(x): return x",
    "code a thousand brackets deep": "x = " + "(" * 1000 + ")" * 1000,
    "a number of ten thousand digits": "x = " + "9" * 10_000,
    "a name of a million letters": "x" * 1_000_000 + " = 1",
}

ATTACKS: list[Attack] = [
    *answers(
        "pass for the right value, or end the run",
        VALUES,
    ),
    *calls(
        "end the run, or cost another exercise its points",
        ERRORS,
    ),
    *forged(
        "fill the report, or end the run",
        OUTCOMES,
    ),
    *cells(
        "be taken for an answer, or end the run",
        MESSAGES,
    ),
    *answers(
        "end the run by code that is no ordinary Python",
        SOURCES,
    ),
]
