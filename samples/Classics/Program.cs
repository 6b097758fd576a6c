using System.Diagnostics;
using System.Globalization;
using Classics;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
(string Name, string What, Action<Promises> Run)[] samples =
[
    ("perceptron", "the perceptron's learning rule: what it learns, and what it says of what it cannot", PerceptronRule.Run),
    ("linear-regression", "by descent and by the normal equations, with columns that depend on one another", LinearRegression.Run),
    ("logistic-regression", "malignant or benign, in five folds", LogisticRegression.Run),
    ("towers", "pairs of steep sigmoids put a continuous function together", Towers.Run),
    ("autoencoder", "a deep autoencoder, trained layer by layer before, or from random weights", DeepAutoencoder.Run),
    ("bias-variance", "what polynomials of rising degree do wrong, and why", BiasVariance.Run),
    ("forecast", "trend, season and noise, two years ahead", Forecast.Run),
];

string[] asked = args is ["all"] ? [.. samples.Select(sample => sample.Name)] : args;
string? unknown = asked.FirstOrDefault(name => samples.All(sample => sample.Name != name));
if (asked.Length == 0 || unknown is not null)
{
    if (unknown is not null)
        Console.Error.WriteLine($"There is no sample '{unknown}'.");
    Console.Error.WriteLine("Name one or more samples, or all:");
    foreach ((string name, string what, _) in samples)
        Console.Error.WriteLine($"  {name,-20} {what}");
    return 2;
}

var promises = new Promises();
foreach ((string name, string what, Action<Promises> run) in samples.Where(sample => asked.Contains(sample.Name)))
{
    Console.WriteLine($"== {name}: {what}");
    long start = Stopwatch.GetTimestamp();
    run(promises);
    Console.WriteLine($"({Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s)");
    Console.WriteLine();
}

Console.WriteLine($"{promises.Kept} promises kept, {promises.Broken} broken");
return promises.Broken == 0 ? 0 : 1;
