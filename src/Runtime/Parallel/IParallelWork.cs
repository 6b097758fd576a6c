namespace NetGen;

/// <summary>Work that several threads do together, a part each.</summary>
public interface IParallelWork
{
    /// <summary>Does one part. The threads of a group call it at the same time, each with a part of its own.</summary>
    /// <param name="part">Which part, from 0 to <see cref="Parallelism.Threads"/> − 1; the caller of <see cref="Parallelism.Run"/> does part 0.</param>
    /// <param name="team">The group, for <see cref="Parallelism.Meet"/>.</param>
    void Run(int part, Parallelism team);
}
