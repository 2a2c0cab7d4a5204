"""Catch by hand, against a network on the very same ball; and a network that learns it."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from helpers import catch
from helpers.plots.style import FILTER, INK, INPUT, OUTPUT, OUTPUT_MAP, QUIET, WRONG
from helpers.widgets import catch_learning as learning
from helpers.widgets.frame import Widget, describe_call
from helpers.widgets.learner import on_one_thread

PLAY, LEARN = "play", "learn"
GIVEN, REFERENCE, OWN = "given", "reference", "own"
NAMES = {
    GIVEN: "your network",
    REFERENCE: "the network that learns here",
    OWN: "the one with your functions",
}
LETTERS = "lsr"  # of the moves left, stay, right in a state
BALLS = 10_000
LARGEST_SEED = 10**6
CHOICES = {
    "pace": (1, 2, 4),  # rows a second
    "gamma": (0.0, 0.5, 0.8, 0.95, 1.0),
    "explore": (0.0, 0.05, 0.2, 0.5, 1.0),
    "fade": (0, 20, 40, 80),
}
SETTINGS = ("gamma", "explore", "fade", "seed")  # of the learning
LONGEST_LEARNING = 0.15  # seconds of one answer, after which no further move is begun
UNDONE = 20  # changes of settings that can be taken back
CHANCE = 0.3  # of the games, won by moves that are drawn
SHORT = 3  # decimals of values for the page


class CatchPlayer(Widget, page="catch_player.js"):
    """Catch, row by row, with the value of each move; and Q-learning, round by round.

    network: one's own, from pictures (N, 2, 10, 10) to 3 values, as `train_catcher` returns it; it
    is copied, and plays the same ball as you. epsilon_greedy, td_targets: one's own, as in lesson
    16; a second network learns with them beside the reference, from the same first weights. state:
    settings, as a dict or as the text of an earlier state.

    Raises: ValueError for what cannot be shown.
    """

    TITLE = "Catch: you, a network, and chance"
    TASKS = (
        (
            "Play some balls. From which row on can you tell in which column a ball will land, and "
            "what does that take?",
            "From row 1 on: the ball keeps its drift and bounces as light does off a mirror. It "
            "takes two pictures, now and before; one does not say where the ball is going.",
        ),
        (
            "Watch it learn for 80 rounds, then press “New network”, set the discount to 0 and "
            "watch 80 more. How many games does it win, and why?",
            "31 to 57 % in place of 99 and 100. With a discount of 0 a move is worth the reward "
            "that follows at once. So only the last move of a game is learned, which is too late.",
        ),
        (
            "Let it explore for ever: ε falls to 1. All games that it learns from are played by "
            "chance then, and 3 in 10 won. How many does it win itself after 80 rounds?",
            "96 to 98 %. The targets ask what the best next move is worth, whichever was made: "
            "one can learn to win from games that somebody else has lost.",
        ),
    )
    DEFAULTS: ClassVar[dict[str, Any]] = {
        "show": PLAY,
        "ball": 4,
        "moves": "",
        "player": REFERENCE,
        "pace": 2,
        "gamma": 0.95,
        "explore": 0.05,
        "fade": 40,
        "seed": 0,
    }

    def __init__(
        self,
        network: Any = None,
        epsilon_greedy: Callable | None = None,
        td_targets: Callable | None = None,
        *,
        state: dict | str | None = None,
    ) -> None:
        if network is not None and not callable(network):
            raise ValueError(
                f"network is a model from pictures to 3 values, or None, not {network!r}."
            )
        learning.make_ready()
        self.given = None if network is None else _copied(network)
        self.own = epsilon_greedy, td_targets
        kinds = [GIVEN] if network is not None else []
        kinds += [OWN] if any(self.own) else []
        self.players = (*kinds, REFERENCE)
        self.learners: list[learning.Learner] = []
        self.judged: learning.Judged | None = None
        self.past: list[tuple[dict[str, Any], list[learning.Learner], Any]] = []
        self.scores: dict[str, dict[int, tuple[bool, bool, bool]]] = {}
        self._learned_by: dict[str, Any] = {}
        self._restored = False
        self._games: dict[tuple, dict[str, Any]] = {}
        super().__init__(
            state,
            defaults={"player": self.players[0]},
            choices={name: list(values) for name, values in CHOICES.items()},
            players=[[kind, NAMES[kind]] for kind in self.players],
            curves=["with yours", "reference"] if any(self.own) else ["games won"],
            side=catch.SIDE,
            letters=LETTERS,
            balls=BALLS,
            seeds=LARGEST_SEED,
            chance=CHANCE,
        )

    def checked(self, state: dict[str, Any]) -> dict[str, Any]:
        for name, values in (
            ("show", (PLAY, LEARN)),
            ("player", self.players),
            *CHOICES.items(),
        ):
            if isinstance(state[name], bool) or state[name] not in values:
                listed = ", ".join(map(str, values))
                raise ValueError(f"{name} is one of {listed}, not {state[name]!r}.")
        for name, most in (("ball", BALLS - 1), ("seed", LARGEST_SEED)):
            if type(state[name]) is not int or not 0 <= state[name] <= most:
                raise ValueError(f"{name} is a whole number from 0 to {most}, not {state[name]!r}.")
        moves = state["moves"]
        if not isinstance(moves, str) or set(moves) - set(LETTERS) or len(moves) > catch.STEPS:
            raise ValueError(
                f"moves are at most {catch.STEPS} letters l, s or r, as lsr, not {moves!r}."
            )
        return state

    def same_picture(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        return {**old, "pace": 0} == {**new, "pace": 0}

    def compute(self, state: dict[str, Any]) -> dict[str, Any]:
        with on_one_thread():
            self._set(state)
            you = played(state["ball"], [LETTERS.index(letter) for letter in state["moves"]])
            theirs = self._game_of(state["player"], state["ball"])
            drawn = np.random.default_rng([state["ball"], 1])
            chance = played(state["ball"], drawn.integers(0, len(LETTERS), catch.STEPS).tolist())
            if you["won"] is not None:
                score = self.scores.setdefault(state["player"], {})
                score.setdefault(state["ball"], (you["won"], theirs["won"], chance["won"]))
            return {
                "ball": state["ball"],
                "you": you,
                "theirs": theirs,
                "chance": chance,
                "score": self._score(state["player"]),
                **self._view(state),
            }

    def _set(self, state: dict[str, Any]) -> None:
        """Learn by these settings from now on. Only another seed begins with new networks."""
        old, new = self._learned_by, {name: state[name] for name in SETTINGS}
        if self._restored:
            self._restored, self._learned_by = False, new
            return
        if old and old != new:
            self.past.append((old, [one.copy() for one in self.learners], self.judged))
            del self.past[:-UNDONE]
        if old.get("seed") != new["seed"]:
            self.judged = learning.Judged(*self.own, self._own_value)
            self.learners = [learning.Learner(new["seed"])]
            if any(self.own):
                judged = self.judged
                second = learning.Learner(new["seed"], judged.choose, judged.targets)
                self.learners.insert(0, second)
            self._games = {}
        self._learned_by = new

    def _own_value(self, function: Callable, *args: Any, means: str, fits: Callable) -> Any:
        """What one's own function returns, as `fits` reads it; None where that cannot be used."""
        came = self._call(function, args, {})
        if not came:
            return None
        value = fits(came[0])
        if value is None:
            shape = getattr(came[0], "shape", None)
            found = f"an array of shape {tuple(shape)}" if shape else f"{came[0]!r:.60}"
            self.tell(f"{describe_call(function, args, {})} returned {found}, expected {means}.")
        return value

    def _learner(self, player: str) -> learning.Learner:
        return self.learners[0 if player == OWN else -1]

    def _game_of(self, player: str, ball: int) -> dict[str, Any]:
        """The whole game of a network on a ball; where one's own fails, of the one that learns."""
        if player == GIVEN:
            if (player, ball) not in self._games:
                game = played_by(self._given_values, ball)
                if game is None:
                    return self._game_of(REFERENCE, ball)
                self._games[player, ball] = {**game, "name": NAMES[player]}
            return self._games[player, ball]
        one = self._learner(player)
        key = player, ball, id(one), one.rounds
        if key not in self._games:
            others = {name: game for name, game in self._games.items() if name[0] != player}
            game = played_by(lambda seen: learning.values_of(one.network, seen), ball)
            self._games = {**others, key: {**game, "name": NAMES[player]}}
        return self._games[key]

    def _given_values(self, pictures: np.ndarray) -> np.ndarray | None:
        import torch

        with torch.no_grad():
            return self._own_value(
                self.given,
                torch.from_numpy(pictures),
                means=f"{len(LETTERS)} finite values, shape (1, {len(LETTERS)})",
                fits=lambda value: learning.finite(value, (1, len(LETTERS))),
            )

    def _score(self, player: str) -> list[int]:
        """Balls that ended, and how many of them you, the network and chance have caught."""
        results = list(self.scores.get(player, {}).values())
        return [len(results), *(sum(result[i] for result in results) for i in range(3))]

    def _view(self, state: dict[str, Any]) -> dict[str, Any]:
        """What changes while the networks learn."""
        one = self.learners[-1]
        kinds = (OWN, REFERENCE)[-len(self.learners) :]
        return {
            "rounds": one.rounds,
            "epsilon": learning.exploration(one.rounds, state["explore"], state["fade"]),
            "won": [[round(share, SHORT) for share in learner.won] for learner in self.learners],
            "explored": [round(epsilon, SHORT) for epsilon in one.explored],
            "games": [self._game_of(kind, state["ball"]) for kind in kinds],
            "verdicts": list(self.judged.verdicts.values()) if self.judged else [],
            "past": len(self.past),
        }

    # ---- what the page asks for

    def do_learn(self, seconds: float = 0.0, until: int = 0) -> dict[str, Any]:
        """Learn for about so long, at least one move. until: the round to end with; 0 is none."""
        end = time.monotonic() + min(float(seconds), LONGEST_LEARNING)
        state = self.state
        with on_one_thread():
            while True:
                rounds = self.learners[-1].rounds
                epsilon = learning.exploration(rounds, state["explore"], state["fade"])
                for one in self.learners:
                    one.move(epsilon, state["gamma"])
                done = until and self.learners[-1].rounds >= int(until)
                if done or time.monotonic() >= end:
                    return self._view(state)

    def do_look(self) -> dict[str, Any]:
        """What the networks have learned so far."""
        with on_one_thread():
            return self._view(self.state)

    def do_undo(self) -> None:
        """Take back the last change of a setting of the learning, and what was learned since."""
        if self.past:
            settings, self.learners, self.judged = self.past.pop()
            self._restored, self._games = True, {}
            self.state = {**self.state, **settings}

    def do_forget(self) -> dict[str, Any]:
        """Count from 0 again."""
        self.scores = {}
        return {"score": self._score(self.state["player"])}

    # ---- the picture for where nothing is live

    def draw_still(self, figure: Figure) -> None:
        picture, row = self.compute(self.state), len(self.state["moves"])
        wide = VALUES_AT + 3 * VALUE_WIDTH
        if self.state["show"] == PLAY:
            left, right = figure.subplots(1, 2, width_ratios=[catch.SIDE, wide])
            _draw_game(left, picture["you"], row, INK, "you")
            theirs = picture["theirs"]
            _draw_game(right, theirs, row or catch.STEPS, FILTER, theirs["name"])
            return
        left, right = figure.subplots(1, 2)
        game = picture["games"][0]
        _draw_game(left, game, catch.STEPS, FILTER, game["name"])
        for won, color, name in zip(
            picture["won"], (FILTER, OUTPUT), self.about["curves"], strict=False
        ):
            right.plot([100 * share for share in won], color=color, label=name, marker=".", ms=3)
        right.axhline(100 * CHANCE, color=QUIET, ls="--", lw=1, label="chance")
        right.set(xlabel="rounds", ylabel="games won, %", ylim=(0, 105))
        right.set_title(f"{learning.TESTS} games without exploring, {picture['rounds']} rounds")
        right.legend(frameon=False)


VALUES_AT, VALUE_WIDTH = catch.SIDE + 0.6, 1.6  # columns of the still picture


def played(ball: int, moves: list[int]) -> dict[str, Any]:
    """A game by these moves, as far as they go: the columns of ball and basket at each row, and
    whether it is won, None before its end."""
    game, rewards = catch.Catch(1, ball), np.zeros(1)
    balls, baskets = [int(game.ball[0])], [int(game.basket[0])]
    for move in moves:
        rewards = game.step(np.array([move]))
        balls.append(int(game.ball[0]))
        baskets.append(int(game.basket[0]))
    won = bool(rewards[0] > 0) if game.is_over else None
    return {"balls": balls, "baskets": baskets, "won": won}


def played_by(values_of: Callable, ball: int) -> dict[str, Any] | None:
    """The whole game of a player who takes the most valuable move; None where there is no value.

    values_of: pictures (1, 2, 10, 10) to values (1, 3), or to None. Besides what `played` gives:
    moves and values of each row.
    """
    game, moves, values = catch.Catch(1, ball), [], []
    while not game.is_over:
        found = values_of(game.pictures())
        if found is None:
            return None
        moves.append(int(found[0].argmax()))
        values.append([round(float(value), SHORT) for value in found[0]])
        game.step(np.array(moves[-1:]))
    return {**played(ball, moves), "moves": moves, "values": values}


def _copied(network: Any) -> Callable:
    """One's own network as a function of a tensor on this side, under its own name."""
    import torch

    own = network
    device = torch.device("cpu")
    if isinstance(network, torch.nn.Module):
        own = copy.deepcopy(network).eval()
        device = next((p.device for p in own.parameters()), device)

    def values(pictures: torch.Tensor) -> Any:
        found = own(pictures.to(device))
        return found.detach().cpu() if isinstance(found, torch.Tensor) else found

    values.__name__ = getattr(network, "__name__", type(network).__name__)
    return values


def _draw_game(ax: Any, game: dict[str, Any], row: int, color: str, title: str) -> None:
    """A game up to a row, with the values of the moves where there are any."""
    side, last = catch.SIDE, min(row, len(game["balls"]) - 1)
    wide = VALUES_AT + 3 * VALUE_WIDTH if "values" in game else side + 0.1
    ax.set(xlim=(-0.1, wide), ylim=(side + 0.1, -0.9), aspect="equal")
    ax.set_title(title, loc="left")
    ax.axis("off")
    ax.add_patch(Rectangle((0, 0), side, side, fill=False, ec=QUIET))
    for place in range(last + 1):
        now = place == last
        ball, basket = game["balls"][place] + 0.5, game["baskets"][place] - catch.REACH
        ax.plot(ball, place + 0.5, "o", color=INPUT, ms=11, alpha=1 if now else 0.25)
        ax.plot([basket, basket + 2 * catch.REACH + 1], [place + 0.95] * 2, color=color, alpha=0.5)
    basket = game["baskets"][last] - catch.REACH
    ax.add_patch(Rectangle((basket, side - 0.25), 2 * catch.REACH + 1, 0.25, color=color))
    if row >= catch.STEPS and game["won"] is not None:
        words, ink = ("caught", OUTPUT) if game["won"] else ("missed", WRONG)
        ax.text(side / 2, -0.45, words, ha="center", va="center", color=ink)
    for place, values in enumerate(game.get("values", [])[: row + 1]):
        for k, value in enumerate(values):
            x = VALUES_AT + k * VALUE_WIDTH
            chosen = game["moves"][place] == k
            shade = OUTPUT_MAP(0.5 + np.clip(value, -1, 1) / 2)
            edge = {"ec": INK if chosen else "none", "lw": 1.2}
            ax.add_patch(Rectangle((x, place + 0.1), VALUE_WIDTH - 0.1, 0.8, fc=shade, **edge))
            ink = "white" if value < -0.6 else INK
            ax.text(x + 0.75, place + 0.5, f"{value:.2f}", ha="center", va="center", size=7, c=ink)
    if "values" in game:
        for k, name in enumerate(("left", "stay", "right")):
            x = VALUES_AT + 0.75 + k * VALUE_WIDTH
            ax.text(x, -0.4, name, ha="center", va="center", size=8)
