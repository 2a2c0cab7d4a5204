"""CatchPlayer plays by the game's rules, learns as it says, and tells what one's own code does."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from matplotlib.figure import Figure
from torch import nn

from helpers import catch
from helpers.widgets import catch_learning as learning
from helpers.widgets import catch_player
from helpers.widgets.catch_player import GIVEN, OWN, REFERENCE, CatchPlayer

ROUND = catch.STEPS  # moves


@pytest.fixture(autouse=True)
def _one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def epsilon_greedy(values, epsilon, rng):
    if rng.random() < epsilon:
        return int(rng.integers(len(values)))
    return int(rng.choice(np.flatnonzero(values == values.max())))


def td_targets(rewards, next_values, done, gamma):
    return rewards + np.where(done, 0.0, gamma * next_values.max(axis=1))


def learned(moves: int, *own, **state) -> CatchPlayer:
    """A widget after so many moves."""
    widget = CatchPlayer(None, *own, state=state)
    for _ in range(moves):
        widget.do_learn(0.0)
    return widget


def weights(learner) -> np.ndarray:
    return np.concatenate([p.detach().numpy().ravel() for p in learner.network.parameters()])


# ---- by hand


@pytest.mark.parametrize("ball", [4, 7])
def test_a_game_by_hand_is_the_game_of_the_lesson(ball):
    widget = CatchPlayer(state={"ball": ball, "moves": "lsrrlllrr"})
    game = catch.Catch(1, ball)
    columns, baskets = [game.ball[0]], [game.basket[0]]
    for letter in "lsrrlllrr":
        rewards = game.step(np.array(["lsr".index(letter)]))
        columns.append(game.ball[0])
        baskets.append(game.basket[0])
    assert widget.picture["you"] == {"balls": columns, "baskets": baskets, "won": rewards[0] > 0}


def test_a_game_that_is_not_over_is_neither_won_nor_lost():
    assert CatchPlayer(state="moves=lllsssrr").picture["you"]["won"] is None


def test_all_three_play_the_same_ball():
    picture = CatchPlayer(state="moves=lllllllll&ball=11").picture
    paths = [picture[who]["balls"] for who in ("you", "theirs", "chance")]
    assert paths[0] == paths[1] == paths[2]
    assert picture["games"][0]["balls"] == paths[0]


def test_a_network_takes_the_most_valuable_move_of_what_it_sees():
    own = learning.new_network(5)
    theirs = CatchPlayer(own).picture["theirs"]
    game = catch.Catch(1, 4)
    for move, values in zip(theirs["moves"], theirs["values"], strict=True):
        with torch.no_grad():
            expected = own(torch.from_numpy(game.pictures()))[0].numpy()
        np.testing.assert_allclose(values, expected, atol=1e-3)
        assert move == expected.argmax()
        game.step(np.array([move]))


def test_the_score_counts_each_ball_as_it_ended_first():
    widget = CatchPlayer(state="moves=lllllllss")  # ball 4 lands in column 2
    assert widget.picture["score"][:2] == [1, 1]
    widget.state = {**widget.state, "moves": "rrrrrrrrr"}
    assert widget.picture["score"][:2] == [1, 1]
    widget.state = {**widget.state, "ball": 5, "moves": "rrrrrrrrr"}
    assert widget.picture["score"][:2] == [2, 1]
    assert widget.do_forget() == {"score": [0, 0, 0, 0]}


def test_a_score_is_kept_for_each_network_apart():
    widget = CatchPlayer(learning.new_network(0), state="moves=lllllllss")
    assert widget.picture["score"][0] == 1
    widget.state = {**widget.state, "player": REFERENCE, "moves": ""}
    assert widget.picture["score"][0] == 0


def test_two_pictures_say_where_the_ball_lands_and_one_does_not():
    """What the first task says."""
    landed: dict[int, dict[tuple, set]] = {0: {}, 1: {}}
    for ball in range(400):
        path = catch_player.played(ball, [1] * ROUND)["balls"]
        landed[0].setdefault((path[0],), set()).add(path[-1])
        landed[1].setdefault((path[0], path[1]), set()).add(path[-1])
    assert all(len(columns) > 1 for columns in landed[0].values())
    assert all(len(columns) == 1 for columns in landed[1].values())


# ---- the reference


def test_targets_are_those_of_loops_whatever_stands_after_the_end():
    rng = np.random.default_rng(0)
    rewards, following = rng.normal(size=20), rng.normal(size=(20, 3)) - 2
    done = rng.random(20) < 0.4
    following[done] = np.nan
    expected = [
        r if over else r + 0.9 * max(row)
        for r, row, over in zip(rewards, following.tolist(), done, strict=True)
    ]
    np.testing.assert_allclose(learning.targets(rewards, following, done, 0.9), expected)


def test_choices_are_as_likely_as_those_of_the_rule():
    values = np.array([0.2, 0.7, 0.7])
    for epsilon in (0.0, 0.3, 1.0):
        rng = np.random.default_rng(1)
        plain = [epsilon_greedy(values, epsilon, rng) for _ in range(4000)]
        drawn = learning.choose(np.tile(values, (4000, 1)), epsilon, rng)
        for found in (plain, drawn):
            shares = np.bincount(found, minlength=3) / 4000
            expected = [epsilon / 3, *[epsilon / 3 + (1 - epsilon) / 2] * 2]
            np.testing.assert_allclose(shares, expected, atol=0.04)


def test_exploration_falls_in_even_steps_and_stays():
    values = [learning.exploration(rounds, 0.2, 4) for rounds in range(6)]
    np.testing.assert_allclose(values, [1, 0.8, 0.6, 0.4, 0.2, 0.2])
    assert learning.exploration(0, 0.2, 0) == 0.2


def test_a_seed_repeats_a_learning_and_another_does_not():
    first, again, other = (learned(3, seed=seed).learners[0] for seed in (0, 0, 1))
    np.testing.assert_array_equal(weights(first), weights(again))
    assert (weights(first) != weights(other)).any()


def test_steps_go_towards_reward_plus_the_discounted_best_of_the_older_copy():
    one = learning.Learner(0)
    one.move(1.0, 0.95)
    (pictures, moves, rewards, after, done), *_ = one.memory
    before = learning.values_of(one.older, pictures.astype(np.float32))
    goal = rewards + 0.95 * learning.values_of(one.older, after.astype(np.float32)).max(axis=1)
    gap = np.abs(before[np.arange(len(moves)), moves] - goal).mean()
    for _ in range(20):
        one._learn(0.95)
    now = learning.values_of(one.network, pictures.astype(np.float32))
    assert not done.any()
    assert np.abs(now[np.arange(len(moves)), moves] - goal).mean() < 0.5 * gap


def test_the_older_copy_is_renewed_every_second_round():
    one = learning.Learner(0)
    first = one.older[0].weight.clone()
    for _ in range(learning.RENEWED - 1):
        one.move(1.0, 0.95)
    assert (one.older[0].weight == first).all()
    one.move(1.0, 0.95)
    assert (one.older[0].weight == one.network[0].weight).all()


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("settings", "least", "most"),
    [({}, 90, 100), ({"gamma": 0.0}, 20, 70), ({"explore": 1.0}, 85, 100)],
)
def test_the_tasks_are_answered_truly(settings, least, most):
    for seed in range(3):
        widget = learned(80 * ROUND, seed=seed, **settings)
        assert least <= 100 * np.mean(widget.learners[0].won[-3:]) <= most


# ---- what the page asks for


def test_an_answer_ends_with_its_time_or_with_its_round(monkeypatch):
    monkeypatch.setattr(catch_player, "LONGEST_LEARNING", 0.0)
    widget = CatchPlayer()
    assert (widget.do_learn(60.0)["rounds"], widget.learners[0].moves) == (0, 1)
    monkeypatch.setattr(catch_player, "LONGEST_LEARNING", 60.0)
    answer = widget.do_learn(60.0, until=1)
    assert (answer["rounds"], len(answer["won"][0]), answer["explored"]) == (1, 2, [1.0])


def test_what_is_seen_is_what_was_learned_so_far():
    widget = learned(ROUND)
    view = widget.do_look()
    theirs = widget._game_of(REFERENCE, 4)
    assert view["games"] == [theirs]
    assert theirs["values"] != CatchPlayer().picture["theirs"]["values"]


def test_discount_and_exploration_change_on_the_way_and_another_seed_begins_anew():
    widget = learned(ROUND)
    before = weights(widget.learners[0])
    widget.state = {**widget.state, "gamma": 0.5, "explore": 0.5, "fade": 0}
    assert (weights(widget.learners[0]) == before).all()
    assert (widget.picture["rounds"], widget.picture["epsilon"]) == (1, 0.5)
    widget.state = {**widget.state, "seed": 1}
    assert (widget.picture["rounds"], widget.picture["won"][0][1:]) == (0, [])


def test_undo_takes_back_a_setting_with_all_that_was_learned():
    widget = learned(ROUND)
    before = weights(widget.learners[0])
    widget.state = {**widget.state, "gamma": 0.0, "moves": "ll"}
    for _ in range(ROUND):
        widget.do_learn(0.0)
    widget.state = {**widget.state, "seed": 7}
    assert widget.picture["past"] == 2
    widget.do_undo()
    assert (widget.state["seed"], widget.state["gamma"], widget.picture["rounds"]) == (0, 0.0, 2)
    widget.do_undo()
    assert (widget.state["gamma"], widget.state["moves"], widget.picture["rounds"]) == (
        0.95,
        "ll",
        1,
    )
    assert (weights(widget.learners[0]) == before).all()
    assert widget.do_undo() is None


def test_a_learning_goes_on_from_a_copy_as_from_itself():
    one = learning.Learner(0)
    for _ in range(5):
        one.move(0.5, 0.95)
    other = one.copy()
    for each in (one, other):
        for _ in range(ROUND):
            each.move(0.5, 0.95)
    np.testing.assert_array_equal(weights(one), weights(other))
    assert one.won == other.won


def test_only_so_many_changes_are_remembered(monkeypatch):
    monkeypatch.setattr(catch_player, "UNDONE", 3)
    widget = CatchPlayer()
    for gamma in (0.0, 0.5, 0.8, 1.0, 0.95):
        widget.state = {**widget.state, "gamma": gamma}
    assert widget.picture["past"] == 3


# ---- one's own functions


def test_right_functions_are_said_to_be_right():
    widget = learned(10, epsilon_greedy, td_targets)
    verdicts = widget.picture["verdicts"] + widget.do_look()["verdicts"]
    assert widget.error == ""
    assert set(verdicts) == {
        "✓ epsilon_greedy: the best move comes as often as it should, so far.",
        "✓ td_targets gives what the reference gives, so far.",
    }


def test_right_targets_teach_what_the_reference_teaches():
    own, reference = learned(3, None, td_targets).learners
    np.testing.assert_allclose(weights(own), weights(reference), atol=1e-6)


def always_best(values, epsilon, rng):
    return int(rng.choice(np.flatnonzero(values == values.max())))


def first_of_equals(values, epsilon, rng):
    return int(rng.integers(3)) if rng.random() < epsilon else int(np.argmax(values))


def the_others_only(values, epsilon, rng):
    best = always_best(values, 0, rng)
    others = [move for move in range(3) if move != best]
    return int(rng.choice(others)) if rng.random() < epsilon else best


def the_first_two(values, epsilon, rng):
    return int(rng.integers(2)) if rng.random() < epsilon else always_best(values, 0, rng)


def other_way_round(values, epsilon, rng):
    return epsilon_greedy(values, 1 - epsilon, rng)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (always_best, "moves were the best, expected about"),
        (the_others_only, "moves were the best, expected about"),
        (the_first_two, "were the first of the other two, expected about half"),
        (first_of_equals, "with values 0, 1, 1 and epsilon 0, 40 of 40 calls gave 1"),
        (other_way_round, "with values 0, 1, 1 and epsilon 0"),
    ],
)
def test_choices_that_are_not_as_likely_as_they_should_be_are_told(function, said):
    judged = learning.Judged(function, None, lambda f, *args, means, fits: fits(f(*args)))
    rng = np.random.default_rng(0)
    for epsilon in (1.0, 0.8, 0.5):
        judged.choose(np.random.default_rng(1).normal(size=(300, 3)), epsilon, rng)
    (verdict,) = judged.verdicts.values()
    assert verdict.startswith("✗ epsilon_greedy: ")
    assert said in verdict


def end_forgotten(rewards, next_values, done, gamma):
    return rewards + gamma * next_values.max(axis=1)


def over_the_batch(rewards, next_values, done, gamma):
    return rewards + np.where(done, 0, gamma * next_values.max())


@pytest.mark.parametrize("function", [end_forgotten, over_the_batch])
def test_targets_that_differ_are_told_with_the_first_of_them(function):
    verdicts = learned(12, None, function).do_look()["verdicts"]
    (verdict,) = verdicts
    assert "of 64 numbers differ from the reference; for a reward of" in verdict
    place = "at the end it returned" if function is end_forgotten else "before the end it returned"
    assert place in verdict


def unwritten(*call):
    raise NotImplementedError("Write me.")


def breaks(*call):
    return call[0][99]


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ((unwritten, None), "unwritten is not written yet."),
        ((breaks, None), "breaks(array (3,), 0.0, rng) raised IndexError"),
        ((lambda v, e, r: v.max(), None), "expected a move, 0, 1 or 2."),
        ((lambda v, e, r: 3, None), "returned 3, expected a move, 0, 1 or 2."),
        ((None, unwritten), "unwritten is not written yet."),
        ((None, breaks), "breaks(array (64,), array (64, 3), array (64,), 0.95) raised"),
        ((None, lambda r, n, d, g: n), "returned an array of shape (64, 3), expected an array"),
        ((None, lambda r, n, d, g: None), "returned None, expected an array of shape (64,)"),
        ((None, lambda r, n, d, g: r * np.nan), "of finite numbers."),
    ],
)
def test_where_ones_own_fails_it_is_told_and_the_reference_goes_on(own, told):
    widget = learned(2, *own)
    assert told in widget.error
    name = "epsilon_greedy" if own[0] else "td_targets"
    assert widget.do_look()["verdicts"] == [f"✗ {name} fails: the reference stands in for it."]
    mine, reference = widget.learners
    np.testing.assert_array_equal(weights(mine), weights(reference))


def test_what_is_given_to_ones_own_cannot_be_changed_by_it():
    def spoils(rewards, next_values, done, gamma):
        right = td_targets(rewards, next_values, done, gamma)
        rewards[:], next_values[:], done[:] = 9, 9, True
        return right

    own, reference = learned(3, None, spoils).learners
    np.testing.assert_allclose(weights(own), weights(reference), atol=1e-6)


# ---- one's own network


def test_a_network_is_copied_and_asked_as_it_is_tested():
    network = nn.Sequential(learning.new_network(0), nn.Dropout(0.9))
    before = {name: value.clone() for name, value in network.state_dict().items()}
    widget = CatchPlayer(network)
    values = widget.picture["theirs"]["values"]
    assert network.training
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
    widget._games = {}
    widget.state = {**widget.state, "moves": "l"}
    assert widget.picture["theirs"]["values"] == values
    assert set(before) == set(network.state_dict())


@pytest.mark.parametrize(
    ("network", "told"),
    [
        (nn.Flatten(), "Flatten(tensor (1, 2, 10, 10)) returned an array of shape (1, 200), exp"),
        (nn.Linear(3, 3), "Linear(tensor (1, 2, 10, 10)) raised RuntimeError"),
        (unwritten, "unwritten is not written yet."),
        (lambda pictures: torch.full((1, 3), torch.nan), "expected 3 finite values"),
    ],
)
def test_a_network_that_fails_is_told_and_the_one_that_learns_plays(network, told):
    widget = CatchPlayer(network)
    assert told in widget.error
    assert widget.picture["theirs"]["name"] == catch_player.NAMES[REFERENCE]


def test_what_is_no_network_is_refused():
    with pytest.raises(ValueError, match="model from pictures to 3 values"):
        CatchPlayer(3)


def test_who_can_play_is_who_was_given():
    players = lambda *given: CatchPlayer(*given).players  # noqa: E731
    assert players() == (REFERENCE,)
    assert players(learning.new_network(0)) == (GIVEN, REFERENCE)
    assert players(None, epsilon_greedy) == (OWN, REFERENCE)
    with pytest.raises(ValueError, match="player is one of reference, not 'own'"):
        CatchPlayer(state="player=own")


# ---- the state


@pytest.mark.parametrize(
    "state",
    ["show=all", "ball=10000", "ball=-1", "moves=lx", "moves=llllllllll", "gamma=0.7", "fade=-1"],
)
def test_a_setting_that_cannot_be_is_refused(state):
    with pytest.raises(ValueError):
        CatchPlayer(state=state)


@pytest.mark.parametrize(
    ("show", "own"), [("play", ()), ("learn", (None, epsilon_greedy, td_targets))]
)
def test_a_state_survives_as_text_and_as_a_picture(show, own):
    widget = CatchPlayer(*own, state={"show": show, "ball": 3, "moves": "lls", "gamma": 0.5})
    assert CatchPlayer(*own, state=widget.share).state == widget.state
    assert widget.png().startswith(b"\x89PNG")


def test_the_still_picture_shows_both_boards_whole():
    figure = Figure()
    CatchPlayer().draw_still(figure)
    for ax in figure.axes:
        left, right = ax.get_xlim()
        assert left < 0
        assert right > catch.SIDE
