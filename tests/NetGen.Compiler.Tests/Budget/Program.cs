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
        foreach (var type in Assembly.LoadFrom(path).GetTypes().Where(type => !type.ContainsGenericParameters))
        {
            const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
            foreach (var method in type.GetMethods(All).Where(method => !method.IsAbstract && !method.ContainsGenericParameters))
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
            PrepareTiles(type);
        }

        return 0;
    }

    // A tile is a generic method: it is compiled for each shape of the kernels beside it.
    private static void PrepareTiles(Type type)
    {
        const BindingFlags Tiles = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var shapes = type.GetNestedTypes(BindingFlags.NonPublic).Where(nested => nested.IsValueType).ToArray();
        foreach (var method in type.GetMethods(Tiles).Where(method => method.IsGenericMethodDefinition))
        {
            var constraint = method.GetGenericArguments()[0].GetGenericParameterConstraints().Single(constraint => constraint.IsInterface);
            foreach (var shape in shapes.Where(constraint.IsAssignableFrom))
                RuntimeHelpers.PrepareMethod(method.MethodHandle, [shape.TypeHandle]);
        }
    }
}
