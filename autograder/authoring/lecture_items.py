"""What the lecture says, item by item: Cornell CS5670, convolutional neural networks, 2022.

A short title for each, in our own words, and what is to be corrected or added where the slides err
or leave something out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Item:
    """title: what the lecture says. correction: what it gets wrong, or where one trips over it."""

    title: str
    correction: str = ""


# By the parts of the lecture. Items are numbered from 1, through all of them.
PARTS: dict[str, list[Item]] = {
    "Linear classifiers and networks of layers": [
        Item("An image goes in, one label of a fixed set comes out"),
        Item("A score for each class, W x + b"),
        Item("The cross-entropy loss"),
        Item("A linear classifier cuts space into half-spaces"),
        Item("A network of two layers, W2 max(0, W1 x)"),
        Item(
            "3,072 · 100 + 100 · 10 = 308,200 weights",
            "308,200 counts weights alone. With the 110 biases it is 308,310, and the slides on "
            "convolution do count biases (76, 456, 760).",
        ),
        Item("Three layers and more: multilayer perceptrons"),
        Item("Why something must bend between two layers"),
        Item("Inspired by neurons, very roughly"),
        Item("Sigmoid"),
        Item("tanh"),
        Item("ReLU"),
        Item(
            "Leaky ReLU",
            "The slope is 0.1 on the slide. PyTorch's default is 0.01.",
        ),
        Item("Maxout"),
        Item("ELU"),
        Item("The computation graph of a network"),
        Item("Deep networks and their millions of parameters, as Inception of 22 layers"),
        Item("A fully connected layer reads 32×32×3 numbers as one vector"),
        Item("Three layers forwards, in three lines of NumPy"),
        Item("Layers turn loops into matrix products"),
        Item("Gradient descent: guess, gradient, step, again"),
        Item(
            "The learning rate: too large, too small",
            "Too large a rate does not only miss the minimum. Beyond 2 / curvature every step "
            "leads further away; for x² the edge is a rate of 1.",
        ),
        Item("Backpropagation"),
        Item("A playground: watch a small network learn"),
    ],
    "A little history": [
        Item("The Mark I Perceptron and its 400 photocells"),
        Item("The perceptron's rule for its weights"),
        Item(
            "2006: Hinton and Salakhutdinov's autoencoder",
            "The paper is of 2006 (Science 313, 504–507); its reference on the slide says 2016.",
        ),
        Item("1998: LeCun and others' LeNet-5 reads characters"),
        Item("2010 and 2012: networks for speech, by Mohamed, Dahl and others"),
        Item("2012: AlexNet, and what followed from it"),
    ],
    "ConvNets are everywhere": [
        Item("Naming what a picture shows, in five guesses"),
        Item("Finding pictures that are alike"),
        Item("Detection: a box around each thing"),
        Item("Segmentation: a label for each pixel"),
        Item("Self-driving, and the processors behind it"),
        Item("Pose: where the joints of a body are"),
        Item("Playing games"),
        Item("Medical pictures"),
        Item("Galaxies"),
        Item("Traffic signs"),
        Item("Whales, streets and other pictures"),
        Item("Captions, and how wrong they can be"),
        Item("Pictures from words"),
        Item("Inceptionism: what a network draws"),
        Item("The style of one picture on another"),
    ],
    "Features": [
        Item("Signals in one dimension and in two"),
        Item("Before deep learning: chosen features, then a classifier"),
        Item("Classes that are hard for a linear classifier"),
        Item("Linearly separable classes"),
        Item("Polar coordinates make rings separable"),
        Item("The colour histogram"),
        Item("HOG: cells of 8×8, nine directions, 10,800 numbers"),
        Item("Features that are chosen, and features that are learned"),
        Item("The last layer is a linear classifier"),
        Item("A map of features by t-SNE"),
    ],
    "The layers of a ConvNet": [
        Item("Fully connected or convolutional: what becomes of neighbours"),
        Item("A filter reaches through the full depth"),
        Item("Slide the filter, take dot products"),
        Item(
            "A filter of 5×5×3 learns 76 numbers",
            "76 for a whole map is set against 3,072 for a single unit, which has 3,073 with its "
            "bias. A fully connected layer of as many units as the map has numbers, 784, would "
            "learn 784 · 3,073 = 2,409,232.",
        ),
        Item("Six filters make a volume of 28×28×6, with 456 numbers"),
        Item("A ConvNet is convolutions with activations between them"),
        Item("From edges to parts to things"),
        Item(
            "7 pixels, a filter of 3, and strides of 1, 2 and 3",
            "A filter of 3 at stride 3 does not fit 7 pixels, says the lecture. Libraries round "
            "2.33 down to 2, and leave the last pixel out without a warning.",
        ),
        Item("The size of the output, (N − F) / stride + 1"),
        Item("Padding with zeros, and (F − 1) / 2 to keep the size"),
        Item("Without padding 32 pixels become 28, then 24"),
        Item("Ten 5×5 filters with padding 2: 32×32×10 and 760 numbers"),
        Item("1×1 convolutions"),
        Item(
            "Few numbers, kept structure, translation equivariance",
            "It is exact away from the border at stride 1. With a stride, or with pooling, it "
            "holds only for shifts by a multiple of the stride.",
        ),
        Item("The convolutional layer, forwards"),
        Item("The convolutional layer, backwards"),
        Item("Pooling works on each map alone"),
        Item("Max pooling by hand"),
        Item("The fully connected layer at the end"),
    ],
    "A demo and famous networks": [
        Item(
            "ConvNetJS learns CIFAR-10 in the browser",
            "Its text calls 90 % the state of the art, and 94 % what people reach. That is of "
            "2014; networks have been above 99 % since about 2020.",
        ),
        Item("More images: flips, and shifts of up to two pixels"),
        Item("Adadelta, or steps with momentum"),
        Item("AlexNet"),
        Item("GoogLeNet"),
        Item("VGG"),
        Item("ResNet"),
        Item("A function from images to scores that must hold for new images"),
        Item(
            "ImageNet and its competition, ILSVRC",
            "ILSVRC was held from 2010 to 2017, not from 2011. One slide has about 700 to 1,300 "
            "training images a class and another 1,000: there are 732 to 1,300.",
        ),
        Item("Top-5 error"),
        Item("How the error fell from year to year"),
    ],
}
ITEMS = dict(enumerate((item for items in PARTS.values() for item in items), start=1))
