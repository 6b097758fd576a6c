using NetGen;

// Numbers that floating point represents exactly, so that the output is the same on every machine.
var network = new Small(seed: 1);
(float, float)[] hidden = [(1, -1), (0.5f, 2)];
for (int unit = 0; unit < hidden.Length; unit++)
    (network.Dense1.Weight[unit, 0], network.Dense1.Weight[unit, 1]) = hidden[unit];
(network.Dense1.Bias[0], network.Dense1.Bias[1]) = (0, -1);
(network.Dense2.Weight[0, 0], network.Dense2.Weight[0, 1]) = (3, -0.5f);
network.Dense2.Bias[0] = 0.25f;

float[] input = [2, 1], output = new float[Small.OutputLength];
network.Predict(input, output);
Console.WriteLine($"prediction {output[0]}");

using var session = network.CreateTrainingSession(capacity: 1);
Console.WriteLine($"loss {session.Backward(input, [1.25f], 1)}");
TensorView<float> gradient = session.Gradients["Dense2.weight"];
Console.WriteLine($"gradient {gradient[0, 0]} {gradient[0, 1]}");

/// <summary>Two inputs, two hidden units.</summary>
[Network, Input(2)]
[Dense(2), ReLU]
[Dense(1)]
[MeanSquaredError]
internal sealed partial class Small;
