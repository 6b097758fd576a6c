namespace NetGen.Tests.State;

public class BufferLayoutTests
{
    [Fact]
    public void An_empty_layout_has_no_elements()
    {
        Assert.Equal(0, BufferLayout.Empty.Count);
        Assert.Equal(0, BufferLayout.Empty.StorageLength);
        Assert.False(BufferLayout.Empty.TryFind("Dense1.weight", out _));
    }
}
