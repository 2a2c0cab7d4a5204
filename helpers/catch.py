"""Catch, the game of lesson 16: a ball falls, a basket has to be there.

The picture is 10 x 10. The ball starts in the top row, falls one row a step, drifts by -1, 0 or 1
column a step, the same all the way, and bounces off both sides. The basket is 3 columns wide and
stands in the bottom row; a step moves it by one column or not at all, then the ball falls. After
nine steps the ball is at the bottom, and the game is won if it is above the basket's columns. Every
game can be won, and a basket that moves by chance wins 3 in 10.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

SIDE = 10  # rows and columns of a picture
STEPS = SIDE - 1  # of a game
MOVES = (-1, 0, 1)  # columns by which the basket goes: left, stay, right
REACH = 1  # columns of the basket on each side of its middle


class Catch:
    """Many games side by side, each with its own ball and basket, that end at the same step.

    games: how many. seed: of where the balls and the baskets start and how the balls drift.

    row: of all balls, 0 at the top. ball: the column of each ball, (games,), int64. basket: the
    middle column of each basket, (games,), int64, from 1 to 8.
    """

    def __init__(self, games: int, seed: int) -> None:
        if games < 1:
            raise ValueError(f"Catch needs at least one game. Got {games}.")
        self.games = games
        self._rng = np.random.default_rng(seed)
        self.begin()

    def begin(self) -> None:
        """Start new games, drawn by chance."""
        ball = self._rng.integers(0, SIDE, self.games)
        basket = self._rng.integers(REACH, SIDE - REACH, self.games)
        self._begin_with(ball, basket, self._rng.integers(-1, 2, self.games))

    def _begin_with(self, ball: np.ndarray, basket: np.ndarray, drift: np.ndarray) -> None:
        self.row, self.ball, self.basket, self._drift = 0, ball, basket, drift
        self._before = self._now()

    @property
    def is_over(self) -> bool:
        return self.row == STEPS

    def pictures(self) -> np.ndarray:
        """What a player sees: each game now and one step before, (games, 2, 10, 10), float32.

        1 where the ball or the basket is, else 0. Before the first step both pictures are the same.
        """
        return np.stack([self._now(), self._before], axis=1)

    def step(self, moves: Any) -> np.ndarray:
        """Move the baskets, let the balls fall by one row, and return the rewards.

        moves: (games,), indices into `MOVES`: 0 left, 1 stay, 2 right; a basket at the side stays
        there. Returns (games,), float64: 1 caught and -1 missed at the last step, 0 before.
        Raises a ValueError for other moves, and once the games are over.
        """
        if self.is_over:
            raise ValueError("These games are over: call begin() for new ones.")
        chosen = self._columns(moves)
        self._before = self._now()
        self.basket = np.clip(self.basket + chosen, REACH, SIDE - 1 - REACH)
        ball = self.ball + self._drift
        outside = (ball < 0) | (ball >= SIDE)
        self._drift = np.where(outside, -self._drift, self._drift)
        self.ball = np.where(outside, self.ball + self._drift, ball)
        self.row += 1
        if not self.is_over:
            return np.zeros(self.games)
        return np.where(abs(self.ball - self.basket) <= REACH, 1.0, -1.0)

    def _columns(self, moves: Any) -> np.ndarray:
        """The columns by which the baskets go, (games,), for the moves of a player."""
        given = np.asarray(moves)
        if given.shape != (self.games,):
            raise ValueError(
                f"Expected a move for each game, shape ({self.games},). Got shape {given.shape}."
            )
        if given.dtype.kind not in "iu" or given.min() < 0 or given.max() >= len(MOVES):
            raise ValueError("Moves are integers: 0 is left, 1 is stay, 2 is right.")
        return np.asarray(MOVES)[given]

    def _now(self) -> np.ndarray:
        """The games as pictures, (games, 10, 10), float32."""
        pictures = np.zeros((self.games, SIDE, SIDE), dtype=np.float32)
        each = np.arange(self.games)
        pictures[each, self.row, self.ball] = 1
        for side in range(-REACH, REACH + 1):
            pictures[each, -1, self.basket + side] = 1
        return pictures


def every_game() -> Catch:
    """All 240 games that there are, side by side: each way in which one can begin comes once."""
    starts = np.meshgrid(np.arange(SIDE), np.arange(REACH, SIDE - REACH), (-1, 0, 1))
    ball, basket, drift = (start.ravel() for start in starts)
    game = Catch(len(ball), seed=0)
    game._begin_with(ball, basket, drift)
    return game


@cache
def every_picture() -> np.ndarray:
    """All that a player may see before a move, however the games go, (5008, 2, 10, 10), float32.

    Each comes once. The array is read-only.
    """
    seen = [every_game().pictures()]
    for row in range(1, STEPS):
        for move in range(len(MOVES)):  # from wherever the basket stood
            game = every_game()
            stay = np.full(game.games, MOVES.index(0))
            for _ in range(row - 1):
                game.step(stay)
            game.step(np.full(game.games, move))
            seen.append(game.pictures())
    different = {picture.tobytes(): picture for picture in np.concatenate(seen)}
    pictures = np.array(list(different.values()))
    pictures.flags.writeable = False
    return pictures


def teacher(game: Catch) -> np.ndarray:
    """The moves of a player who follows the ball, (games,), int64; it wins every game."""
    return np.sign(game.ball - game.basket) + 1


def play(game: Catch, choose: Callable[[np.ndarray], Any]) -> float:
    """Play the games to their end, new ones if they are over, and return the share that was won.

    choose: from pictures, (games, 2, 10, 10), to moves, (games,), as in `Catch.step`.
    """
    if game.is_over:
        game.begin()
    while not game.is_over:
        rewards = game.step(choose(game.pictures()))
    return float(np.mean(rewards > 0))
