"""train_catcher: a network that learns to play Catch."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from autograder.authoring.exercise import Call, Exercise, Part, call, drawn
from helpers import catch

def train_catcher(seed):
    """Train a network to play Catch.

    seed: an int that decides over everything drawn by chance, so that the same call
    gives the same model again. Learn from games of `catch.Catch`, by imitating
    `catch.teacher` or by rewards alone, in at most 15 seconds of computing.
    Returns the model, an nn.Module. To pictures (N, 2, 10, 10), float32, as
    `Catch.pictures` gives them, it gives (N, 3): a value for each of left, stay and
    right; whoever plays makes the move with the largest. It is judged by the share that
    it wins of all 240 games that there are: 90 % are enough, and chance wins 30 %.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
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


def random_call(rng: np.random.Generator) -> Call:
    return call(rng.normal())


EXERCISE = Exercise(
    solution=train_catcher,
    torch=True,
    parts=[
        Part("one idea", [call(1.0), drawn(random_call, 5)]),
    ],
    hints=["A first nudge.", "Nearly the answer."],
)
