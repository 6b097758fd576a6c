using System.Globalization;

namespace Digits;

/// <summary>What the command line asks for.</summary>
/// <param name="Epochs">How many epochs a network is trained.</param>
/// <param name="Seeds">The seeds to train with; the first is shown in full, the accuracy is the mean over all.</param>
/// <param name="IsConvolutional">Whether the network has convolutions.</param>
/// <param name="Report">The file of a report on the first run; null for none.</param>
/// <param name="Log">The directory of its event files for TensorBoard; null for none.</param>
internal sealed record Options(int Epochs, ulong[] Seeds, bool IsConvolutional, string? Report, string? Log)
{
    public const string Usage = """
        Options:
          --epochs N       epochs to train each network (20)
          --seed N         train once, with this seed
          --seeds A,B,C    train once with each of these seeds (1,2,3,4,5)
          --quick          train once, for 5 epochs
          --convolution    a network with convolutions
          --report FILE    write a report on the first run, a page of HTML
          --log DIR        write an event file on it, for TensorBoard
        """;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It is not as <see cref="Usage"/> says.</exception>
    public static Options Parse(ReadOnlySpan<string> arguments)
    {
        var options = new Options(20, [1, 2, 3, 4, 5], IsConvolutional: false, Report: null, Log: null);
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            options = name switch
            {
                "--epochs" => options with { Epochs = Number<int>(name, Value(arguments, ++i, name), 1) },
                "--seed" => options with { Seeds = [Number<ulong>(name, Value(arguments, ++i, name), 0)] },
                "--seeds" => options with { Seeds = [.. Value(arguments, ++i, name).Split(',').Select(seed => Number<ulong>(name, seed, 0))] },
                "--report" => options with { Report = Value(arguments, ++i, name) },
                "--log" => options with { Log = Value(arguments, ++i, name) },
                "--convolution" => options with { IsConvolutional = true },
                "--quick" => options with { Epochs = 5, Seeds = [1] },
                _ => throw new FormatException($"There is no option '{name}'."),
            };
        }

        return options;
    }

    private static string Value(ReadOnlySpan<string> arguments, int index, string name) => index < arguments.Length
        ? arguments[index]
        : throw new FormatException($"Option '{name}' needs a value.");

    private static T Number<T>(string name, string text, T least)
        where T : struct, System.Numerics.IBinaryInteger<T> =>
        T.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out T number) && number >= least
            ? number
            : throw new FormatException($"Option '{name}' has value '{text}'; expected a whole number from {least} on.");
}
