"""Scores for other systems, by nbgrader's plugins for exports.

`course export --format canvas` is
`nbgrader export --exporter=autograder.classroom.export.CanvasExporter`.
"""

from autograder.classroom.export.canvas import CanvasExporter as CanvasExporter
from autograder.classroom.export.moodle import MoodleExporter as MoodleExporter
from autograder.classroom.export.scores import ScoresExporter as ScoresExporter
from autograder.classroom.export.written import export_scores as export_scores
from autograder.classroom.export.written import stale_exports as stale_exports
