using System.Globalization;

namespace NetGen.Generator.Graph;

/// <summary>Integer arithmetic over named parameters: + − * / %, parentheses, numbers and names.</summary>
public static class IntegerExpression
{
    /// <summary>Evaluates an expression.</summary>
    /// <param name="text">The expression, such as <c>4*d</c>.</param>
    /// <param name="parameters">The values of the names.</param>
    /// <returns>The value, or what is wrong.</returns>
    public static ExpressionResult Evaluate(string text, IReadOnlyDictionary<string, int> parameters)
    {
        var parser = new Parser(text, parameters);
        try
        {
            var value = parser.Sum();
            parser.End();
            return value is >= int.MinValue and <= int.MaxValue ? new ExpressionResult((int)value, null, null) : new ExpressionResult(0, null, "its value is beyond 32 bits");
        }
        catch (UnknownNameException unknown)
        {
            return new ExpressionResult(0, unknown.Message, null);
        }
        catch (FormatException malformed)
        {
            return new ExpressionResult(0, null, malformed.Message);
        }
        catch (OverflowException)
        {
            return new ExpressionResult(0, null, "its value is beyond 64 bits");
        }
    }

    private sealed class UnknownNameException(string name) : Exception(name);

    private sealed class Parser(string text, IReadOnlyDictionary<string, int> parameters)
    {
        private int at;

        public long Sum()
        {
            var value = Term();
            while (true)
            {
                if (Take('+'))
                    value = checked(value + Term());
                else if (Take('-'))
                    value = checked(value - Term());
                else
                    return value;
            }
        }

        public void End()
        {
            if (Peek() is { } c)
                throw new FormatException($"'{c}' is not expected");
        }

        private long Term()
        {
            var value = Factor();
            while (true)
            {
                if (Take('*'))
                    value = checked(value * Factor());
                else if (Take('/'))
                    value /= NotZero(Factor());
                else if (Take('%'))
                    value %= NotZero(Factor());
                else
                    return value;
            }
        }

        private long Factor()
        {
            if (Take('-'))
                return checked(-Factor());
            if (Take('('))
            {
                var value = Sum();
                if (!Take(')'))
                    throw new FormatException("a parenthesis is not closed");
                return value;
            }

            if (Peek() is not { } c)
                throw new FormatException("a number or name is missing at the end");
            var start = at;
            if (char.IsDigit(c))
            {
                while (at < text.Length && char.IsDigit(text[at]))
                    at++;
                return long.TryParse(text.Substring(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw new FormatException("a number in it is beyond 64 bits");
            }

            if (!char.IsLetter(c) && c != '_')
                throw new FormatException($"a number or name is missing before '{c}'");
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
                at++;
            var name = text.Substring(start, at - start);
            return parameters.TryGetValue(name, out var bound) ? bound : throw new UnknownNameException(name);
        }

        private static long NotZero(long divisor) => divisor != 0 ? divisor : throw new FormatException("it divides by zero");

        private char? Peek()
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
                at++;
            return at < text.Length ? text[at] : null;
        }

        private bool Take(char c)
        {
            if (Peek() != c)
                return false;
            at++;
            return true;
        }
    }
}

/// <summary>What an expression came to.</summary>
/// <param name="Value">The value, where nothing is wrong.</param>
/// <param name="UnknownName">A name that is no parameter, or null.</param>
/// <param name="Fault">What is wrong with the expression, or null.</param>
public sealed record ExpressionResult(int Value, string? UnknownName, string? Fault);
