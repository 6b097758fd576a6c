using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetGen;

/// <summary>How <see cref="Muon{T}"/> scales its rate for a matrix of r rows and c columns.</summary>
public enum MuonScale
{
    /// <summary>By √max(1, r / c), as its author does.</summary>
    Original,

    /// <summary>By 0.2 √max(r, c), so that entries change by about as much as under AdamW, whose rate and decay then fit (Liu et al., 2025).</summary>
    MatchAdamW,
}

/// <summary>
/// Muon (Jordan et al., 2024, «Muon: an optimizer for hidden layers in neural networks») as PyTorch's <c>torch.optim.Muon</c> of version 2.9,
/// for matrices: u ← μu + (1 − μ)g, G = u or with Nesterov's momentum μu + (1 − μ)g, p ← (1 − ηλ)p − ηs · O(G), where s is the
/// <see cref="Scale"/> and O(G) is nearly the orthogonal matrix closest to G; all other tensors by <see cref="AdamW{T}"/>.
/// </summary>
/// <remarks>
/// O(G) comes from Newton–Schulz iterations: X = G / ‖G‖, then five times A = XXᵀ, X ← 3.4445 X + (−4.7750 A + 2.0315 A²)X, of Gᵀ where G has
/// more rows than columns. It has singular values between about 0.7 and 1.2. PyTorch computes it in bfloat16, this in the network's type. Tensors of
/// more than two axes, such as the kernels of convolutions, are matrices of their first axis and all others, as in the author's code.
/// Steps are not shared by threads.
/// </remarks>
/// <typeparam name="T">The network's floating-point type.</typeparam>
public sealed class Muon<T> : Optimizer<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly MatrixOrthogonalizer<T> orthogonalizer = new();

    // Which tensor of a state buffer is that of a tensor of the parameters; matrices count apart from the others.
    private int[] places = [];

    /// <summary>Makes an optimizer.</summary>
    /// <param name="learningRate">η, of matrices and, times <paramref name="adamRateFactor"/>, of other tensors.</param>
    /// <param name="momentum">μ, in [0, 1).</param>
    /// <param name="nesterov">Whether the momentum is Nesterov's.</param>
    /// <param name="weightDecay">λ, by which η times the parameters shrink each step.</param>
    /// <param name="scale">How the rate depends on a matrix's shape.</param>
    /// <param name="adamRateFactor">The learning rate of other tensors in parts of <paramref name="learningRate"/>.</param>
    /// <param name="beta1">β₁ of AdamW, in [0, 1).</param>
    /// <param name="beta2">β₂ of AdamW, in [0, 1).</param>
    /// <param name="epsilon">ε of AdamW, above 0 also in the network's floating-point type.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Muon(
        double learningRate = 1e-3,
        double momentum = 0.95,
        bool nesterov = true,
        double weightDecay = 0.1,
        MuonScale scale = MuonScale.Original,
        double adamRateFactor = 1,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8)
        : base(learningRate, weightDecay, "momentum", "first_moment", "second_moment")
    {
        Momentum = NumberGuard.RequireShare(momentum, nameof(momentum));
        Nesterov = nesterov;
        NumberGuard.Require((double)scale, Enum.IsDefined(scale), nameof(scale), "one of those declared");
        Scale = scale;
        AdamRateFactor = NumberGuard.RequireNotNegative(adamRateFactor, nameof(adamRateFactor));
        Beta1 = NumberGuard.RequireShare(beta1, nameof(beta1));
        Beta2 = NumberGuard.RequireShare(beta2, nameof(beta2));
        Epsilon = NumberGuard.RequireEpsilon<T>(epsilon, nameof(epsilon));
    }

    /// <summary>μ.</summary>
    public double Momentum { get; }

    /// <summary>Whether the momentum is Nesterov's.</summary>
    public bool Nesterov { get; }

    /// <summary>How the rate depends on a matrix's shape.</summary>
    public MuonScale Scale { get; }

    /// <summary>The learning rate of tensors that are no matrices in parts of that of matrices.</summary>
    public double AdamRateFactor { get; }

    /// <summary>β₁ of AdamW.</summary>
    public double Beta1 { get; }

    /// <summary>β₂ of AdamW.</summary>
    public double Beta2 { get; }

    /// <summary>ε of AdamW.</summary>
    public double Epsilon { get; }

    /// <summary>
    /// Layers, blocks or tensors whose matrices AdamW changes, too, as is usual for embeddings and the last layer. None by default; to be
    /// set before the first step.
    /// </summary>
    /// <exception cref="ArgumentException">At the first step: the network has no parameter of such a name.</exception>
    public ImmutableArray<string> ByAdamW
    {
        get;
        init => field = value.IsDefault ? [] : value;
    }

    = [];

    /// <inheritdoc/>
    protected override BufferLayout StateLayout(int index, BufferLayout parameters)
    {
        ParameterPlan.RequireKnown(parameters, ByAdamW, "leave to AdamW");
        var tensors = ImmutableArray.CreateBuilder<TensorLayout>();
        int offset = 0;
        foreach (TensorLayout tensor in parameters.Tensors.Where(tensor => IsMatrix(tensor) == (index == 0)))
        {
            tensors.Add(new TensorLayout(tensor.Name, tensor.Key, tensor.Shape, offset, tensor.Packing, tensor.Initializer, tensor.Channels, tensor.Groups));
            offset += tensor.StorageLength;
        }

        return new BufferLayout(tensors.ToImmutable());
    }

    /// <inheritdoc/>
    protected override void Allocate(BufferLayout layout)
    {
        int matrices = 0, others = 0;
        places = [.. layout.Tensors.Select(tensor => IsMatrix(tensor) ? matrices++ : others++)];
        foreach (TensorLayout matrix in layout.Tensors.Where(IsMatrix))
            orthogonalizer.Reserve(matrix.Shape[0], matrix.Length / matrix.Shape[0]);
    }

    /// <inheritdoc/>
    protected override void Update(FlatBuffer<T> parameters, FlatBuffer<T> gradients, in ParameterRange range)
    {
        TensorLayout tensor = parameters.Layout.Tensors[range.Tensor];
        if (IsMatrix(tensor))
            UpdateMatrix(tensor, parameters.Span, gradients.Span, in range);
        else
            UpdateOther(parameters, gradients, in range);
    }

    private bool IsMatrix(TensorLayout tensor) => tensor.Shape.Length >= 2 && tensor.Length > 0 && ParameterPlan.Precision(tensor, ByAdamW) == 0;

    private void UpdateMatrix(TensorLayout tensor, Span<T> parameters, ReadOnlySpan<T> gradients, in ParameterRange range)
    {
        int rows = tensor.Shape[0], columns = tensor.Length / rows;
        FlatBuffer<T> buffer = StateBuffer(0)!;
        int shift = buffer.Layout.Tensors[places[range.Tensor]].Offset - tensor.Offset;
        Span<T> velocity = buffer.Span;
        T keep = T.CreateChecked(Momentum), take = T.CreateChecked(1 - Momentum);
        T direct = Nesterov ? take : T.Zero, ahead = Nesterov ? keep : T.One;
        orthogonalizer.Begin(rows, columns);
        for (int row = 0, i = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++, i++)
            {
                int place = tensor.PositionOf(i);
                T u = velocity[place + shift] = (keep * velocity[place + shift]) + (take * gradients[place]);
                orthogonalizer[row, column] = (direct * gradients[place]) + (ahead * u);
            }
        }

        orthogonalizer.Run();
        double scale = Scale == MuonScale.Original ? Math.Sqrt(Math.Max(1, (double)rows / columns)) : 0.2 * Math.Sqrt(Math.Max(rows, columns));
        T shrink = T.CreateChecked(1 - (range.LearningRate * range.WeightDecay)), rate = T.CreateChecked(range.LearningRate * scale);
        for (int row = 0, i = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++, i++)
            {
                int place = tensor.PositionOf(i);
                parameters[place] = (shrink * parameters[place]) - (rate * orthogonalizer[row, column]);
            }
        }
    }

    private void UpdateOther(FlatBuffer<T> parameters, FlatBuffer<T> gradients, in ParameterRange range)
    {
        FlatBuffer<T> m = StateBuffer(1)!, v = StateBuffer(2)!;
        int place = m.Layout.Tensors[places[range.Tensor]].Offset;
        double rate = range.LearningRate * AdamRateFactor;
        ref T p = ref Unsafe.Add(ref parameters.Reference, range.Start);
        var pass = new ElementwisePass<T>(
            ref p,
            ref Unsafe.Add(ref gradients.Reference, range.Start),
            ref Unsafe.Add(ref m.Reference, place),
            ref Unsafe.Add(ref v.Reference, place),
            ref p,
            range.Length,
            penalty: 0,
            shrink: 1 - (rate * range.WeightDecay),
            GradientAdjustment.None);
        pass.Run(AdamRule<T>.Of(Beta1, Beta2, Epsilon, rate, StepCount));
    }
}
