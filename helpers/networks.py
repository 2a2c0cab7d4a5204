"""Networks whose gradients PyTorch works out, for lessons that are about something else."""

from __future__ import annotations

from typing import Any

import numpy as np

CONVNET = ("W1", "b1", "W2", "b2")  # the parameters of the small ConvNet


def loss_and_gradients(
    X: np.ndarray,
    y: np.ndarray,
    W1: np.ndarray,
    b1: np.ndarray,
    W2: np.ndarray,
    b2: np.ndarray,
) -> tuple[float, tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Mean cross-entropy of a two-layer network with ReLU, in nats, and its gradients.

    Shape: X (N, D); y (N,), ints from 0 to C - 1; W1 (H, D); b1 (H,); W2 (C, H); b2 (C,).
    Returns the loss and (dW1, db1, dW2, db2), each shaped like its parameter.
    """
    import torch
    from torch.nn import functional as F

    weights = [torch.tensor(array, requires_grad=True) for array in (W1, b1, W2, b2)]
    loss = F.cross_entropy(_scores(X, *weights), torch.as_tensor(np.asarray(y)))
    gradients = torch.autograd.grad(loss, weights)
    return loss.item(), tuple(gradient.numpy() for gradient in gradients)


def predicted_classes(
    X: np.ndarray, W1: np.ndarray, b1: np.ndarray, W2: np.ndarray, b2: np.ndarray
) -> np.ndarray:
    """The class of the highest score that a two-layer network with ReLU gives to each example.

    Shape: X (N, D); W1 (H, D); b1 (H,); W2 (C, H); b2 (C,). Returns (N,), int64.
    """
    import torch

    weights = [torch.tensor(array) for array in (W1, b1, W2, b2)]
    return _scores(X, *weights).argmax(dim=1).numpy()


def conv_forward(x: np.ndarray, w: np.ndarray, b: np.ndarray, padding: int = 0) -> np.ndarray:
    """Convolution at stride 1.

    Shape: x (N, C, H, W); w (F, C, h, w); b (F,). Returns (N, F, OH, OW).
    """
    from torch.nn import functional as F

    return F.conv2d(*_tensors(x, w, b), padding=padding).numpy()


def conv_backward(
    dout: np.ndarray, x: np.ndarray, w: np.ndarray, padding: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The backward pass of `conv_forward`.

    Shape: dout (N, F, OH, OW); x (N, C, H, W); w (F, C, h, w). Returns dx, dw and db (F,), shaped
    like x and w.
    """
    from torch.nn import grad

    dout, x, w = _tensors(dout, x, w)
    dx = grad.conv2d_input(x.shape, w, dout, padding=padding)
    dw = grad.conv2d_weight(x, w.shape, dout, padding=padding)
    return dx.numpy(), dw.numpy(), dout.sum(dim=(0, 2, 3)).numpy()


def max_pool_forward(x: np.ndarray) -> np.ndarray:
    """The largest number of every 2x2 window, at stride 2.

    Shape: (N, C, H, W) to (N, C, H/2, W/2).
    """
    from torch.nn import functional as F

    return F.max_pool2d(*_tensors(x), 2).numpy()


def max_pool_backward(dout: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The backward pass of `max_pool_forward`.

    Shape: dout (N, C, H/2, W/2); x (N, C, H, W). Returns dx, shaped like x.
    """
    import torch
    from torch.nn import functional as F

    dout, x = _tensors(dout, x)
    x.requires_grad_()
    return torch.autograd.grad(F.max_pool2d(x, 2), x, dout)[0].numpy()


def convnet_loss_and_gradients(
    params: dict[str, np.ndarray], X: np.ndarray, y: np.ndarray
) -> tuple[float, dict[str, np.ndarray]]:
    """Mean cross-entropy of a small ConvNet and its gradients, rounded to two or three digits.

    So it will do for a training, and for no answer to the exercise of that name. The layers:
    convolution that keeps the size of the image, ReLU, 2x2 max pooling at stride 2, linear layer.

    Shape: params W1 (F, C, k, k) with k odd, b1 (F,), W2 (K, F * H/2 * W/2), b2 (K,);
    X (N, C, H, W) with even sides; y (N,), ints from 0 to K - 1. Returns the loss and a dict of
    gradients with the keys of params, each shaped like its parameter.
    """
    import torch
    from torch.nn import functional as F

    weights = [tensor.requires_grad_() for tensor in _tensors(*(params[key] for key in CONVNET))]
    loss = F.cross_entropy(_convnet_scores(X, *weights), torch.as_tensor(np.asarray(y)))
    gradients = torch.autograd.grad(loss, weights)
    rounded = [tensor.to(torch.bfloat16).to(tensor.dtype) for tensor in (loss, *gradients)]
    loss, *gradients = (tensor.detach().numpy() for tensor in rounded)
    return float(loss), dict(zip(CONVNET, gradients, strict=True))


def convnet_scores(params: dict[str, np.ndarray], X: np.ndarray) -> np.ndarray:
    """The scores of the ConvNet of `convnet_loss_and_gradients`.

    Shape: X (N, C, H, W), params as there. Returns (N, K).
    """
    return _convnet_scores(X, *_tensors(*(params[key] for key in CONVNET))).numpy()


def _convnet_scores(X: np.ndarray, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    from torch.nn import functional as F

    (inputs,) = _tensors(X)
    maps = F.relu(F.conv2d(inputs.to(W1.dtype), W1, b1, padding=W1.shape[-1] // 2))
    return F.linear(F.max_pool2d(maps, 2).flatten(1), W2, b2)


def _scores(X: np.ndarray, W1: Any, b1: Any, W2: Any, b2: Any) -> Any:
    from torch.nn import functional as F

    (inputs,) = _tensors(X)
    return F.linear(F.relu(F.linear(inputs.to(W1.dtype), W1, b1)), W2, b2)


def _tensors(*arrays: np.ndarray) -> list[Any]:
    """Copies, so that nothing of the caller's is changed, of floats."""
    import torch

    torch.set_num_threads(1)  # of networks this small, threads only wait for each other
    arrays = [np.asarray(array) for array in arrays]
    return [
        torch.tensor(array if array.dtype.kind == "f" else array.astype(float)) for array in arrays
    ]
