"""The kinds of exercise, by their names. A kind is a module here, and a line in this one."""

from __future__ import annotations

from helpers.checking.kinds.batches import BATCHES as BATCHES
from helpers.checking.kinds.blueprint import BLOCK as BLOCK
from helpers.checking.kinds.blueprint import BLUEPRINT as BLUEPRINT
from helpers.checking.kinds.catcher import CATCHER as CATCHER
from helpers.checking.kinds.classifier import CLASSIFIER as CLASSIFIER
from helpers.checking.kinds.classifier import TIMED_CLASSIFIER as TIMED_CLASSIFIER
from helpers.checking.kinds.devices import DEVICE as DEVICE
from helpers.checking.kinds.devices import TIMING as TIMING
from helpers.checking.kinds.formula import FORMULA as FORMULA
from helpers.checking.kinds.function import FUNCTION as FUNCTION
from helpers.checking.kinds.function import INDICES as INDICES
from helpers.checking.kinds.function import VIEW as VIEW
from helpers.checking.kinds.gradients import DIFFERENTIABLE as DIFFERENTIABLE
from helpers.checking.kinds.inspection import INSPECTION as INSPECTION
from helpers.checking.kinds.kind import Kind as Kind
from helpers.checking.kinds.modules import EVALUATION as EVALUATION
from helpers.checking.kinds.modules import LAYOUT as LAYOUT
from helpers.checking.kinds.modules import MIXED_PRECISION as MIXED_PRECISION
from helpers.checking.kinds.modules import MODULE as MODULE
from helpers.checking.kinds.modules import TRAINING as TRAINING
from helpers.checking.kinds.probe import LINEAR_PROBE as LINEAR_PROBE
from helpers.checking.kinds.shares import SHARES as SHARES
from helpers.checking.kinds.story import STORY as STORY
from helpers.checking.kinds.value import VALUE as VALUE
from helpers.checking.kinds.weights import CONVNET as CONVNET
from helpers.checking.kinds.weights import TWO_LAYER_NETWORK as TWO_LAYER_NETWORK

KINDS = {kind.name: kind for kind in [*vars().values()] if isinstance(kind, Kind)}
