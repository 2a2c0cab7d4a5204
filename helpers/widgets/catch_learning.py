"""Q-learning of Catch, move by move, and what a student's functions in it are held against.

The same as in lesson 16, with settings for somebody who watches: one small batch a move, and an
older copy that is renewed every second round.
"""

from __future__ import annotations

import copy
import math
import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers import catch

if TYPE_CHECKING:
    from torch import nn

ACTIONS = len(catch.MOVES)
GAMES = 32  # side by side in a round
MEMORY = 90  # moves of all games that are learned from again
DRAWN, GAMES_OF_EACH = 16, 4  # moves of the memory in a batch, and games of each
RATE = 0.003
RENEWED = 18  # moves after which the older copy becomes the network
TESTS, TEST_SEED = 100, 10**6  # games without exploring after each round, always the same
CLOSE = 1e-5  # relative to the largest number: targets that differ by less are the same
SIGMAS = 5  # by which shares of choices may be off; chance alone goes there once in a million
TIED = 40  # calls with two equal values


def make_ready() -> None:
    """Let PyTorch load its optimisers now. That takes seconds on a busy machine, the first time."""
    import torch

    torch.optim.Adam([torch.zeros(1, requires_grad=True)])


def new_network(seed: int) -> nn.Module:
    """The network of the lesson: pictures (N, 2, 10, 10) to 3 values, 28,483 parameters."""
    import torch
    from torch import nn

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return nn.Sequential(
            nn.Conv2d(2, 16, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(16, 16, 3, padding=1, stride=2),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(16 * 5 * 5, 64),
            nn.ReLU(),
            nn.Linear(64, ACTIONS),
        )


def values_of(network: nn.Module, pictures: np.ndarray) -> np.ndarray:
    """The value of each move, (N, 3), float32. pictures: (N, 2, 10, 10)."""
    import torch

    with torch.no_grad():
        return network(torch.from_numpy(pictures).float()).numpy()


def exploration(rounds: int, least: float, fade: int) -> float:
    """Epsilon in the round after so many: it falls from 1 to least in even steps, over fade rounds;
    with fade 0 it is least from the start."""
    return least if rounds >= fade else 1 - (1 - least) * rounds / fade


def chances(values: np.ndarray, epsilon: float) -> np.ndarray:
    """How likely epsilon-greedy takes each move, (N, A). values: (N, A)."""
    best = values == values.max(axis=1, keepdims=True)
    return epsilon / values.shape[1] + (1 - epsilon) * best / best.sum(axis=1, keepdims=True)


def choose(values: np.ndarray, epsilon: float, rng: np.random.Generator) -> np.ndarray:
    """Epsilon-greedy moves, (N,), each drawn in one go from the chances of all moves."""
    edges = chances(values, epsilon).cumsum(axis=1)[:, :-1]
    return (rng.random((len(values), 1)) >= edges).sum(axis=1)


def targets(
    rewards: np.ndarray, next_values: np.ndarray, done: np.ndarray, gamma: float
) -> np.ndarray:
    """Reward plus the discounted best of what comes next, added only where something comes."""
    found = np.array(rewards, dtype=float)
    found[~done] += gamma * np.sort(next_values[~done], axis=1)[:, -1]
    return found


class Learner:
    """One network that learns by playing, a move of GAMES games at a time.

    seed: of its first weights and of all that is drawn. choose, targets: as those of this module.
    rounds: how many are over. won: the share of test games won at the start and after each.
    """

    def __init__(self, seed: int, choose: Callable = choose, targets: Callable = targets) -> None:
        import torch

        self.choose, self.targets = choose, targets
        self.rng = np.random.default_rng(seed)
        self.network, self.older = new_network(seed), new_network(seed)
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=RATE)
        self.game = catch.Catch(GAMES, seed)
        self.memory: list[tuple[np.ndarray, ...]] = []  # its arrays are never changed in place
        self.moves = self.rounds = 0
        self.won = [self.test()]
        self.explored: list[float] = []  # epsilon of each round

    def copy(self) -> Learner:
        """The learner as it is now; the memory's arrays are shared."""
        other = copy.copy(self)
        other.memory, other.won, other.explored = map(list, (self.memory, self.won, self.explored))
        lives = (self.rng, self.network, self.older, self.optimizer, self.game)
        # In one go, so that the optimiser's parameters are those of the network.
        other.rng, other.network, other.older, other.optimizer, other.game = copy.deepcopy(lives)
        return other

    def move(self, epsilon: float, gamma: float) -> None:
        """Play one move of all games, and learn from one batch of the memory."""
        if self.game.is_over:
            self.game.begin()
        pictures = self.game.pictures()
        moves = self.choose(values_of(self.network, pictures), epsilon, self.rng)
        rewards = self.game.step(moves)
        done = np.full(GAMES, self.game.is_over)
        after = self.game.pictures()
        step = (pictures.astype(bool), moves, rewards, after.astype(bool), done)
        self.memory = [*self.memory[1 - MEMORY :], step]
        self._learn(gamma)
        self.moves += 1
        if self.moves % RENEWED == 0:
            self.older.load_state_dict(self.network.state_dict())
        if self.game.is_over:
            self.rounds += 1
            self.won.append(self.test())
            self.explored.append(epsilon)

    def _learn(self, gamma: float) -> None:
        import torch
        from torch.nn import functional

        steps = self.rng.integers(0, len(self.memory), DRAWN)
        games = self.rng.integers(0, GAMES, (DRAWN, GAMES_OF_EACH))
        pictures, moves, rewards, after, done = (
            np.concatenate([self.memory[i][part][js] for i, js in zip(steps, games, strict=True)])
            for part in range(5)
        )
        goal = self.targets(rewards, values_of(self.older, after), done, gamma)
        values = self.network(torch.from_numpy(pictures).float())
        chosen = values.gather(1, torch.from_numpy(moves)[:, None])[:, 0]
        loss = functional.smooth_l1_loss(chosen, torch.from_numpy(goal).float())
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()

    def test(self) -> float:
        """The share of the test games that the network wins without exploring."""
        game = catch.Catch(TESTS, TEST_SEED)
        return catch.play(game, lambda pictures: values_of(self.network, pictures).argmax(axis=1))


class Judged:
    """One's own epsilon_greedy and td_targets at work, with the reference where there is none.

    call(function, *args, means, fits) gives what one's own function returns as `fits` reads it, or
    None where that is nothing that `means` says; from then on the reference stands in. verdicts: a
    sentence for each function.
    """

    def __init__(
        self, greedy: Callable | None, td_targets: Callable | None, call: Callable
    ) -> None:
        self.greedy, self.td_targets, self.call = greedy, td_targets, call
        self.verdicts: dict[str, str] = {}
        self.failed: set[str] = set()
        self.calls = self.worst = 0
        self.best, self.expected, self.variance = 0, 0.0, 0.0  # choices of the best move
        self.others = [0, 0]  # choices of the first and the second of two moves that are not best
        self.tied = False
        self._try_equals()

    def _try_equals(self) -> None:
        """Values of a network are hardly ever equal, so equal ones are tried apart."""
        if self.greedy is None:
            return
        rng = np.random.default_rng(0)
        moves = [self._one(np.array([0.0, 1.0, 1.0]), 0.0, rng) for _ in range(TIED)]
        if None in moves:
            return
        self.tied = set(moves) != {1, 2}
        if self.tied:
            self.verdicts["epsilon_greedy"] = (
                f"✗ epsilon_greedy: with values 0, 1, 1 and epsilon 0, {moves.count(1)} of {TIED} "
                f"calls gave 1 and {moves.count(2)} gave 2, expected about half each."
            )

    def _one(self, values: np.ndarray, epsilon: float, rng: np.random.Generator) -> int | None:
        """One's own choice, or None once it has failed."""
        if "epsilon_greedy" in self.failed:
            return None
        value = self.call(self.greedy, values, epsilon, rng, means="a move, 0, 1 or 2", fits=_move)
        if value is None:
            self._fails("epsilon_greedy")
        return value

    def _fails(self, name: str) -> None:
        self.failed.add(name)
        self.verdicts[name] = f"✗ {name} fails: the reference stands in for it."

    def choose(self, values: np.ndarray, epsilon: float, rng: np.random.Generator) -> np.ndarray:
        right = choose(values, epsilon, rng)
        if self.greedy is None:
            return right
        moves = [self._one(row.astype(float), epsilon, rng) for row in values]
        if None in moves:
            return right
        moves = np.array(moves)
        self._count(values, epsilon, moves)
        return moves

    def _count(self, values: np.ndarray, epsilon: float, moves: np.ndarray) -> None:
        """Hold the shares of all choices so far against the chances that they should have."""
        best = values.argmax(axis=1)
        likely = chances(values, epsilon)[np.arange(len(values)), best]
        self.calls += len(moves)
        self.best += int((moves == best).sum())
        self.expected += float(likely.sum())
        self.variance += float((likely * (1 - likely)).sum())
        first = np.where(best == 0, 1, 0)
        self.others[0] += int((moves == first).sum())
        self.others[1] += int(((moves != best) & (moves != first)).sum())
        if self.tied:
            return
        others = sum(self.others)
        if abs(self.best - self.expected) > SIGMAS * math.sqrt(self.variance) + 0.5:
            verdict = (
                f"✗ epsilon_greedy: {self.best:,} of {self.calls:,} moves were the best, "
                f"expected about {self.expected:,.0f}."
            )
        elif abs(self.others[0] - self.others[1]) > SIGMAS * math.sqrt(others):
            verdict = (
                f"✗ epsilon_greedy: of {others:,} moves that were not the best, "
                f"{self.others[0]:,} were the first of the other two, expected about half."
            )
        else:
            verdict = "✓ epsilon_greedy: the best move comes as often as it should, so far."
        self.verdicts["epsilon_greedy"] = verdict

    def targets(
        self, rewards: np.ndarray, next_values: np.ndarray, done: np.ndarray, gamma: float
    ) -> np.ndarray:
        right = targets(rewards, next_values, done, gamma)
        if self.td_targets is None or "td_targets" in self.failed:
            return right
        args = (rewards, next_values.astype(float), done, gamma)
        means = f"an array of shape {right.shape} of finite numbers"
        found = self.call(
            self.td_targets, *args, means=means, fits=lambda value: finite(value, right.shape)
        )
        if found is None:
            self._fails("td_targets")
            return right
        wrong = np.flatnonzero(abs(found - right) > CLOSE * max(1.0, abs(right).max()))
        if len(wrong) > self.worst:  # the worst call stays
            self.worst, i = len(wrong), wrong[0]
            place = "at the end" if done[i] else "before the end"
            self.verdicts["td_targets"] = (
                f"✗ td_targets: {len(wrong)} of {len(right)} numbers differ from the reference; "
                f"for a reward of {rewards[i]:.0f} {place} it returned {found[i]:.4g}, expected "
                f"{right[i]:.4g}."
            ).replace("-", "−")
        elif not self.worst:
            self.verdicts["td_targets"] = "✓ td_targets gives what the reference gives, so far."
        return found


def _move(value: Any) -> int | None:
    """A move as an int, or None for what is none."""
    try:
        move = operator.index(value)
    except TypeError:
        return None
    return move if 0 <= move < ACTIONS else None


def finite(value: Any, shape: tuple[int, ...]) -> np.ndarray | None:
    """Finite numbers of this shape as float64, or None for what is none."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError, RuntimeError):
        return None
    return array if array.shape == shape and np.isfinite(array).all() else None
