using NetGen.Generator.Graph;
using NetGen.Generator.Memory;
using NetGen.Generator.Operators;

namespace NetGen.Compiler.Tests;

[Trait("Width", "Any")]
public sealed class ArenaPlannerTests
{
    [Fact]
    public void AChainNeedsTwoPlaces()
    {
        var small = new SmallGraph();
        var value = small.Input(20);
        for (var i = 0; i < 6; i++)
            value = small.Add(new Tanh(), value);
        var plan = Plan(small.Output(value));
        Assert.Equal(6, plan.Batched.Count);
        Assert.Equal(2 * 32, plan.BatchedLength); // 20 rounded up to whole lines of 16, twice
    }

    [Fact]
    public void WhatIsReadLaterKeepsItsPlace()
    {
        var small = new SmallGraph();
        var x = small.Input(16);
        var first = small.Add(new Tanh(), x);
        var second = small.Add(new Sigmoid(), first);
        var third = small.Add(new SiLU(), second);
        var plan = Plan(small.Output(small.Add(new Sum(2), third, first)));
        Assert.Equal(3 * 16, plan.BatchedLength);
        Assert.All(plan.Batched.Values.Where(slot => slot.Root != first && slot.First <= 3), slot => Assert.NotEqual(plan.Batched[first].Offset, slot.Offset));
    }

    [Fact]
    public void ViewsAndOverwritingShareAPlace()
    {
        var small = new SmallGraph();
        var a = small.Add(new Tanh(), small.Input(16));
        var view = small.Add(new Reshape(new Shape([4, 4], "TF")), a);
        var over = small.Add(new ReLU(), view);
        over.Producer!.OverwrittenInput = 0;
        small.Output(over);
        var liveness = new Liveness(small.Graph);
        Assert.Equal(a, liveness.RootOf(over));
        Assert.Equal([a], Plan(small).Batched.Keys);
    }

    [Fact]
    public void WhatLiesElsewhereHasNoPlace()
    {
        var small = new SmallGraph();
        var a = small.Add(new Tanh(), small.Input(16));
        var plan = ArenaPlanner.Plan(small.Output(a).Graph, new Liveness(small.Graph), value => value == a);
        Assert.Empty(plan.Batched);
        Assert.Equal(0, plan.BatchedLength);
    }

    [Fact]
    public void WhatHasNoBatchLiesApart()
    {
        var small = new SmallGraph();
        var loss = small.Add(new MeanLoss(new(new([1.0]), new([false]))), small.Add(new MeanSquaredError(), small.Input(3), small.Input(3)));
        var plan = Plan(small.Output(loss));
        Assert.Equal([loss], plan.Fixed.Keys);
        Assert.Equal(16, plan.FixedLength);
    }

    [Theory]
    [InlineData(0, 5, 3, 9, 15, true)]
    [InlineData(0, 5, 5, 9, 0, true)]
    [InlineData(0, 5, 3, 9, 16, false)]
    [InlineData(0, 2, 3, 9, 0, false)]
    public void VerifyFindsOverlaps(int firstA, int lastA, int firstB, int lastB, int offsetB, bool isFault)
    {
        var small = new SmallGraph();
        Value a = small.Add(new Tanh(), small.Input(16)), b = small.Add(new Tanh(), a);
        var slots = new Dictionary<Value, ArenaSlot> { [a] = new(a, 0, 16, firstA, lastA), [b] = new(b, offsetB, 16, firstB, lastB) };
        var plan = new MemoryPlan(slots, new Dictionary<Value, ArenaSlot>(), 32, 0);
        if (isFault)
            Assert.Contains("live together and overlap", Assert.Throws<GraphException>(plan.Verify).Message, StringComparison.Ordinal);
        else
            plan.Verify();
    }

    private static MemoryPlan Plan(SmallGraph small)
    {
        var plan = ArenaPlanner.Plan(small.Graph, new Liveness(small.Graph), _ => false);
        plan.Verify();
        Assert.All(plan.Batched.Values, slot => Assert.Equal(0, slot.Offset % ArenaPlanner.Alignment));
        return plan;
    }
}
