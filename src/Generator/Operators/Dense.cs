using NetGen.Generator.Emission.Kernels;
using NetGen.Generator.Graph;
using NetGen.Generator.Lowering;
using ValueType = NetGen.Generator.Graph.ValueType;

namespace NetGen.Generator.Operators;

/// <summary>y = f(W x + b) on the last axis. Inputs: x, W [outputs, inputs], if there is one b [outputs], and where a normalization is applied its statistics.</summary>
/// <param name="HasBias">Whether there is a b.</param>
/// <param name="Activation">f, where a pass has taken an activation over; otherwise null.</param>
/// <param name="Channels">Where x is a flattened value that has so many channels, side by side, and the columns of W stand as if they came one after another; otherwise 1.</param>
/// <param name="IsScaled">Whether the scales and shifts of a normalization are applied to the sums, where a pass has taken it over.</param>
/// <param name="DropConnect">The probability of a weight to become 0 in training; a pass puts <see cref="WeightDropout"/> before the layer.</param>
public sealed record Dense(bool HasBias, Activation? Activation = null, int Channels = 1, bool IsScaled = false, double DropConnect = 0) : Operator, ITakesActivation, ITakesNormalization
{
    /// <inheritdoc/>
    public bool MayTakeActivation => Activation is null;

    /// <inheritdoc/>
    public bool MayTakeSlope => false;

    /// <inheritdoc/>
    public bool MayBeScaled => Activation is null && !IsScaled;

    /// <inheritdoc/>
    public override string Name => "Dense" + (IsScaled ? "+ChannelAffine" : "") + (Activation is null ? "" : "+" + Activation.Name);

    /// <inheritdoc/>
    public override string Symbol => "a";

    /// <inheritdoc/>
    public override AdjointNeeds Needs => AdjointNeeds.Input;

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation) => this with { Activation = activation };

    /// <inheritdoc/>
    public Operator WithSlope(Activation activation) => throw new GraphException("A dense layer is no gradient.");

    /// <inheritdoc/>
    public Operator WithScales() => this with { IsScaled = true };

    /// <summary>The column of W that an element of x meets.</summary>
    /// <param name="element">The ordinal of the element in memory.</param>
    /// <param name="columns">How many columns there are.</param>
    /// <param name="channels">How many channels lie side by side.</param>
    /// <returns>The column.</returns>
    internal static int Column(int element, int columns, int channels) => (element % channels * (columns / channels)) + (element / channels);

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        Shape x = inputs[0].Shape, w = inputs[1].Shape;
        if (w.Rank != 2 || x.Rank == 0 || x.Sizes[x.Rank - 1] != w.Sizes[1])
            throw new GraphException($"Dense: weights {w} do not fit the input {x}.");
        return [new ValueType(x.With(x.Rank - 1, w.Sizes[0]))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor x = inputs[0], w = inputs[1];
        int columns = w.Shape.Sizes[1], outputs = w.Shape.Sizes[0], rows = x.Data.Length / columns;
        var y = new Tensor(x.Shape.With(x.Shape.Rank - 1, outputs), x.Count);
        for (var r = 0; r < rows; r++)
        {
            for (var o = 0; o < outputs; o++)
            {
                var sum = HasBias ? inputs[2][o] : 0;
                for (var i = 0; i < columns; i++)
                    sum += w[(o * columns) + Column(i, columns, Channels)] * x[(r * columns) + i];
                y[(r * outputs) + o] = sum;
            }
        }

        if (IsScaled)
            y = new ChannelAffine().Evaluate(context, [y, inputs[inputs.Count - 1]])[0];
        return [Activation is null ? y : y.Map(Activation.Value)];
    }

    /// <inheritdoc/>
    public override void Differentiate(AdjointContext context)
    {
        if (Activation is not null || IsScaled)
            throw new GraphException("A dense layer is differentiated before it takes anything over.");
        Value x = context.Node.Inputs[0], w = context.Node.Inputs[1], δ = context.Gradient;
        if (w.Type.HasPanels)
            context.Contribute(w, context.Add(new DenseWeightGradient(Channels, IsOfParameter: false), δ, x));
        else
            context.ContributeParameter(w, new DenseWeightGradient(Channels), δ, x);
        if (HasBias)
            context.ContributeParameter(context.Node.Inputs[2], new DenseBiasGradient(), δ);
        context.Contribute(x, context.Add(new DenseInputGradient(null, Channels), δ, w));
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var sum = $"{node.Inputs[1].Display} {node.Inputs[0].Display}" + (HasBias ? $" + {node.Inputs[2].Display}" : string.Empty);
        if (IsScaled)
            sum = ChannelAffine.Scaled($"({sum})", node.Inputs[node.Inputs.Length - 1]);
        return Activation is null ? sum : $"{Activation.Notation}({sum})";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => (2L * node.Inputs[1].Shape.Length * node.Result.RowsPerSample) + (HasBias ? node.Result.Shape.Length : 0);

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value w = context.Node.Inputs[1], y = context.Node.Result;
        var kernel = new DenseForwardKernel(w.Shape.Sizes[1], w.Shape.Sizes[0], context.IsDouble, HasBias, Activation is null ? null : new ActivationExpression(Activation), IsScaled);
        context.Call(kernel, [.. context.Node.Inputs.Select(context.Read), context.Write(y), context.Rows(y), .. context.PartIfAsked(kernel)]);
    }
}

/// <summary>The gradient of a dense layer's input, Wᵀδ. Inputs: δ, W and, with an epilogue, what the activation before it saved.</summary>
/// <param name="Epilogue">The activation before the layer, whose slope a pass has moved here; otherwise null.</param>
/// <param name="Channels">How many channels of dx lie side by side; see <see cref="Dense"/>.</param>
public sealed record DenseInputGradient(Activation? Epilogue = null, int Channels = 1) : Operator, ITakesActivation
{
    /// <inheritdoc/>
    public bool MayTakeActivation => false;

    /// <inheritdoc/>
    public bool MayTakeSlope => Epilogue is null;

    /// <inheritdoc/>
    public override string Name => Epilogue is null ? "DenseInputGradient" : "DenseInputGradient+" + Epilogue.Name;

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public Operator WithActivation(Activation activation) => throw new GraphException("A gradient has no activation.");

    /// <inheritdoc/>
    public Operator WithSlope(Activation activation) => this with { Epilogue = activation };

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        Shape δ = inputs[0].Shape, w = inputs[1].Shape;
        if (w.Rank != 2 || δ.Rank == 0 || δ.Sizes[δ.Rank - 1] != w.Sizes[0])
            throw new GraphException($"DenseInputGradient: weights {w} do not fit the gradient {δ}.");
        return [new ValueType(δ.With(δ.Rank - 1, w.Sizes[1]))];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor δ = inputs[0], w = inputs[1];
        int columns = w.Shape.Sizes[1], outputs = w.Shape.Sizes[0], rows = δ.Data.Length / outputs;
        var dx = new Tensor(δ.Shape.With(δ.Shape.Rank - 1, columns), δ.Count);
        for (var r = 0; r < rows; r++)
        {
            for (var i = 0; i < columns; i++)
            {
                var sum = 0.0;
                for (var o = 0; o < outputs; o++)
                    sum += w[(o * columns) + Dense.Column(i, columns, Channels)] * δ[(r * outputs) + o];
                dx[(r * columns) + i] = Epilogue is null ? sum : sum * Epilogue.Slope(inputs[2][(r * columns) + i]);
            }
        }

        return [dx];
    }

    /// <inheritdoc/>
    public override string Formula(Node node)
    {
        var product = $"{node.Inputs[1].Display}ᵀ {node.Inputs[0].Display}";
        return Epilogue is null ? product : $"({product}) ⊙ {Epilogue.Notation}′({node.Inputs[2].Display})";
    }

    /// <inheritdoc/>
    public override long Cost(Node node) => 2L * node.Inputs[1].Shape.Length * node.Result.RowsPerSample;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], w = context.Node.Inputs[1], dx = context.Node.Result;
        var kernel = new DenseInputGradientKernel(w.Shape.Sizes[1], w.Shape.Sizes[0], context.IsDouble, Epilogue is null ? null : new ActivationGradientExpression(Epilogue));
        CallArgument[] saved = Epilogue is null ? [] : [context.Read(context.Node.Inputs[2])];
        context.Call(kernel, [context.Read(δ), context.Read(w), .. saved, context.Write(dx), context.Scratch(), context.Rows(dx), .. context.PartIfAsked(kernel)]);
    }
}

/// <summary>The gradient of a dense layer's weights, Σ δ xᵀ over the rows. Inputs: δ, x and, if there is one, the sum so far.</summary>
/// <param name="Channels">How many channels of x lie side by side; see <see cref="Dense"/>.</param>
/// <param name="IsOfParameter">Whether the weights are those of the layer, and not what is left of them in training.</param>
public sealed record DenseWeightGradient(int Channels = 1, bool IsOfParameter = true) : Operator
{
    /// <inheritdoc/>
    // Two parameters may have equal gradients, and each is written to a place of its own.
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs)
    {
        Shape δ = inputs[0].Shape, x = inputs[1].Shape;
        return [new ValueType(new Shape([δ.Sizes[δ.Rank - 1], x.Sizes[x.Rank - 1]], "TF"), Batched: false, HasPanels: !IsOfParameter)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        Tensor δ = inputs[0], x = inputs[1];
        int outputs = δ.Shape.Sizes[δ.Shape.Rank - 1], columns = x.Shape.Sizes[x.Shape.Rank - 1], rows = x.Data.Length / columns;
        var dw = new Tensor(new Shape([outputs, columns], "TF"), 1);
        if (inputs.Count > 2)
            Array.Copy(inputs[2].Data, dw.Data, dw.Data.Length);
        for (var r = 0; r < rows; r++)
        {
            for (var o = 0; o < outputs; o++)
            {
                for (var i = 0; i < columns; i++)
                    dw[(o * columns) + Dense.Column(i, columns, Channels)] += δ[(r * outputs) + o] * x[(r * columns) + i];
            }
        }

        return [dw];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) =>
        (node.Inputs.Length > 2 ? node.Inputs[2].Display + " + " : string.Empty) + $"{node.Inputs[0].Display} {node.Inputs[1].Display}ᵀ";

    /// <inheritdoc/>
    public override long Cost(Node node) => 2L * node.Result.Shape.Length * node.Inputs[0].RowsPerSample;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], x = context.Node.Inputs[1], dw = context.Node.Result;
        var kernel = new DenseWeightGradientKernel(dw.Shape.Sizes[1], dw.Shape.Sizes[0], context.IsDouble);
        context.Call(kernel, [context.Read(δ), context.Read(x), context.Write(dw), .. context.ScratchIfAsked(kernel), context.Rows(δ), context.Accumulate(context.Node.Inputs.Length > 2, never: !IsOfParameter), .. context.PartIfAsked(kernel)]);
    }
}

/// <summary>The gradient of a dense layer's bias, Σ δ over the rows. Inputs: δ and, if there is one, the sum so far.</summary>
public sealed record DenseBiasGradient : Operator
{
    /// <inheritdoc/>
    // Two parameters may have equal gradients, and each is written to a place of its own.
    public override bool IsPure => false;

    /// <inheritdoc/>
    public override string Symbol => "d";

    /// <inheritdoc/>
    public override IReadOnlyList<ValueType> Infer(IReadOnlyList<ValueType> inputs) =>
        [new ValueType(Shape.Vector(inputs[0].Shape.Sizes[inputs[0].Shape.Rank - 1]), Batched: false)];

    /// <inheritdoc/>
    public override IReadOnlyList<Tensor> Evaluate(EvaluationContext context, IReadOnlyList<Tensor> inputs)
    {
        var δ = inputs[0];
        var outputs = δ.Shape.Sizes[δ.Shape.Rank - 1];
        var db = new Tensor(Shape.Vector(outputs), 1);
        if (inputs.Count > 1)
            Array.Copy(inputs[1].Data, db.Data, outputs);
        for (var i = 0; i < δ.Data.Length; i++)
            db[i % outputs] += δ[i];
        return [db];
    }

    /// <inheritdoc/>
    public override string Formula(Node node) =>
        (node.Inputs.Length > 1 ? node.Inputs[1].Display + " + " : string.Empty) + node.Inputs[0].Display;

    /// <inheritdoc/>
    public override long Cost(Node node) => node.Inputs[0].Shape.Length;

    /// <inheritdoc/>
    public override void Lower(LoweringContext context)
    {
        Value δ = context.Node.Inputs[0], db = context.Node.Result;
        var kernel = new DenseBiasGradientKernel(db.Shape.Length, context.IsDouble);
        context.Call(kernel, [context.Read(δ), context.Write(db), context.Rows(δ), context.Accumulate(context.Node.Inputs.Length > 1), .. context.PartIfAsked(kernel)]);
    }
}

/// <summary>The attribute <c>[Dense]</c>.</summary>
public sealed class DenseDefinition : LayerDefinition
{
    /// <inheritdoc/>
    public override string Kind => "Dense";

    /// <inheritdoc/>
    public override Value Build(LayerBuilder layer)
    {
        var x = layer.Input;
        var units = layer.PositiveInteger("Units");
        layer.RequireLastAxisIsFeature(x);
        var columns = x.Shape.Sizes[x.Shape.Rank - 1];
        var w = layer.Parameter("weight", "W", new Shape([units, columns], "TF"), TensorPacking.Panels, columns, units, layer.Initializer("Weight"));
        var dropConnect = DropoutDefinition.Rate(layer, "DropConnect", 0);
        if (!layer.Flag("Bias", true))
            return layer.Add(new Dense(HasBias: false, DropConnect: dropConnect), x, w);
        var b = layer.Parameter("bias", "b", Shape.Vector(units), TensorPacking.RowMajor, columns, units, layer.Initializer("Bias"));
        return layer.Add(new Dense(HasBias: true, DropConnect: dropConnect), x, w, b);
    }
}
