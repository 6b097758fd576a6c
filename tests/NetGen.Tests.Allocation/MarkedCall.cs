using System.Reflection;
using System.Reflection.Emit;

namespace NetGen.Tests.Allocation;

/// <summary>Calls methods with spans and references, which reflection cannot pass, by code that itself allocates nothing.</summary>
/// <param name="root">The object to begin with; null for static members, constructors and members of a ref struct.</param>
/// <param name="argumentOf">The value of an argument, an array for a span; null for zeros.</param>
internal sealed class MarkedCall(object? root, Func<ParameterInfo, object?> argumentOf)
{
    private readonly List<object?> state = [root];

    /// <summary>Makes the call.</summary>
    /// <param name="path">Getters from the object to that on which the method is called.</param>
    /// <param name="method">The method, accessor or constructor.</param>
    /// <returns>What can be called again and again.</returns>
    public Action To(IEnumerable<MethodInfo> path, MethodBase method)
    {
        var dynamic = new DynamicMethod("Call", null, [typeof(object[])], typeof(MarkedCall).Module, skipVisibility: true);
        ILGenerator code = dynamic.GetILGenerator();
        if (root is not null)
        {
            LoadState(code, 0);
            code.Emit(root.GetType().IsValueType ? OpCodes.Unbox : OpCodes.Castclass, root.GetType());
        }
        else if (method is MethodInfo { IsStatic: false })
        {
            code.Emit(OpCodes.Ldloca, code.DeclareLocal(method.DeclaringType!));
        }

        foreach (MethodInfo getter in path)
        {
            Call(code, getter);
            if (!getter.ReturnType.IsValueType)
                continue;
            LocalBuilder value = code.DeclareLocal(getter.ReturnType);
            code.Emit(OpCodes.Stloc, value);
            code.Emit(OpCodes.Ldloca, value);
        }

        Call(code, method);
        if (method is not MethodInfo info || info.ReturnType != typeof(void))
            code.Emit(OpCodes.Pop);
        code.Emit(OpCodes.Ret);
        return dynamic.CreateDelegate<Action>(state.ToArray());
    }

    private void Call(ILGenerator code, MethodBase method)
    {
        foreach (ParameterInfo parameter in method.GetParameters())
            Load(code, parameter);
        if (method is ConstructorInfo constructor)
            code.Emit(OpCodes.Newobj, constructor);
        else
            code.Emit(method.IsVirtual ? OpCodes.Callvirt : OpCodes.Call, (MethodInfo)method);
    }

    private void Load(ILGenerator code, ParameterInfo parameter)
    {
        Type type = parameter.ParameterType;
        if (type.IsByRef)
        {
            code.Emit(OpCodes.Ldloca, code.DeclareLocal(type.GetElementType()!));
        }
        else if (argumentOf(parameter) is { } value)
        {
            LoadState(code, state.Count);
            state.Add(value);
            code.Emit(OpCodes.Unbox_Any, value.GetType());
            if (value is Array)
                code.Emit(OpCodes.Newobj, type.GetConstructor([value.GetType()])!);
        }
        else
        {
            code.Emit(OpCodes.Ldloc, code.DeclareLocal(type));
        }
    }

    private static void LoadState(ILGenerator code, int index)
    {
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(OpCodes.Ldc_I4, index);
        code.Emit(OpCodes.Ldelem_Ref);
    }
}
