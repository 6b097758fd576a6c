using System.Globalization;
using System.Numerics;

namespace NetGen.Benchmarks.Compare;

/// <summary>What follows the name of a command: options with a number, flags, and words. What is wrong is said, with the command's usage.</summary>
/// <param name="usage">How the command is called.</param>
internal sealed class CommandOptions(string usage)
{
    private readonly Dictionary<string, Func<string, bool>> numbers = [];
    private readonly HashSet<string> flags = [], given = [];
    private readonly List<string> words = [];

    /// <summary>The words, in order.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>Accepts an option that a number follows.</summary>
    /// <typeparam name="T">The number's type.</typeparam>
    /// <param name="name">The option, with its dashes.</param>
    /// <param name="least">The smallest number.</param>
    /// <param name="set">Takes the number; not called where the option is left out.</param>
    /// <returns>These options.</returns>
    public CommandOptions Number<T>(string name, T least, Action<T> set)
        where T : INumber<T>
    {
        numbers.Add(name, text =>
        {
            if (!T.TryParse(text, CultureInfo.InvariantCulture, out T? number) || !(number >= least))
                return Fail($"'{name}' takes a number of at least {least}, not '{text}'.");
            set(number);
            return true;
        });
        return this;
    }

    /// <summary>Accepts options that nothing follows.</summary>
    /// <param name="names">The options, with their dashes.</param>
    /// <returns>These options.</returns>
    public CommandOptions Flags(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
            flags.Add(name);
        return this;
    }

    /// <summary>Whether a flag was given.</summary>
    /// <param name="flag">The flag.</param>
    /// <returns>Whether it was.</returns>
    public bool Has(string flag) => given.Contains(flag);

    /// <summary>Reads the arguments.</summary>
    /// <param name="arguments">What follows the command's name.</param>
    /// <param name="known">The words that may stand there.</param>
    /// <returns>Whether they are right; if not, that was said.</returns>
    public bool Read(ReadOnlySpan<string> arguments, params IReadOnlyCollection<string> known)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i];
            if (numbers.TryGetValue(argument, out var set))
            {
                if (++i == arguments.Length)
                    return Fail($"A number is missing behind '{argument}'.");
                if (!set(arguments[i]))
                    return false;
            }
            else if (flags.Contains(argument))
            {
                given.Add(argument);
            }
            else if (known.Contains(argument))
            {
                words.Add(argument);
            }
            else
            {
                return Fail($"'{argument}' is no option{(known.Count == 0 ? "" : ", nor one of " + string.Join(", ", known))}.");
            }
        }

        return true;
    }

    /// <summary>Says what is wrong, and how the command is called.</summary>
    /// <param name="message">What is wrong.</param>
    /// <returns>False.</returns>
    public bool Fail(string message)
    {
        Console.Error.WriteLine(message);
        Console.Error.WriteLine(usage);
        return false;
    }
}
