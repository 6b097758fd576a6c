using System.Globalization;

namespace FashionMnist;

/// <summary>What the command line asks for.</summary>
/// <param name="Model">The network: a key of <see cref="Recipe.All"/>.</param>
/// <param name="Data">The directory of the data set.</param>
/// <param name="Weights">Where the weights go.</param>
/// <param name="Epochs">How many epochs the network is trained; null for as many as its recipe says.</param>
/// <param name="Seed">Seeds initialization and shuffling.</param>
/// <param name="Report">The file of a report on the run; null for none.</param>
/// <param name="Log">The directory of its event files for TensorBoard; null for none.</param>
internal sealed record Options(string Model, string Data, string Weights, int? Epochs, ulong Seed, string? Report, string? Log)
{
    public const string Usage = """
        Options:
          --model NAME     dense, 784-256-128-10; lenet, LeNet-5; or residual, a residual network (dense)
          --data DIR       the directory of the four IDX files (/usr/share/datasets/fashion-mnist)
          --weights FILE   where the weights go (fashion.safetensors beside the program)
          --epochs N       epochs to train (10, 12 and 10)
          --seed N         seeds initialization and shuffling (1)
          --report FILE    write a report, a page of HTML
          --log DIR        write an event file, for TensorBoard
        """;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It is not as <see cref="Usage"/> says.</exception>
    public static Options Parse(ReadOnlySpan<string> arguments)
    {
        var options = new Options("dense", "/usr/share/datasets/fashion-mnist", Path.Combine(AppContext.BaseDirectory, "fashion.safetensors"), null, 1, null, null);
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string name = arguments[i];
            if (name is not ("--model" or "--data" or "--weights" or "--epochs" or "--seed" or "--report" or "--log"))
                throw new FormatException($"There is no option '{name}'.");
            if (i + 1 == arguments.Length)
                throw new FormatException($"Option '{name}' needs a value.");
            string value = arguments[i + 1];
            options = name switch
            {
                "--model" => options with { Model = Recipe.All.ContainsKey(value) ? value : throw new FormatException($"Option '--model' has value '{value}'; expected {string.Join(", ", Recipe.All.Keys)}.") },
                "--data" => options with { Data = value },
                "--weights" => options with { Weights = value },
                "--epochs" => options with { Epochs = Number<int>(name, value, 1) },
                "--report" => options with { Report = value },
                "--log" => options with { Log = value },
                _ => options with { Seed = Number<ulong>(name, value, 0) },
            };
        }

        // Before the training, not behind it.
        foreach ((string name, string? path) in (ReadOnlySpan<(string, string?)>)[("--weights", options.Weights), ("--report", options.Report)])
        {
            if (path is not null && !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path))))
                throw new FormatException($"Option '{name}' has value '{path}', whose directory does not exist.");
        }

        return options;
    }

    private static T Number<T>(string name, string text, T least)
        where T : struct, System.Numerics.IBinaryInteger<T> =>
        T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out T number) && number >= least
            ? number
            : throw new FormatException($"Option '{name}' has value '{text}'; expected a whole number from {least} on.");
}
