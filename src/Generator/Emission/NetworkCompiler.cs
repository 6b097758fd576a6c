using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using NetGen.Generator.Model;

namespace NetGen.Generator.Emission;

/// <summary>A file to add to the compilation.</summary>
/// <param name="HintName">Its name.</param>
/// <param name="Text">Its text.</param>
public sealed record GeneratedFile(string HintName, string Text);

/// <summary>What comes of a network.</summary>
/// <param name="Files">The network's own files.</param>
/// <param name="Parts">What its kernels call of the file that all networks share.</param>
public sealed record CompiledNetwork(EquatableArray<GeneratedFile> Files, EquatableArray<KernelPart> Parts);

/// <summary>A declaration → files.</summary>
public static class NetworkCompiler
{
    /// <summary>Compiles a network. One whose declaration is wrong gets the surface, with bodies that throw, so that one mistake is one error.</summary>
    /// <param name="spec">The network.</param>
    /// <returns>Its files and parts.</returns>
    public static CompiledNetwork Compile(NetworkSpec spec) => Compile(spec, optimize: true);

    /// <summary>Compiles a network.</summary>
    /// <param name="spec">The network.</param>
    /// <param name="optimize">Whether the optimizing passes run.</param>
    /// <returns>Its files and parts.</returns>
    public static CompiledNetwork Compile(NetworkSpec spec, bool optimize)
    {
        var built = GraphBuilder.Build(spec);
        if (built.Network is not { } network)
            return new CompiledNetwork(new EquatableArray<GeneratedFile>([BrokenNetworkEmitter.Emit(spec)]), default);
        var programs = ProgramBuilder.Build(network, spec.IsDouble, optimize);
        var layers = new LayerMethodLibrary(spec.IsDouble);
        var common = CommonCalls.Find(programs, spec.IsDouble);
        var forward = NetworkFile.Write(spec, ".Forward", "What the network computes, a method a layer.", null, string.Empty, writer => ForwardEmitter.Emit(writer, programs, layers, common));
        var files = new List<GeneratedFile>
        {
            SurfaceEmitter.Emit(spec, network, programs),
            forward,
        };
        if (programs.Train is not null || programs.Differentiate is not null)
            files.Add(NetworkFile.Write(spec, ".Backward", "The gradients of the network's parameters, a method a layer, from the loss to the first weight.", null, string.Empty, writer => BackwardEmitter.Emit(writer, programs, layers, common)));
        if (programs.Train is not null || programs.Differentiate is not null)
            files.Add(NetworkFile.Write(spec, ".Parallel", "The training step, shared out among threads.", null, string.Empty, writer => ParallelEmitter.EmitLayers(writer, programs, common, spec.IsDouble), isNullable: false));
        var kernels = programs.All.SelectMany(program => program.Calls).Select(call => call.Kernel).ToList();
        if (programs.PredictOne is { } straight)
            kernels.Add(straight);
        var parts = TileFile.Join(KernelLibraryEmitter.PartsOf(kernels));
        files.Add(NetworkFile.Write(
            spec,
            ".Kernels",
            "The loops over vectors.",
            null,
            string.Empty,
            writer => KernelLibraryEmitter.Emit(writer, kernels, spec.IsDouble),
            isNullable: false,
            parts.Count > 0 ? TileFile.Using(spec.IsDouble) : string.Empty));
        return new CompiledNetwork(new EquatableArray<GeneratedFile>(files), parts);
    }
}
