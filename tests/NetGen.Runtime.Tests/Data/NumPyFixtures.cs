namespace NetGen.Tests.Data;

/// <summary>Files made by NumPy; <c>make_numpy_fixtures.py</c> beside them says what they hold.</summary>
internal static class NumPyFixtures
{
    public static string At(string name) => Path.Combine(AppContext.BaseDirectory, "numpy", name);

    public static byte[] Bytes(string name) => File.ReadAllBytes(At(name));

    /// <summary>The elements of the array of a type in <c>types.npz</c>, row-major.</summary>
    public static double[] Expected(NumericType type)
    {
        double[] values = [.. Enumerable.Range(0, 24).Select(i => (double)i)];
        switch (type)
        {
            case NumericType.Boolean:
                return [.. values.Select(i => i % 3 == 0 ? 1.0 : 0.0)];
            case NumericType.Float16 or NumericType.Float32 or NumericType.Float64:
                values = [.. values.Select(i => (i - 12) / 4)];
                (values[0], values[^1]) = (double.NegativeInfinity, double.NaN);
                return values;
            case NumericType.UInt8 or NumericType.UInt16 or NumericType.UInt32 or NumericType.UInt64:
                values[^1] = type switch { NumericType.UInt8 => byte.MaxValue, NumericType.UInt16 => ushort.MaxValue, NumericType.UInt32 => uint.MaxValue, _ => ulong.MaxValue };
                return values;
            default:
                values = [.. values.Select(i => i - 12)];
                (values[0], values[^1]) = type switch
                {
                    NumericType.Int8 => ((double)sbyte.MinValue, (double)sbyte.MaxValue),
                    NumericType.Int16 => ((double)short.MinValue, (double)short.MaxValue),
                    NumericType.Int32 => ((double)int.MinValue, (double)int.MaxValue),
                    _ => ((double)long.MinValue, (double)long.MaxValue),
                };
                return values;
        }
    }
}
