"""Right answers to lesson 13, written as people write them. Each is the text of a notebook cell.

np is imported in the notebook; whatever else a cell needs it imports by itself.
"""

VARIANTS: dict[str, list[str]] = {
    "layer_activations": [
        """
import torch

def layer_activations(model, name, images):
    activation = {}

    def get_activation(name):
        def hook(module, inputs, output):
            activation[name] = output.detach().clone()
        return hook

    was_training = model.training
    layers = dict(model.named_modules())
    if name not in layers:
        raise KeyError(name)
    handle = layers[name].register_forward_hook(get_activation(name))
    try:
        model.eval()
        with torch.no_grad():
            model(images)
    finally:
        handle.remove()
        model.train(was_training)
    return activation[name]
""",
        """
import torch

class Stop(Exception):
    pass

@torch.inference_mode()
def layer_activations(model, name, images):
    layer = dict(model.named_modules())[name]
    out = []
    def keep(_, __, output):
        out.append(output.clone())
        raise Stop  # nothing behind this layer has to run
    mode = model.training
    model.train(False)
    with_hook = layer.register_forward_hook(keep)
    try:
        model(images)
    except Stop:
        pass
    with_hook.remove()
    model.train(mode)
    return out[0]
""",
        """
import torch
from torch import nn

def layer_activations(model, name, images):
    # follow the names through the Sequentials, without any hook
    if name not in [n for n, _ in model.named_modules()]:
        raise KeyError("no such layer: " + name)
    modes = [(m, m.training) for m in model.modules()]
    model.eval()
    x = images.clone()
    at = model
    with torch.no_grad():
        for part in name.split(".") if name else []:
            for n, child in at.named_children():
                if n == part:
                    at = child
                    break
                x = child(x)
        result = at(x).clone()
    for m, mode in modes:
        m.training = mode
    return result
""",
        """
import copy
import torch

def layer_activations(model, name, images):
    twin = copy.deepcopy(model).eval()
    kept = {}
    for n, module in twin.named_modules():
        module.register_forward_hook(
            lambda m, i, o, n=n: kept.__setitem__(n, o.detach().cpu().numpy().copy())
        )
    twin(images)
    return kept[name]
""",
    ],
}
