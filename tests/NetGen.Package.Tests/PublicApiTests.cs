using System.Reflection;
using NetGen.Data;
using NetGen.Generator.Tests;
using NetGen.Package.Tests.PublicApi;
using NetGen.Reporting;

namespace NetGen.Package.Tests;

/// <summary>
/// What the packages' users can write is in <c>PublicApi.*.verified.txt</c>. A change of it shows here, and is accepted by renaming the
/// file received.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Assemblies => [.. new[] { typeof(NetworkAttribute), typeof(Trainer), typeof(CsvFile), typeof(HtmlReport) }.Select(type => type.Assembly.GetName().Name!)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void TheSurfaceIsWhatWasAccepted(string assembly) =>
        Snapshot.VerifyFile(AssemblyText.Of(Assembly.Load(assembly)), $"PublicApi.{assembly}", "txt");

    [Fact]
    public void EveryPartOfADeclarationIsWritten() => Assert.Equal(
        """
        namespace NetGen.Package.Tests.Declarations
        {
            public abstract class Pair<T, TOther> : EventArgs, IDisposable
                where T : unmanaged, IFormattable
                where TOther : class, new()
            {
                protected readonly TOther? Second;
                public const string Sign = "\"";
                protected Pair(T first = default, double? share = null, DayOfWeek day = DayOfWeek.Friday);
                public T First { get; protected set; }
                public int this[int index] { get; }
                public event Action<string?>? Changed;
                protected virtual void Change(in int from, ref float to);
                [Obsolete("Use First.", true)]
                public void Dispose();
                public static Dictionary<string, (int Count, string? Name)[]> Find<TKey>(ref readonly T value, out int count, scoped params ReadOnlySpan<int> rest) where TKey : IComparable<TKey>;
                public override string ToString();
                public static implicit operator T(Pair<T, TOther> pair);

                public interface IInner<in TIn>
                {
                    static abstract void Take(TIn value);
                }
            }
        }

        """,
        AssemblyText.Of([typeof(Declarations.Pair<,>)]));
}
