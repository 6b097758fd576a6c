using System.Reflection;
using System.Runtime.CompilerServices;

namespace NetGen.Compiler.Tests;

/// <summary>The process that <see cref="JitBudgetTests"/> starts: compiles every method of a library to machine code.</summary>
internal static class Program
{
    public static int Main(string[] args)
    {
        if (args is not ["prepare", var path])
            return 2;
        var types = Assembly.LoadFrom(path).GetTypes();
        foreach (var type in types.Where(type => !type.ContainsGenericParameters))
        {
            const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            foreach (var method in type.GetMethods(All).Where(method => !method.IsAbstract && !method.ContainsGenericParameters))
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
            PrepareTiles(type, types);
        }

        return 0;
    }

    // A tile is a generic method: it is compiled for each shape and each ending of the library, though not for all pairs.
    private static void PrepareTiles(Type type, Type[] types)
    {
        const BindingFlags Tiles = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var structs = types.Where(candidate => candidate.IsValueType).ToArray();
        foreach (var method in type.GetMethods(Tiles).Where(method => method.IsGenericMethodDefinition))
        {
            var choices = method.GetGenericArguments()
                .Select(parameter => parameter.GetGenericParameterConstraints().Single(constraint => constraint.IsInterface))
                .Select(constraint => structs.Where(constraint.IsAssignableFrom).ToArray()).ToArray();
            for (var i = 0; i < choices.Max(types => types.Length); i++)
                RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. choices.Select(types => types[i % types.Length].TypeHandle)]);
        }
    }
}
