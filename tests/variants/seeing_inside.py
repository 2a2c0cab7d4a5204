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
    "occlusion_map": [
        """
import torch

def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    C, H, W = image.shape
    model.eval()
    with torch.no_grad():
        base = model(image.unsqueeze(0))[0][label].item()
    rows = []
    y = 0
    while y + size <= H:
        row = []
        x = 0
        while x + size <= W:
            occluded = image.clone()
            for c in range(C):
                occluded[c, y:y + size, x:x + size] = fill
            with torch.no_grad():
                row.append(base - model(occluded.unsqueeze(0)).squeeze(0)[label].item())
            x += stride
        rows.append(row)
        y += stride
    return torch.tensor(rows)
""",
        """
import torch

@torch.no_grad()
def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    _, H, W = image.shape
    h, w = (H - size) // stride + 1, (W - size) // stride + 1
    batch = image.expand(h * w, *image.shape).clone()
    for n in range(h * w):
        i, j = n // w * stride, n % w * stride
        batch[n, :, i : i + size, j : j + size] = fill
    return (model(image[None])[0, label] - model(batch)[:, label]).view(h, w)
""",
        """
import torch
from torch.nn import functional as F

def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    # masks from a transposed convolution: one square for each place
    H, W = image.shape[1:]
    h, w = (H - size) // stride + 1, (W - size) // stride + 1
    one = torch.eye(h * w, dtype=image.dtype).view(h * w, 1, h, w)
    square = torch.ones(1, 1, size, size, dtype=image.dtype)
    mask = F.conv_transpose2d(one, square, stride=stride)
    mask = F.pad(mask, (0, W - mask.shape[3], 0, H - mask.shape[2]))
    with torch.inference_mode():
        after = model(image * (1 - mask) + fill * mask)[:, label].numpy()
        before = model(image[None]).numpy()[0, label]
    return (before - after).reshape(h, w)
""",
        """
import torch

def occlusion_map(model, image, label, size, stride=1, fill=0.5):
    # in place, and put back each time
    picture = image.detach().clone()[None]
    with torch.no_grad():
        start = model(picture)[0, label]
        tops = np.arange(0, picture.shape[2] - size + 1, stride)
        lefts = np.arange(0, picture.shape[3] - size + 1, stride)
        out = np.empty((tops.size, lefts.size))
        for (a, top) in enumerate(tops):
            for (b, left) in enumerate(lefts):
                place = np.s_[0, :, top:top + size, left:left + size]
                saved = picture[place].clone()
                picture[place] = fill
                out[a, b] = start - model(picture)[0, label]
                picture[place] = saved
    return out
""",
    ],
    "saliency_map": [
        """
import torch

def saliency_map(model, image, label):
    model.eval()
    x = image.detach().clone().unsqueeze(0)
    x.requires_grad = True
    scores = model(x)
    scores[0, label].backward()
    model.zero_grad()
    saliency, _ = torch.max(x.grad.data.abs(), dim=1)
    return saliency[0]
""",
        """
import torch

def saliency_map(model, image, label):
    score = lambda x: model(x.unsqueeze(0))[0, label]
    jacobian = torch.autograd.functional.jacobian(score, image)
    return jacobian.abs().max(dim=0).values
""",
        """
import torch
from torch.func import grad

def saliency_map(model, image, label):
    weights = dict(model.named_parameters())
    def score(x):
        return torch.func.functional_call(model, weights, (x[None],))[0][label]
    g = grad(score)(image).detach().numpy()
    return np.maximum(g, -g).max(axis=0)
""",
        """
import torch

def saliency_map(model, image, label):
    with torch.enable_grad():
        x = torch.nn.Parameter(image.clone())
        out = model(torch.stack([x]))
        pick = torch.zeros_like(out)
        pick[0][label] = 1
        out.backward(gradient=pick, inputs=[x])
    g = x.grad
    return torch.maximum(g.amax(0), -g.amin(0))
""",
    ],
    "ascend_input": [
        """
import torch

def ascend_input(model, start, unit, steps, rate):
    x = start.detach().clone().requires_grad_(True)
    for i in range(steps):
        score = model(x.unsqueeze(0))[0, unit]
        grad = torch.autograd.grad(score, x)[0]
        with torch.no_grad():
            norm = grad.pow(2).sum().sqrt()
            if norm.item() != 0:
                x += rate * grad / norm
                x.clamp_(0, 1)
    return x.detach()
""",
        """
import torch

def ascend_input(model, start, unit, steps, rate):
    x = torch.tensor(start.numpy().copy(), requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=rate, maximize=True)
    for _ in range(steps):
        optimizer.zero_grad()
        model(x[None])[0][unit].backward(inputs=[x])
        x.grad /= x.grad.norm() + 1e-12
        optimizer.step()
        x.data.clamp_(min=0, max=1)
    return x.detach()
""",
        """
import torch

def ascend_input(model, start, unit, steps, rate):
    if steps == 0:
        return start.clone()
    x = start.clone().requires_grad_()
    with torch.enable_grad():
        g, = torch.autograd.grad(model(x[None])[:, unit].sum(), [x])
    if (g == 0).all():
        return start.clone()
    unit_vector = torch.nn.functional.normalize(g.flatten(), dim=0).view_as(g)
    after = torch.clip(start + rate * unit_vector, 0.0, 1.0)
    return ascend_input(model, after, unit, steps - 1, rate)
""",
        """
import torch

def ascend_input(model, start, unit, steps, rate):
    x = start.numpy().copy()
    while steps > 0:
        t = torch.from_numpy(x)[None].requires_grad_()
        model(t)[0, unit].backward()
        model.zero_grad(set_to_none=True)
        g = t.grad[0].numpy()
        length = np.sqrt(np.sum(g * g))
        if length:
            x = np.clip(x + rate / length * g, 0, 1)
        steps -= 1
    return x
""",
    ],
    "adversarial_image": [
        """
import torch
import torch.nn as nn

def adversarial_image(model, image, label, epsilon):
    images = image.clone().detach().unsqueeze(0)
    labels = torch.tensor([label])
    images.requires_grad = True
    loss = nn.CrossEntropyLoss()(model(images), labels)
    model.zero_grad()
    loss.backward()
    sign = images.grad.data.sign()
    model.zero_grad()
    return torch.clamp(images + epsilon * sign, 0, 1).detach()[0]
""",
        """
import torch

def adversarial_image(model, image, label, epsilon):
    x = image.clone().requires_grad_()
    scores = model(x[None])[0]
    loss = torch.logsumexp(scores, 0) - scores[label]
    g = torch.autograd.grad(loss, x)[0]
    up, down = (g > 0).to(image.dtype), (g < 0).to(image.dtype)
    return (image + epsilon * up - epsilon * down).clip(min=0.0, max=1.0)
""",
        """
import torch
import torch.nn.functional as F

def adversarial_image(model, image, label, epsilon):
    # the chain rule half by hand: softmax minus one-hot, and a product with the Jacobian
    x = image.detach().clone()[None].requires_grad_()
    scores = model(x)
    upstream = F.softmax(scores.detach(), dim=1)
    upstream[0, label] -= 1
    g, = torch.autograd.grad(scores, x, grad_outputs=upstream)
    return np.clip(image.numpy() + epsilon * np.sign(g[0].numpy()), 0, 1)
""",
        """
import torch
from torch.nn import functional as F

def adversarial_image(model, image, label, epsilon):
    def loss(x):
        return F.nll_loss(F.log_softmax(model(x[None]), dim=-1), torch.as_tensor([label]))
    slope = torch.func.grad(loss)(image)
    moved = image + torch.sign(slope).mul(epsilon)
    moved[moved < 0] = 0
    moved[moved > 1] = 1
    return moved.detach()
""",
    ],
}
