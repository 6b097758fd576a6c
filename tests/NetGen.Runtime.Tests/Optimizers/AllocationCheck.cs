namespace NetGen.Tests.Optimizers;

internal static class AllocationCheck
{
    /// <summary>Calls once, and then a thousand times without a byte; again a few times, since the JIT may allocate while it improves code.</summary>
    public static void AssertNone(Action call)
    {
        call();
        for (int attempt = 0; ; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 1000; i++)
                call();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated == 0)
                return;
            Assert.True(attempt < 3, $"{allocated} bytes in 1000 calls");
        }
    }
}
