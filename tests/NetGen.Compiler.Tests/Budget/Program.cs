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
        }

        return 0;
    }
}
