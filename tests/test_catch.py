"""Catch, the game of lesson 16: what is on its pictures, who wins, what it refuses."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from helpers import catch
from helpers.catch import MOVES, Catch

LEFT, STAY, RIGHT = range(3)


def all_of(game, move):
    return np.full(game.games, move)


@pytest.fixture
def game():
    return Catch(500, seed=3)


def test_a_picture_is_one_ball_and_three_columns_of_basket(game):
    for _ in range(catch.STEPS):
        now = game.pictures()[:, 0]
        assert now.shape == (500, 10, 10) and now.dtype == np.float32
        each = np.arange(500)
        assert (now[each, game.row, game.ball] == 1).all()
        assert (now[:, :9].sum(axis=(1, 2)) == 1).all()
        assert (now[:, 9].sum(axis=1) == 3).all()
        assert (now[:, 9].argmax(axis=1) == game.basket - 1).all()
        game.step(all_of(game, STAY))
    assert game.is_over and game.row == 9


def test_the_second_picture_is_the_first_of_the_step_before(game):
    first = game.pictures()
    np.testing.assert_array_equal(first[:, 0], first[:, 1])
    for _ in range(catch.STEPS):
        before = game.pictures()[:, 0]
        game.step(all_of(game, RIGHT))
        np.testing.assert_array_equal(game.pictures()[:, 1], before)


def test_pictures_that_were_seen_do_not_change(game):
    seen = game.pictures()
    kept = seen.copy()
    game.step(all_of(game, LEFT))
    np.testing.assert_array_equal(seen, kept)


def test_a_ball_drifts_evenly_and_bounces_off_the_sides(game):
    columns = [game.ball]
    for _ in range(catch.STEPS):
        game.step(all_of(game, STAY))
        columns.append(game.ball)
    paths = np.stack(columns, axis=1)
    assert paths.min() == 0 and paths.max() == 9
    steps = np.diff(paths, axis=1)
    assert set(np.unique(steps)) == {-1, 0, 1}
    assert (abs(steps) == abs(steps[:, :1])).all()
    turned = steps[:, 1:] != steps[:, :-1]
    assert turned.any() and np.isin(paths[:, 1:-1][turned], (0, 9)).all()


@pytest.mark.parametrize("move", range(3))
def test_a_basket_goes_by_one_column_and_stays_in_the_picture(game, move):
    start = game.basket
    for steps in range(1, catch.STEPS + 1):
        game.step(all_of(game, move))
        expected = np.clip(start + steps * MOVES[move], 1, 8)
        np.testing.assert_array_equal(game.basket, expected)


def test_only_the_last_step_has_a_reward(game):
    for _ in range(catch.STEPS - 1):
        rewards = game.step(all_of(game, STAY))
        assert rewards.dtype == np.float64 and not rewards.any()
    rewards = game.step(all_of(game, STAY))
    caught = abs(game.ball - game.basket) <= 1
    np.testing.assert_array_equal(rewards, np.where(caught, 1, -1))
    assert 0 < caught.mean() < 1


def test_who_follows_the_ball_wins_every_game():
    game = Catch(20_000, seed=0)  # there are 240 ways to start
    starts = np.stack([game.ball, game.basket, game._drift])
    assert len(np.unique(starts, axis=1).T) == 240
    assert catch.play(game, lambda pictures: catch.teacher(game)) == 1


def test_who_moves_by_chance_wins_three_in_ten():
    rng = np.random.default_rng(0)
    won = catch.play(Catch(20_000, seed=1), lambda pictures: rng.integers(0, 3, len(pictures)))
    assert won == pytest.approx(0.3, abs=0.02)


def test_the_seed_decides_and_nothing_else():
    np.random.seed(0)
    first, again, other = Catch(50, seed=1), Catch(50, seed=1), Catch(50, seed=2)
    for _ in range(2):
        np.testing.assert_array_equal(first.pictures(), again.pictures())
        assert not np.array_equal(first.pictures(), other.pictures())
        for game in (first, again, other):
            catch.play(game, lambda pictures: np.ones(50, dtype=int))
            game.begin()


def test_new_games_are_others(game):
    first = game.pictures()
    catch.play(game, lambda pictures: all_of(game, STAY))
    game.begin()
    assert game.row == 0 and not game.is_over
    assert not np.array_equal(game.pictures(), first)


def test_play_goes_on_where_the_games_stand_and_begins_new_ones_after_the_end(game):
    seen = []

    def stay(pictures):
        seen.append(game.row)
        return all_of(game, STAY)

    game.step(all_of(game, STAY))
    catch.play(game, stay)
    assert seen == list(range(1, 9))
    catch.play(game, stay)
    assert seen[8:] == list(range(9))


@pytest.mark.parametrize(
    ("moves", "complaint"),
    [
        ([1, 1], r"a move for each game, shape \(3,\). Got shape \(2,\)"),
        (1, r"Got shape \(\)"),
        ([0, 1, 3], "0 is left, 1 is stay, 2 is right"),
        ([-1, 0, 1], "0 is left"),
        ([0.0, 1.0, 2.0], "integers"),
        ([True, False, True], "integers"),
    ],
)
def test_other_moves_are_refused_and_change_nothing(moves, complaint):
    game = Catch(3, seed=0)
    before = game.pictures()
    with pytest.raises(ValueError, match=complaint):
        game.step(moves)
    assert game.row == 0
    np.testing.assert_array_equal(game.pictures(), before)


def test_a_game_that_is_over_takes_no_moves(game):
    catch.play(game, lambda pictures: all_of(game, STAY))
    with pytest.raises(ValueError, match="over: call begin"):
        game.step(all_of(game, STAY))


def test_no_game_at_all_is_refused():
    with pytest.raises(ValueError, match="at least one game"):
        Catch(0, seed=0)


def test_moves_may_come_from_pytorch_which_the_game_does_not_load(game):
    import torch

    assert not game.step(torch.ones(500, dtype=torch.int64)).any()
    code = "import sys, helpers.catch; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
