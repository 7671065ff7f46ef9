"""PyTorch's operators for actjet's activations, on any device."""
import typing


class Operator(typing.NamedTuple):
    """Four functions of (x, dy, out, saved), forward and backward, each with a fresh output, as users call it, and with a
    given one; None where PyTorch has no such operator. saved is what save(x) returns, once and before: what PyTorch's
    backward reads instead of x, or what an operator demands besides."""

    fresh: typing.Callable
    given: typing.Optional[typing.Callable] = None
    fresh_backward: typing.Optional[typing.Callable] = None
    given_backward: typing.Optional[typing.Callable] = None
    save: typing.Callable = lambda x: None


def operators(torch):
    """By the activation's name; * marks those that PyTorch composes of several passes."""
    f, aten = torch.nn.functional, torch.ops.aten
    inf = float("inf")
    threshold_backward = (lambda x, dy, out, s: aten.threshold_backward(dy, x, 0),
                          lambda x, dy, out, s: aten.threshold_backward.grad_input(dy, x, 0, grad_input=out))
    return {
        "relu": Operator(lambda x, dy, out, s: f.relu(x), lambda x, dy, out, s: torch.clamp_min(x, 0, out=out),
                         *threshold_backward),
        "relu6": Operator(lambda x, dy, out, s: f.relu6(x), lambda x, dy, out, s: aten.hardtanh.out(x, 0, 6, out=out),
                          lambda x, dy, out, s: aten.hardtanh_backward(dy, x, 0, 6),
                          lambda x, dy, out, s: aten.hardtanh_backward.grad_input(dy, x, 0, 6, grad_input=out)),
        "leaky_relu": Operator(lambda x, dy, out, s: f.leaky_relu(x),
                               lambda x, dy, out, s: aten.leaky_relu.out(x, 0.01, out=out),
                               lambda x, dy, out, s: aten.leaky_relu_backward(dy, x, 0.01, False),
                               lambda x, dy, out, s: aten.leaky_relu_backward.grad_input(dy, x, 0.01, False,
                                                                                         grad_input=out)),
        "prelu": Operator(lambda x, dy, out, s: f.prelu(x, s), None,
                          lambda x, dy, out, s: aten._prelu_kernel_backward(dy, x, s), None,
                          lambda x: torch.full((1,), 0.25, dtype=x.dtype, device=x.device)),
        # The noise is demanded, but neither read nor written outside training.
        "rrelu": Operator(lambda x, dy, out, s: f.rrelu(x, training=False),
                          lambda x, dy, out, s: aten.rrelu_with_noise.out(x, s, out=out),
                          lambda x, dy, out, s: aten.rrelu_with_noise_backward(dy, x, s, 1 / 8, 1 / 3, False, False),
                          None, torch.empty_like),
        "threshold": Operator(lambda x, dy, out, s: f.threshold(x, 0, 0),
                              lambda x, dy, out, s: aten.threshold.out(x, 0, 0, out=out), *threshold_backward),
        "hardtanh": Operator(lambda x, dy, out, s: f.hardtanh(x),
                             lambda x, dy, out, s: aten.hardtanh.out(x, -1, 1, out=out),
                             lambda x, dy, out, s: aten.hardtanh_backward(dy, x, -1, 1),
                             lambda x, dy, out, s: aten.hardtanh_backward.grad_input(dy, x, -1, 1, grad_input=out)),
        "elu": Operator(lambda x, dy, out, s: f.elu(x), lambda x, dy, out, s: aten.elu.out(x, out=out),
                        lambda x, dy, out, s: aten.elu_backward(dy, 1, 1, 1, False, x),
                        lambda x, dy, out, s: aten.elu_backward.grad_input(dy, 1, 1, 1, False, x, grad_input=out)),
        "celu": Operator(lambda x, dy, out, s: f.celu(x)),
        "selu": Operator(lambda x, dy, out, s: f.selu(x)),
        "softplus": Operator(lambda x, dy, out, s: f.softplus(x),
                             lambda x, dy, out, s: aten.softplus.out(x, 1, inf, out=out),
                             lambda x, dy, out, s: aten.softplus_backward(dy, x, 1, 20),
                             lambda x, dy, out, s: aten.softplus_backward.grad_input(dy, x, 1, 20, grad_input=out)),
        "logsigmoid": Operator(lambda x, dy, out, s: f.logsigmoid(x),
                               lambda x, dy, out, s: aten.log_sigmoid_forward.output(x, output=out, buffer=s),
                               lambda x, dy, out, s: aten.log_sigmoid_backward(dy, x, s),
                               lambda x, dy, out, s: aten.log_sigmoid_backward.grad_input(dy, x, s, grad_input=out),
                               lambda x: aten.log_sigmoid_forward(x)[1]),
        "exp": Operator(lambda x, dy, out, s: torch.exp(x), lambda x, dy, out, s: torch.exp(x, out=out)),
        "sigmoid": Operator(lambda x, dy, out, s: torch.sigmoid(x), lambda x, dy, out, s: torch.sigmoid(x, out=out),
                            lambda x, dy, out, s: aten.sigmoid_backward(dy, s),
                            lambda x, dy, out, s: aten.sigmoid_backward.grad_input(dy, s, grad_input=out), torch.sigmoid),
        "tanh": Operator(lambda x, dy, out, s: torch.tanh(x), lambda x, dy, out, s: torch.tanh(x, out=out),
                         lambda x, dy, out, s: aten.tanh_backward(dy, s),
                         lambda x, dy, out, s: aten.tanh_backward.grad_input(dy, s, grad_input=out), torch.tanh),
        "softsign*": Operator(lambda x, dy, out, s: f.softsign(x)),
        "hardsigmoid": Operator(lambda x, dy, out, s: f.hardsigmoid(x),
                                lambda x, dy, out, s: aten.hardsigmoid.out(x, out=out),
                                lambda x, dy, out, s: aten.hardsigmoid_backward(dy, x),
                                lambda x, dy, out, s: aten.hardsigmoid_backward.grad_input(dy, x, grad_input=out)),
        "silu": Operator(lambda x, dy, out, s: f.silu(x), lambda x, dy, out, s: aten.silu.out(x, out=out),
                         lambda x, dy, out, s: aten.silu_backward(dy, x),
                         lambda x, dy, out, s: aten.silu_backward.grad_input(dy, x, grad_input=out)),
        "gelu": Operator(lambda x, dy, out, s: f.gelu(x), lambda x, dy, out, s: aten.gelu.out(x, out=out),
                         lambda x, dy, out, s: aten.gelu_backward(dy, x),
                         lambda x, dy, out, s: aten.gelu_backward.grad_input(dy, x, grad_input=out)),
        "gelu_tanh": Operator(lambda x, dy, out, s: f.gelu(x, approximate="tanh"),
                              lambda x, dy, out, s: aten.gelu.out(x, approximate="tanh", out=out),
                              lambda x, dy, out, s: aten.gelu_backward(dy, x, approximate="tanh"),
                              lambda x, dy, out, s: aten.gelu_backward.grad_input(dy, x, approximate="tanh",
                                                                                  grad_input=out)),
        "mish": Operator(lambda x, dy, out, s: f.mish(x), lambda x, dy, out, s: aten.mish.out(x, out=out),
                         lambda x, dy, out, s: aten.mish_backward(dy, x)),
        "hardswish": Operator(lambda x, dy, out, s: f.hardswish(x), lambda x, dy, out, s: aten.hardswish.out(x, out=out),
                              lambda x, dy, out, s: aten.hardswish_backward(dy, x)),
        "hardshrink": Operator(lambda x, dy, out, s: f.hardshrink(x),
                               lambda x, dy, out, s: aten.hardshrink.out(x, 0.5, out=out),
                               lambda x, dy, out, s: aten.hardshrink_backward(dy, x, 0.5),
                               lambda x, dy, out, s: aten.hardshrink_backward.grad_input(dy, x, 0.5, grad_input=out)),
        "softshrink": Operator(lambda x, dy, out, s: f.softshrink(x),
                               lambda x, dy, out, s: aten.softshrink.out(x, 0.5, out=out),
                               lambda x, dy, out, s: aten.softshrink_backward(dy, x, 0.5),
                               lambda x, dy, out, s: aten.softshrink_backward.grad_input(dy, x, 0.5, grad_input=out)),
        "tanhshrink*": Operator(lambda x, dy, out, s: f.tanhshrink(x)),
        "identity": Operator(lambda x, dy, out, s: x.clone(), lambda x, dy, out, s: out.copy_(x)),
    }
