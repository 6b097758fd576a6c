using NetGen.Generator.Lowering;

namespace NetGen.Generator.Emission;

/// <summary>Writes the file of the forward direction.</summary>
internal static class ForwardEmitter
{
    /// <summary>Writes the class <c>Layers</c> as far as it computes values.</summary>
    /// <param name="writer">Where to, inside the network's class.</param>
    /// <param name="programs">The network's programs.</param>
    /// <param name="library">The methods of the layers.</param>
    /// <param name="common">What training with the network's own loss and with another have in common.</param>
    public static void Emit(SourceWriter writer, NetworkPrograms programs, LayerMethodLibrary library, CommonCalls common)
    {
        writer.Line("/// <summary>The layers. θ are the parameters, memory is the arena; every offset was fixed when this was compiled.</summary>");
        writer.Open("private static partial class Layers");
        library.EmitDriver(writer, "Predict", "Inputs → outputs, as at inference.", programs.Predict, isBackward: false);
        if (programs.Evaluate is { } evaluate)
        {
            writer.Line();
            library.EmitDriver(writer, "Evaluate", "Inputs and targets → the mean loss L, as at inference.", evaluate, isBackward: false);
        }

        if (programs.Train is { } train)
        {
            writer.Line();
            if (common.In(isBackward: false).Count > 0)
            {
                library.EmitCommon(writer, common, isBackward: false);
                writer.Line();
            }

            library.EmitDriver(writer, "TrainForward", "Inputs and targets → the mean loss L, keeping what the gradients need.", train, isBackward: false, common);
        }

        if (programs.Differentiate is { } differentiate)
        {
            writer.Line();
            library.EmitDriver(writer, "DifferentiateForward", "Inputs → outputs as in training, keeping what the gradients need.", differentiate, isBackward: false, common);
        }

        library.Emit(writer, isBackward: false);
        writer.Close();
    }
}

/// <summary>Writes the file of the backward direction.</summary>
internal static class BackwardEmitter
{
    /// <summary>Writes the class <c>Layers</c> as far as it computes gradients.</summary>
    /// <param name="writer">Where to, inside the network's class.</param>
    /// <param name="programs">The network's programs.</param>
    /// <param name="library">The methods of the layers.</param>
    /// <param name="common">What training with the network's own loss and with another have in common.</param>
    public static void Emit(SourceWriter writer, NetworkPrograms programs, LayerMethodLibrary library, CommonCalls common)
    {
        writer.Open("private static partial class Layers");
        if (programs.Train is { } train)
        {
            writer.Line("// The forward pass computed, for a batch of N samples:");
            EmitForwardFormulas(writer, train);
            library.EmitDriver(writer, "TrainBackward", "∂L/∂θ of the mean loss L, from the loss to the first weight.", train, isBackward: true, common);
        }

        if (programs.Differentiate is { } differentiate)
        {
            if (programs.Train is not null)
                writer.Line();
            library.EmitDriver(writer, "DifferentiateBackward", "∂L/∂θ of a loss of the caller's own, from the gradients of the outputs to the first weight.", differentiate, isBackward: true, common);
        }

        if (common.In(isBackward: true).Count > 0)
        {
            writer.Line();
            library.EmitCommon(writer, common, isBackward: true);
        }


        library.Emit(writer, isBackward: true);
        writer.Close();
    }

    private static void EmitForwardFormulas(SourceWriter writer, NetworkProgram program)
    {
        foreach (var node in program.Graph.Nodes.Where(node => !node.IsBackward && !node.Operator.IsView))
            writer.Line($"//   {LayerMethod.Formula(node)}");
    }
}
