"""Copied answers are found in disguise, and students who wrote alone are left in peace."""

from __future__ import annotations

import ast
import runpy
from pathlib import Path

import numpy as np
import pytest

from autograder.authoring.lessons import find_lesson
from autograder.authoring.source import answer_source
from autograder.classroom.report.similarity import compare_class

LESSON = find_lesson("convolution")
VARIANTS = runpy.run_path(str(Path(__file__).parent / "variants" / "convolution.py"))["VARIANTS"]
RIGHT = {e.name: [answer_source(e, e.solution), *VARIANTS[e.name]] for e in LESSON.exercises}
WRONG = {e.name: [answer_source(e, m, e.name) for m in e.mistakes] for e in LESSON.exercises}
KNOWN = [text for name in RIGHT for text in (RIGHT[name][0], *WRONG[name])]
NAMES = [
    "a",
    "b",
    "n",
    "k",
    "val",
    "tmp",
    "res",
    "out",
    "arr",
    "s_val",
    "total",
    "idx",
    "my_result",
]


class Hand(ast.NodeTransformer):
    """Rewrites code as one person would: with names, steps and habits of their own."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._habits = dict(zip(self.HABITS, rng.random(len(self.HABITS)), strict=True))
        self._names: dict[str, str] = {}

    HABITS = ("turns sums round", "writes +=", "numbers ranges from 0", "turns < round", "steps")

    def write(self, source: str) -> str:
        tree = self.visit(ast.parse(source))
        nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        given = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        own = sorted({node.id for node in nodes if isinstance(node.ctx, ast.Store)} - given)
        new = dict(zip(own, (f"{self._rng.choice(NAMES)}{i}" for i in range(99)), strict=False))
        for node in nodes:
            node.id = new.get(node.id, node.id)
        return ast.unparse(ast.fix_missing_locations(tree))

    def _does(self, habit: str) -> bool:
        return self._rng.random() < self._habits[habit]

    def visit_BinOp(self, node):
        self.generic_visit(node)
        turned = isinstance(node.op, (ast.Add, ast.Mult)) and self._does("turns sums round")
        return ast.BinOp(node.right, node.op, node.left) if turned else node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        if isinstance(node.target, ast.Name) and not self._does("writes +="):
            old = ast.Name(node.target.id, ast.Load())
            return ast.Assign([node.target], ast.BinOp(old, node.op, node.value))
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        is_short = getattr(node.func, "id", "") == "range" and len(node.args) == 1
        if is_short and self._does("numbers ranges from 0"):
            node.args = [ast.Constant(0), *node.args]
        return node

    def visit_Compare(self, node):
        self.generic_visit(node)
        turned = {ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE}
        if len(node.ops) == 1 and type(node.ops[0]) in turned and self._does("turns < round"):
            return ast.Compare(node.comparators[0], [turned[type(node.ops[0])]()], [node.left])
        return node

    def visit_Assign(self, node):
        return self._in_steps(node)

    def visit_Return(self, node):
        return self._in_steps(node)

    def _in_steps(self, node):
        """A part of the expression, drawn by chance, becomes a line of its own."""
        self.generic_visit(node)
        if node.value is None:
            return node
        kinds = (ast.BinOp, ast.Call, ast.Subscript)
        inner = [n for n in ast.walk(node.value) if isinstance(n, kinds)]
        if not inner or not self._does("steps"):
            return node
        chosen = inner[self._rng.integers(len(inner))]
        name = f"step{self._rng.integers(10**6)}"
        step = ast.Assign([ast.Name(name, ast.Store())], chosen)
        node.value = _Replaced(chosen, ast.Name(name, ast.Load())).visit(node.value)
        return [step, node]


class _Replaced(ast.NodeTransformer):
    def __init__(self, old, new):
        self._old, self._new = old, new

    def visit(self, node):
        return self._new if node is self._old else self.generic_visit(node)


def independent(rng: np.random.Generator) -> dict[str, str]:
    """The answers of a student who wrote alone: a way to solve, or fail, each exercise."""
    hand = Hand(rng)
    cells = {}
    for name in RIGHT:
        pool = WRONG[name] if rng.random() < 0.25 else RIGHT[name]
        cells[name] = hand.write(pool[rng.integers(len(pool))])
    return cells


def disguised(source: str, rng: np.random.Generator) -> str:
    """The same answer with other names, functions in another order, other comments and layout."""
    tree = ast.parse(source)
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    given = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    own = sorted({node.id for node in nodes if isinstance(node.ctx, ast.Store)} - given)
    for node in nodes:
        node.id = f"mine_{own.index(node.id)}" if node.id in own else node.id
    tree.body = [tree.body[i] for i in rng.permutation(len(tree.body))]
    lines = ast.unparse(tree).splitlines()
    return "\n\n".join(f"{line}  # step {i}" for i, line in enumerate(lines))


@pytest.fixture(scope="module")
def loners() -> dict[str, dict[str, str]]:
    """A class of students who wrote alone, but took the same few roads."""
    rng = np.random.default_rng(6)
    return {f"s{i:03d}": independent(rng) for i in range(100)}


def pairs(answers: dict[str, dict[str, str]]) -> list[tuple[str, str]]:
    return [pair.students for pair in compare_class(answers, KNOWN).pairs]


def test_nobody_who_wrote_alone_is_listed(loners):
    assert pairs(loners) == []


def test_copies_in_disguise_are_found_and_nobody_else(loners):
    rng = np.random.default_rng(7)
    copied = [f"s{i:03d}" for i in range(10)]
    copies = {
        f"z-{student}": {name: disguised(cell, rng) for name, cell in loners[student].items()}
        for student in copied
    }
    found = pairs(loners | copies)
    assert set(found) <= {(student, f"z-{student}") for student in copied}
    assert len(found) >= 8


def test_a_few_copied_answers_among_own_ones_are_found(loners):
    rng = np.random.default_rng(8)
    long = ("conv_forward", "conv_backward", "correlate2d", "correlate1d")
    copy = independent(rng) | {name: disguised(loners["s003"][name], rng) for name in long}
    (found,) = compare_class(loners | {"z": copy}, KNOWN).pairs
    assert found.students == ("s003", "z")
    # Besides, two may have written a short answer in the same usual way.
    assert len(set(found.cells) - set(long)) < len(set(found.cells) & set(long))


def test_the_passage_shown_stands_in_both_answers(loners):
    copy = {name: f"# mine\n{cell}" for name, cell in loners["s003"].items()}
    (found,) = compare_class(loners | {"z": copy}, KNOWN).pairs
    cell = found.passage.cells[0]
    assert found.passage.texts[0] in loners["s003"][cell]
    assert found.passage.texts[1] in copy[cell]
    assert len(found.passage.texts[0].splitlines()) > 2


def test_the_solution_itself_is_no_sign_of_copying(loners):
    right = {name: texts[0] for name, texts in RIGHT.items()}
    assert pairs(loners | {"y": right, "z": right}) == []


def test_what_many_in_the_class_wrote_is_no_sign_of_copying(loners):
    many = {f"z{i}": loners["s003"] for i in range(30)}
    assert pairs(loners | many) == []


def test_of_a_class_of_two_nothing_is_said(loners):
    assert pairs({"y": loners["s003"], "z": loners["s003"]}) == []


@pytest.mark.parametrize("source", ["", "def f(:\n  '''open", "(" * 10**6, "\\", "\x00é'"])
def test_any_text_can_be_compared(loners, source):
    some = dict(list(loners.items())[:5])
    compare_class(some | {"y": {"a": source}, "z": {}}, KNOWN[:1])


def test_an_empty_class_has_no_pairs():
    assert compare_class({}).pairs == ()
