using System.Collections.Immutable;
using System.Numerics;
using System.Reflection;

namespace NetGen.Tests.Allocation;

/// <summary>Finds by reflection what is marked <c>[RealTime]</c>, so that no such member is forgotten, and calls it.</summary>
internal static class MarkedMembers
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
    private const int Samples = 3;

    /// <summary>Calls of every marked member of every network of an assembly, those of layers and their tensors included.</summary>
    public static IEnumerable<(string Name, Action Call)> OfNetworks(Assembly assembly) => assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(NetworkAttribute), inherit: false))
        .SelectMany(OfNetwork);

    /// <summary>Calls of every marked member of a network.</summary>
    public static IEnumerable<(string Name, Action Call)> OfNetwork(Type network)
    {
        Type scalar = network.GetInterfaces().Single(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(INetwork<,>)).GetGenericArguments()[1];
        var calls = typeof(MarkedMembers).GetMethod(nameof(Generic), All)!.MakeGenericMethod(network, scalar).Invoke(null, null)!;
        return ((IEnumerable<(string Name, Action Call)>)calls).Select(call => ($"{network.FullName} {call.Name}", call.Call));
    }

    /// <summary>Calls of every marked member of the runtime; for a type whose instances are not known here it throws.</summary>
    public static IEnumerable<(string Name, Action Call)> OfRuntime()
    {
        var tensor = new TensorLayout("Dense1.weight", "Dense1.weight", [2, 3], 0, Packing.RowPanels, new TensorInitializer(Initializer.Zeros, 3, 2));
        var layout = new BufferLayout([tensor]);
        var buffer = new FlatBuffer<float>(layout);
        var slot = new SlotSignature("input", [3], ElementType.Float);
        StandardScaler<float> scaler = StandardScaler<float>.Fit([1, 2, 3, 4, 5, 6], 3);
        var instances = new Dictionary<Type, object>
        {
            [typeof(TensorLayout)] = tensor,
            [typeof(BufferLayout)] = layout,
            [typeof(FlatBuffer<float>)] = buffer,
            [typeof(AlignedBuffer<float>)] = new AlignedBuffer<float>(8),
            [typeof(TensorView<float>)] = buffer[0],
            [typeof(Slot<float>)] = new Slot<float>(new float[3]),
            [typeof(SlotSignature)] = slot,
            [typeof(NetworkSignature)] = new NetworkSignature("Net", [slot], [slot], [], layout, BufferLayout.Empty, "A network."),
            [typeof(ConfusionMatrix)] = new ConfusionMatrix(2),
            [typeof(Scaler<float>)] = scaler,
            [typeof(StandardScaler<float>)] = scaler,
            [typeof(MinMaxScaler<float>)] = MinMaxScaler<float>.Fit([1, 2, 3, 4, 5, 6], 3),
        };

        object? Argument(ParameterInfo parameter) => parameter.Name switch
        {
            "source" or "destination" or "samples" or "scores" or "probabilities" or "predictions" or "targets" when IsSpan(parameter) => ArrayFor(parameter, 6),
            "labels" => new int[3],
            "indices" when IsSpan(parameter) => new int[2],
            "classes" => 2,
            "k" => 1,
            "name" => "Dense1.weight",
            "matrix" => new ConfusionMatrix(2),
            "buffer" => buffer,
            _ => null,
        };

        foreach (Type open in typeof(FlatBuffer<>).Assembly.GetExportedTypes().Where(type => !type.IsInterface))
        {
            Type type = open.IsGenericTypeDefinition && open.GetGenericArguments().Length == 1 && Marked(open).Any() ? open.MakeGenericType(typeof(float)) : open;
            foreach (MethodBase method in Marked(type))
            {
                object? instance = method.IsStatic || method.IsConstructor || type.IsByRefLike ? null : instances[type];
                yield return ($"{type.Name} {method}", new MarkedCall(instance, Argument).To([], method));
            }
        }
    }

    private static IEnumerable<(string Name, Action Call)> Generic<TNetwork, T>()
        where TNetwork : class, INetwork<TNetwork, T>
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        TNetwork network = TNetwork.Create(1);
        NetworkSignature signature = TNetwork.Signature;
        object? Argument(ParameterInfo parameter)
        {
            if (!IsSpan(parameter))
                return parameter.Name == "count" ? Samples : null;
            ParameterInfo[] all = parameter.Member is MethodInfo method ? method.GetParameters() : [];
            ImmutableArray<SlotSignature> slots = signature.Inputs.AddRange(parameter.Member.Name == nameof(network.Evaluate) ? signature.Targets : signature.Outputs);
            int length = slots[parameter.Position].Length * (all[^1].Name == "count" ? Samples : 1);
            return ArrayFor(parameter, length);
        }

        IEnumerable<(string Name, Action Call)> Walk(Type type, MethodInfo[] path)
        {
            foreach (MethodBase method in Marked(type).Where(method => !method.Name.Contains('.', StringComparison.Ordinal)))
            {
                string name = string.Join('.', path.Append(method).Select(step => step.Name));
                yield return ($"{name}({method.GetParameters().Length} arguments)", new MarkedCall(method.IsStatic ? null : network, Argument).To(path, method));
                if (method is not MethodInfo { ReturnType: { IsNested: true, IsValueType: true } tensors } getter)
                    continue;
                foreach (var inner in Walk(tensors, [.. path, getter]))
                    yield return inner;
            }
        }

        Slot<T>[] inputs = [.. signature.Inputs.Select(Slot<T>)], targets = [.. signature.Targets.Select(Slot<T>)];
        Memory<T>[] outputs = [.. signature.Outputs.Select(slot => new T[slot.Length * Samples].AsMemory())];
        var ofInterface = new List<(string Name, Action Call)> { ("INetwork.Predict", () => network.Predict(new Batch<T>(inputs, [], Samples), outputs)) };
        if (targets.Length > 0)
            ofInterface.Add(("INetwork.Evaluate", () => network.Evaluate(new Batch<T>(inputs, targets, Samples))));
        return Walk(typeof(TNetwork), []).Concat(ofInterface);
    }

    private static Slot<T> Slot<T>(SlotSignature slot)
        where T : unmanaged, IFloatingPointIeee754<T> =>
        slot.Type == ElementType.Int32 ? new Slot<T>(new int[slot.Length * Samples]) : new Slot<T>(new T[slot.Length * Samples]);

    private static IEnumerable<MethodBase> Marked(Type type)
    {
        bool all = type.IsDefined(typeof(RealTimeAttribute), inherit: false);
        HashSet<MethodInfo?> accessors = [.. type.GetProperties(All).Where(IsMarked).SelectMany(property => property.GetAccessors(nonPublic: true))];
        return type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
            .Where(method => IsMarked(method) || accessors.Contains(method as MethodInfo) || (all && method.IsPublic))
            .Select(method => method is MethodInfo { IsGenericMethodDefinition: true } generic ? generic.MakeGenericMethod(typeof(float)) : method)
            .OrderBy(method => method.ToString(), StringComparer.Ordinal);
    }

    private static bool IsMarked(MemberInfo member) => member.IsDefined(typeof(RealTimeAttribute), inherit: false);

    private static Array ArrayFor(ParameterInfo span, int length) => Array.CreateInstance(span.ParameterType.GetGenericArguments()[0], length);

    private static bool IsSpan(ParameterInfo parameter) => parameter.ParameterType.IsByRefLike;
}
