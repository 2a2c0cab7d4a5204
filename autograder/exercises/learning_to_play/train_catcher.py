"""train_catcher: a network that learns to play Catch."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, drawn
from helpers import catch
from helpers.checking.kinds import CATCHER


def train_catcher(seed):
    """Train a network to play Catch.

    seed: an int that decides over everything drawn by chance, so that the same call
    gives the same model again. Learn from games of `catch.Catch`, by imitating
    `catch.teacher` or by rewards alone. A training may take 15 seconds of computing; it
    is stopped after 25.
    Returns the model, an nn.Module. To pictures (N, 2, 10, 10), float32, as
    `Catch.pictures` gives them, it gives (N, 3): a value for each of left, stay and
    right; whoever plays makes the move with the largest. It is judged by the share that
    it wins of all 240 games that there are: 90 % are enough, and chance wins 30 %.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng([seed, 1])  # Catch draws from the seed alone
    game = catch.Catch(400, seed)
    pictures, right = [], []
    while not game.is_over:
        pictures.append(game.pictures())
        right.append(catch.teacher(game))
        by_chance = rng.integers(0, 3, 400)
        game.step(np.where(rng.random(400) < 0.3, by_chance, right[-1]))
    pictures = torch.from_numpy(np.concatenate(pictures))
    right = torch.from_numpy(np.concatenate(right))
    model = nn.Sequential(
        nn.Conv2d(2, 16, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(16, 16, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(16 * 5 * 5, 64),
        nn.ReLU(),
        nn.Linear(64, 3),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
    for _ in range(6):
        for batch in torch.randperm(len(pictures)).split(64):
            loss = functional.cross_entropy(model(pictures[batch]), right[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return model


def _network(seed, *ending):
    """A small network that the seed decides over."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Flatten(), nn.Linear(2 * catch.SIDE**2, 64), nn.ReLU(), nn.Linear(64, 3), *ending
    )


def _taught(model, seed, lesson=catch.teacher, epochs=6):
    """The model after a short training by imitation; lesson: the moves that it is to imitate."""
    game, rng = catch.Catch(400, seed), np.random.default_rng([seed, 1])
    pictures, right = [], []
    while not game.is_over:
        pictures.append(torch.from_numpy(game.pictures()))
        right.append(torch.from_numpy(lesson(game)))
        by_chance = rng.integers(0, 3, 400)
        game.step(np.where(rng.random(400) < 0.3, by_chance, catch.teacher(game)))
    pictures, right = torch.cat(pictures), torch.cat(right)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.005)
    for _ in range(epochs):
        for batch in torch.randperm(len(pictures)).split(64):
            optimizer.zero_grad()
            functional.cross_entropy(model(pictures[batch]), right[batch]).backward()
            optimizer.step()
    return model


def returns_nothing(seed):
    """Nothing comes back. The caller needs the model that has learned to play."""
    return


def returns_the_model_and_more(seed):
    """More than the model comes back. Return it alone: it will be asked about pictures."""
    return _network(seed), [0.0]


def returns_the_weights(seed):
    """The weights come back, in a dict. Return the model itself, which can be asked about
    pictures."""
    return dict(_network(seed).state_dict())


def returns_a_function(seed):
    """A function comes back. An nn.Module is asked for: the model itself, not what plays with
    it."""
    model = _network(seed)

    def choose(pictures):
        return model(pictures).argmax(1)

    return choose


class NamesTheMove(nn.Module):
    """What comes back is the move, not the values of all."""

    def forward(self, values):
        return values.argmax(1)


def names_the_move(seed):
    """The model gives one number for each picture. Return one that gives a value to each of the
    three moves: whoever plays takes the largest."""
    return _network(seed, NamesTheMove())


def values_of_two_moves(seed):
    """The model gives two values for each picture. There are three moves: left, stay and right."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(200, 2))


def one_value_in_a_column(seed):
    """The model gives a column of one value for each picture, perhaps what the picture is worth, or
    the move. Each of the three moves needs a value of its own."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(200, 1))


def values_of_each_row(seed):
    """The model gives values to each row of each picture, since a fully connected layer works along
    the last axis alone. First let the model make one row of numbers of all that a player sees."""
    torch.manual_seed(seed)
    return nn.Linear(10, 3)


def channels_do_not_fit(seed):
    """A convolution is given another number of channels than it was made for. The first one gets
    two, the picture now and the one before; each later one gets as many as the last one gives."""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(4 * 64, 3))


def numbers_do_not_fit(seed):
    """A fully connected layer is given another number of numbers than it was made for. What shape
    do two pictures of 10 x 10 have by then? Does nn.Flatten stand in the model, before it?"""
    torch.manual_seed(seed)
    return nn.Sequential(nn.Flatten(), nn.Linear(100, 3))


def runs_into_nan(seed):
    """The values of moves are nan: weights grew beyond all bounds. Take a smaller learning rate."""
    model = _network(seed)
    with torch.no_grad():
        model[-1].bias.fill_(torch.nan)
    return model


class FollowsTheBall(nn.Module):
    """A rule, written by hand: where the ball is, and where the basket."""

    def forward(self, pictures):
        columns = torch.arange(10.0)
        ball = pictures[:, 0, :9].sum(1) @ columns
        basket = pictures[:, 0, 9] @ columns / 3
        return torch.stack([basket - ball, 0.5 - (ball - basket).abs(), ball - basket], 1)


def plays_by_a_rule(seed):
    """The model is the same for every seed, and no gradient was ever asked for, so nothing shows
    that it was trained. Write down a network whose weights are drawn from the seed, and let games
    change them: no rule of yours may be in it."""
    return FollowsTheBall()


def never_sets_the_seed(seed):
    """The same call gives another model the second time. First weights, games, moves by chance and
    the order of batches are all drawn: let the seed decide over them, before the first is. PyTorch
    and NumPy each have a chance of their own."""
    any_seed = int(np.random.default_rng().integers(2**31))
    return _taught(_network(any_seed), any_seed)


def one_seed_for_all(seed):
    """Another seed gives the same model. Somewhere a number stands in its place: give the argument
    to torch.manual_seed, to the generators and to the games."""
    return _taught(_network(0), 0)


def learns_nothing(seed):
    """The model wins about as many games as chance does. Of how many games, and whose, are the
    moves that it learns from? Does each picture keep its own? Did the optimizer get the parameters
    of this model, and are zero_grad, backward, step called each batch?"""
    return _taught(_network(seed), seed, lambda game: np.full(game.games, game.row % 3))


def wins_half_of_the_games(seed):
    """The model wins about half of the games. Did it learn from hundreds of them? Do the moves that
    it learns from go to the ball, and not away from it: which index has a move to the left?"""
    return _taught(_network(seed), seed, lambda game: 2 - catch.teacher(game))


def learns_too_little(seed):
    """The model learned to play, and not well enough. Let it learn from more games or for longer,
    or at another rate. Did it see baskets that are far from the ball, too? A layer alone, with no
    ReLU between two of them, is not enough."""
    torch.manual_seed(seed)
    return _taught(nn.Sequential(nn.Flatten(), nn.Linear(200, 3)), seed, epochs=8)


def _playing(seed: int) -> Call:
    return Call((seed,), {}, {"games": catch.every_game().games}, at_least=0.9)


def some_catcher(rng: np.random.Generator) -> Call:
    return _playing(int(rng.integers(1, 10**6)))


TRAININGS = [_playing(7), drawn(some_catcher, 1)]  # which all parts share
EXERCISE = Exercise(
    solution=train_catcher,
    kind=CATCHER,
    torch=True,
    parts=[
        Part("a model with a value for each move", TRAININGS, item=0),
        Part("the seed decides", TRAININGS, item=1),
        Part("games won", TRAININGS, item=2),
    ],
    hints=[
        "First give the seed to torch.manual_seed, to np.random.default_rng and to catch.Catch. A "
        "model with one or two convolutions, nn.Flatten and two fully connected layers is enough.",
        "Imitation is the shorter way: at every step keep game.pictures() and catch.teacher(game), "
        "and let some moves be made by chance, so that all sorts of places are seen. Then train as "
        "a classifier, by cross-entropy.",
        "400 games give 3,600 pictures: some epochs of Adam in batches of 64 take a second or two. "
        "Before you hand it in, play: catch.play(catch.every_game(), choose) is the share won.",
    ],
)
