using System.Globalization;
using Digits;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Options options;
try
{
    options = Options.Parse(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(Options.Usage);
    return 2;
}

return options.IsConvolutional
    ? new Demonstration<ConvolutionalDigitClassifier>(
        ConvolutionalDigitClassifier.Description, (network, picture, scores) => network.Predict(picture, scores), (network, path) => network.Save(path), path => ConvolutionalDigitClassifier.Load(path)).Run(options)
    : new Demonstration<DigitClassifier>(
        DigitClassifier.Description, (network, picture, scores) => network.Predict(picture, scores), (network, path) => network.Save(path), path => DigitClassifier.Load(path)).Run(options);
