"""Arguments and options that several of the instructor's commands have."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LessonName = Annotated[
    str,
    typer.Argument(help="As in 06_convolution, convolution or 6; or an assignment of your own."),
]
Folder = Annotated[Path, typer.Option("--folder", "-f", help="The class folder.")]
Again = Annotated[bool, typer.Option("--again", help="Also what is done already.")]
NoSandbox = Annotated[
    bool, typer.Option("--no-sandbox", help="Trust every submission with this machine.")
]
OwnLessons = Annotated[
    Path | None,
    typer.Option("--folder", "-f", help="A class folder, for the lessons of its own too."),
]
HERE = Path(".")
