"""How answers are tried that draw actions, and those that train a network to play a game."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from autograder.authoring.exercise import Exercise, Part, drawn
from autograder.authoring.sheets import answer_sheet, calls_of
from autograder.exercises.learning_to_play.epsilon_greedy import actions
from autograder.exercises.learning_to_play.epsilon_greedy import epsilon_greedy as right
from autograder.exercises.learning_to_play.train_catcher import FollowsTheBall, _network, _playing
from helpers import catch
from helpers.checking.check import check_sheet
from helpers.checking.compare import difference
from helpers.checking.kinds import CATCHER, SHARES
from helpers.checking.kinds.catcher import BEGINNING, NOT_TRAINED, facts_of_catcher
from helpers.checking.kinds.pytorch import warm_up
from helpers.checking.kinds.shares import BY_RNG, COMPARED, DRAWS, facts_of_shares
from helpers.checking.outcome import Outcome
from helpers.checking.run import outcome_of
from helpers.checking.values import NotData, decode, encode

PICTURES = catch.every_picture()
ON_SEED = "the same network from the same seed, another from another seed"


@pytest.fixture(scope="module", autouse=True)
def _warm():
    warm_up()


# Actions by chance


def drawing(values, epsilon, seed=1):
    return actions(np.random.default_rng(seed), values, epsilon)


def facts_of_drawing(answer, call):
    return SHARES.measured(outcome_of(SHARES, answer, call.args, {}), call.exam).value


def test_actions_are_counted():
    chance, shares = facts_of_drawing(right, drawing([0.5, 2.5, 1.5], 0.6))
    assert chance == BY_RNG
    np.testing.assert_allclose(shares, [0.2, 0.6, 0.2], atol=0.08)
    chance, shares = facts_of_drawing(right, drawing([0.5, 2.5], 0.0))
    assert chance == BY_RNG and shares.tolist() == [0, 1]


COUNT, COUNT_OF_SEEDS = itertools.count(), itertools.count(7)
ANSWERS_WITH_OTHER_CHANCE = {
    "NumPy's own": lambda v, e, rng: np.random.randint(2),
    "no seed": lambda v, e, rng: int(np.random.default_rng().integers(2)),
    "counting calls": lambda v, e, rng: next(COUNT) % 2,
    "half by rng": lambda v, e, rng: int(rng.integers(2) ^ np.random.randint(2)),
}


@pytest.mark.parametrize("name", ANSWERS_WITH_OTHER_CHANCE)
def test_chance_that_is_not_the_generators_is_seen_though_all_shares_are_right(name):
    call = drawing([1.5, 1.5], 0.0)
    chance, shares = facts_of_drawing(ANSWERS_WITH_OTHER_CHANCE[name], call)
    assert chance == "other actions for a generator of the same seed"
    np.testing.assert_allclose(shares, 0.5, atol=0.08)


def test_who_counts_the_calls_of_each_generator_is_seen():
    counts = {}

    def count(values, epsilon, rng):
        counts[id(rng)] = counts.get(id(rng), -1) + 1
        return counts[id(rng)] % 2

    chance, _ = facts_of_drawing(count, drawing([1.5, 1.5], 0.0))
    assert chance == "the same actions for a generator of another seed"


def test_values_that_were_changed_are_noticed():
    def sorts(values, epsilon, rng):
        values.sort()
        return 0

    assert outcome_of(SHARES, sorts, drawing([2.5, 1.5], 0.5).args, {}).changed == ("0",)


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (1.0, "type float"),
        (True, "type bool"),
        (None, "type NoneType"),
        (np.array([1]), "type ndarray"),
        (2, "the action 2, and there are 2, counted from 0"),
        (-1, "the action -1"),
        (10**30, "counted from 0"),
        (-(10**30), "the action -1"),
    ],
)
def test_what_is_no_action_is_told(action, message):
    call = drawing([1.5, 2.5], 0.5)
    outcome = outcome_of(SHARES, lambda *_: action, call.args, {})
    measured = SHARES.measured(outcome, call.exam)
    assert measured.kind == "not data" and message in measured.message


A, B = np.zeros(DRAWS, dtype=int), np.zeros(COMPARED, dtype=int)


@pytest.mark.parametrize(
    "value",
    [
        None,
        (BY_RNG, np.array([0.5, 0.5])),
        (A, B),
        [A, B, B],
        (A[1:], B, B),
        (A, B, None),
        (A.astype(float), B, B),
        (A + 1j, B, B),
        (A.reshape(-1, 2), B, B),
        (A + 2**40, B, B),
        (A.astype(np.uint64) + np.uint64(2**63), B, B),
        (A.astype(bool), B, B),
    ],
)
def test_what_a_process_may_send_in_place_of_actions_earns_nothing(value):
    with pytest.raises(NotData):
        facts_of_shares(value, {"shares": np.array([0.5, 0.5])})


@pytest.mark.parametrize("dtype", [np.uint64, np.int8])
def test_actions_of_any_int_are_counted(dtype):
    values = (A.astype(dtype), B.astype(dtype), B)
    _, shares = facts_of_shares(values, {"shares": np.array([0.5, 0.5])})
    assert shares.tolist() == [1, 0]


def test_a_report_says_how_often_each_action_came():
    parts = [Part("equals", [drawing([1.5, 0.5, 1.5], 0.0), drawn(lambda r: drawing([1.5], 0), 1)])]
    sheet = answer_sheet(Exercise(right, parts, [], kind=SHARES), 0)
    report = check_sheet(sheet, lambda values, epsilon, rng: 0)
    assert report.parts[0].problem == (
        "chose the actions in 100%, 0%, 0% of the calls, expected about 50%, 0%, 50%"
    )


# Catch


def train(model, seed, steps=40, rate=0.003, lesson=catch.teacher):
    """Enough to lose a few games only."""
    game = catch.Catch(100, seed)
    optimizer = torch.optim.Adam(model.parameters(), rate)
    for _ in range(steps):
        if game.is_over:
            game.begin()
        pictures, moves = torch.from_numpy(game.pictures()), torch.from_numpy(lesson(game))
        optimizer.zero_grad()
        F.cross_entropy(model(pictures), moves).backward()
        optimizer.step()
        game.step(moves)
    return model


def facts_of_training(answer, seed=7):
    outcome = outcome_of(CATCHER, answer, (seed,), {})
    return CATCHER.measured(outcome, {"games": 240})


def test_every_picture_is_one_that_a_player_may_see():
    known = {picture.tobytes() for picture in PICTURES}
    assert len(known) == len(PICTURES) == 5008
    rng, seen = np.random.default_rng(0), set()
    game = catch.Catch(3000, seed=0)
    for _ in range(3):
        while not game.is_over:
            seen |= {picture.tobytes() for picture in game.pictures()}
            game.step(rng.integers(0, 3, game.games))
        game.begin()
    assert seen <= known and len(seen) > 0.98 * len(known)


def test_every_game_comes_once():
    game = catch.every_game()
    starts = np.stack([game.ball, game.basket, game._drift])
    assert game.games == len(np.unique(starts, axis=1).T) == 240


def test_a_trained_network_is_judged_by_all_games():
    form, on_seed, won = facts_of_training(lambda s: train(_network(s), s, 150)).value
    assert (form, on_seed) == ("values (N, 3)", ON_SEED)
    model = train(_network(7), 7, 150)

    def choose(pictures):
        with torch.no_grad():
            return model(torch.from_numpy(pictures)).argmax(1)

    assert won == catch.play(catch.every_game(), choose) > 0.5


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (
            lambda seed: train(_network(next(COUNT_OF_SEEDS)), seed, 150),
            "another network from the same seed, another from another seed",
        ),
        (
            lambda seed: train(_network(7), 7, 150),
            "the same network from the same seed, the same from another seed",
        ),
        (lambda seed: _network(seed), "a network that has learned nothing"),
        (lambda seed: FollowsTheBall(), NOT_TRAINED),
    ],
)
def test_what_the_seed_decides_is_seen(answer, sentence):
    assert facts_of_training(answer).value[1] == sentence


def test_a_rule_by_hand_wins_nothing():
    assert facts_of_training(lambda seed: FollowsTheBall()).value[2] == 0


def test_a_training_is_begun_again_and_not_finished():
    steps = []

    def learn(seed):
        model = _network(seed)
        for step in range(500):
            steps.append(step)
            (model(torch.zeros(1, 2, 10, 10)).sum() ** 2).backward()
        return model

    facts_of_training(learn)
    assert len(steps) == 500 + 2 * (BEGINNING + 1)


def test_a_training_without_a_gradient_is_judged_by_its_values():
    def by_least_squares(seed):
        game = catch.Catch(300, seed)
        moves = torch.from_numpy(catch.teacher(game))
        x = torch.from_numpy(game.pictures()).flatten(1)
        model = nn.Sequential(nn.Flatten(), nn.Linear(200, 3, bias=False))
        right = torch.stack([1.0 - moves, 0.4 + 0.0 * moves, moves - 1.0], 1)
        ridge = x.T @ x + torch.eye(200)
        model[1].weight = nn.Parameter(torch.linalg.solve(ridge, x.T @ right).T)
        return model

    _, sentence, won = facts_of_training(by_least_squares).value
    assert won < 0.5 or sentence == ON_SEED
    assert sentence != NOT_TRAINED


class Gives(nn.Module):
    def __init__(self, value):
        super().__init__()
        self.value = value

    def forward(self, pictures):
        return self.value(pictures)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (lambda x: x.numpy(), "ndarray, no tensor"),
        (lambda x: torch.zeros(3), "values (3,) to 500 pictures"),
        (lambda x: torch.tensor(1.0), "values () to 500 pictures"),
        (lambda x: torch.zeros(2, 3), "values (2, 3) to 500 pictures"),
        (lambda x: torch.zeros(len(x)), "values (500,) to 500 pictures"),
        (lambda x: torch.zeros(len(x), 2), "values (500, 2) to 500 pictures"),
        (lambda x: torch.zeros(len(x), 3, 90), "values (500, 3, 90) to 500 pictures"),
        (lambda x: (x, x), "tuple, no tensor"),
    ],
)
def test_a_model_that_gives_no_values_is_told_so(value, message):
    outcome = facts_of_training(lambda seed: Gives(value))
    assert outcome.kind == "not data" and message in outcome.message


def test_values_that_are_no_numbers_win_nothing():
    nothing = Gives(lambda x: torch.full((len(x), 3), torch.nan))
    facts = facts_of_training(lambda seed: nothing).value
    assert facts == ("values that are not all numbers", "", 0.0)


P = len(PICTURES)
BEST = np.zeros((P, 3), dtype=np.float32)
TRACE = np.zeros(BEGINNING)


@pytest.mark.parametrize(
    "value",
    [
        None,
        ("values (N, 3)", ON_SEED, 1.0),
        (BEST,),
        (BEST, TRACE),
        (BEST, [TRACE] * 2),
        (BEST, [TRACE, TRACE, None]),
        (BEST, [TRACE, TRACE, TRACE + 1j]),
        (BEST[1:], [TRACE] * 3),
        (BEST[:, :0], [TRACE] * 3),
        (BEST.astype(complex), [TRACE] * 3),
        (BEST.tolist(), [TRACE] * 3),
        (np.float32(0), [TRACE] * 3),
    ],
    ids=range(12),
)
def test_what_a_process_may_send_in_place_of_values_earns_nothing(value):
    with pytest.raises(NotData):
        facts_of_catcher(value, {"games": 240})


def test_traces_of_any_shape_and_values_of_any_size_are_looked_at():
    huge = np.full((P, 3), 1e308), [TRACE, np.zeros((2, 2)), np.zeros(0)]
    assert facts_of_catcher(huge, {"games": 240})[2] == pytest.approx(0.3)


# Parts that share a training


def some_seed(rng):
    return _playing(int(rng.integers(1, 1000)))


@pytest.fixture
def shared():
    calls = [_playing(7), drawn(some_seed, 1)]
    parts = [Part(title, calls, item) for item, title in enumerate(("form", "seed", "games"))]
    return Exercise(lambda seed: _network(seed), parts, [], kind=CATCHER, torch=True)


def test_parts_that_share_a_training_draw_it_once(shared):
    first, *others = calls_of(shared, 3)
    assert all([id(call) for call in calls] == [id(call) for call in first] for calls in others)
    assert calls_of(shared, 3)[0][1].args != calls_of(shared, 4)[0][1].args


def test_parts_that_share_a_training_have_it_made_once(shared):
    sheet = answer_sheet(shared, 3)
    sheet = type(sheet).from_data(decode(encode(sheet.to_data())))
    assert len(sheet.cases) == 2 and [len(part.cases) for part in sheet.parts] == [2, 2, 2]
    trained, done = [], []

    def untrained(seed):
        trained.append(seed)
        return _network(seed)

    report = check_sheet(sheet, untrained, lambda: done.append(1))
    seeds = [case.args[0] for case in sheet.cases]
    assert trained == [other for seed in seeds for other in (seed, seed, seed + 1)]
    assert len(done) == 2 and len(report.parts) == 3


def test_a_report_says_how_many_games_were_won():
    expected = Outcome("scored", ("", "", {"games": 240, "at least": 0.9, "at most": 1.0}))
    assert difference(Outcome("returned", ("", "", 0.95)), expected, 2) is None
    found = difference(Outcome("returned", ("", "", 0.5)), expected, 2)
    assert found.sentence == "wins 50% of 240 games, expected at least 90%"
