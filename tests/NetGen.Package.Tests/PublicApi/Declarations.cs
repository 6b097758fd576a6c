using System.Globalization;

#pragma warning disable CA1001, CA1051, CA1063, CA1816, CA2225 // Not to be used, only to be written.

namespace NetGen.Package.Tests.Declarations;

/// <summary>Has what the assemblies do not all have at present.</summary>
/// <typeparam name="T">A type parameter.</typeparam>
/// <typeparam name="TOther">Another.</typeparam>
public abstract class Pair<T, TOther> : EventArgs, IDisposable
    where T : unmanaged, IFormattable
    where TOther : class, new()
{
    /// <summary>A constant.</summary>
    public const string Sign = "\"";

    /// <summary>A field.</summary>
    protected readonly TOther? Second;

    private int hidden;

    /// <summary>A constructor.</summary>
    protected Pair(T first = default, double? share = null, DayOfWeek day = DayOfWeek.Friday) => (First, hidden) = (first, share is null ? 0 : (int)day);

    /// <summary>An event.</summary>
    public event Action<string?>? Changed;

    /// <summary>Takes values.</summary>
    /// <typeparam name="TIn">Their type.</typeparam>
    public interface IInner<in TIn>
    {
        /// <summary>Takes a value.</summary>
        static abstract void Take(TIn value);
    }

    /// <summary>A property.</summary>
    public T First { get; protected set; }

    /// <summary>An indexer.</summary>
    public int this[int index] => hidden += index;

    /// <summary>A conversion.</summary>
    public static implicit operator T(Pair<T, TOther> pair) => pair.First;

    /// <summary>A generic method.</summary>
    public static Dictionary<string, (int Count, string? Name)[]> Find<TKey>(ref readonly T value, out int count, params ReadOnlySpan<int> rest)
        where TKey : IComparable<TKey>
    {
        count = rest.Length;
        return new() { [value.ToString(null, CultureInfo.InvariantCulture)] = [] };
    }

    /// <summary>An obsolete method.</summary>
    [Obsolete("Use First.", true)]
    public void Dispose() => Changed?.Invoke(null);

    /// <inheritdoc/>
    public override string ToString() => Hide().ToString(CultureInfo.InvariantCulture);

    /// <summary>A virtual method.</summary>
    protected virtual void Change(in int from, ref float to) => to = from;

    internal int Hide() => hidden;
}
