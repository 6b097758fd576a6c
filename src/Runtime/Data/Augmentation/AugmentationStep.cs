using System.Numerics;

namespace NetGen;

/// <summary>One random change of a picture. It has no state: the same numbers make the same change.</summary>
internal abstract class AugmentationStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Changes a picture, or not.</summary>
    /// <param name="picture">The picture, channel after channel, row after row; the result goes here.</param>
    /// <param name="scratch">Memory of the same length, of any content.</param>
    /// <param name="random">The numbers of this step for this sample in this epoch.</param>
    public abstract void Apply(Span<T> picture, Span<T> scratch, Philox random);

    /// <summary>Whether something happens that has a probability.</summary>
    protected static bool Happens(double probability, Philox random, ulong index) => random.UniformDouble(index) < probability;

    /// <summary>A number between two, each equally likely.</summary>
    protected static double Between(double least, double most, Philox random, ulong index) => least + ((most - least) * random.UniformDouble(index));
}

/// <summary>A step that happens with a probability, which the number at index 0 decides.</summary>
internal abstract class RandomStep<T>(double probability) : AugmentationStep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public sealed override void Apply(Span<T> picture, Span<T> scratch, Philox random)
    {
        if (Happens(probability, random, 0))
            Change(picture, scratch, random);
    }

    /// <summary>Changes a picture, by the numbers from index 1 on.</summary>
    protected abstract void Change(Span<T> picture, Span<T> scratch, Philox random);
}
