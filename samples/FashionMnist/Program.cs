using System.Diagnostics;
using System.Globalization;
using FashionMnist;
using NetGen;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
long start = Stopwatch.GetTimestamp();
Options options;
Dataset<float> training, test;
try
{
    options = Options.Parse(args);
    (training, test) = FashionData.Load(options.Data);
}
catch (FormatException exception)
{
    return Fail(exception.Message, Options.Usage);
}
catch (FileNotFoundException exception)
{
    return Fail(exception.Message, FashionData.HowToGet);
}
catch (DataFileException exception)
{
    return Fail(exception.Message, FashionData.HowToGet);
}

Recipe recipe = Recipe.All[options.Model];
Console.WriteLine(recipe.Description);
Console.WriteLine();
Console.WriteLine($"{training.Count} pictures to train with, {test.Count} to test");
recipe.Run(training, test, options);
Console.WriteLine($"saved {new FileInfo(options.Weights).Length} bytes to {Path.GetRelativePath(Environment.CurrentDirectory, options.Weights)}");
Console.WriteLine($"whole run {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s");
return 0;

static int Fail(string message, string help)
{
    Console.Error.WriteLine(message);
    Console.Error.WriteLine(help);
    return 2;
}
