namespace NetGen.Tests.Killed;

/// <summary>
/// A process that a test kills: saves one file again and again and writes a line when a save is complete. Lines are numbered from 1.
/// </summary>
internal static class Program
{
    private static readonly Stream Output = Console.OpenStandardOutput();

    public static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["save", var path]:
                Save(path);
                return 0;
            case ["train", var path]:
                Train(path);
                return 0;
            default:
                return 2;
        }
    }

    // Every save holds its own number and nothing else.
    private static void Save(string path)
    {
        var network = new SavedNetwork();
        for (int save = 1; ; save++)
        {
            network.Fill(save);
            network.Save(path);
            Report();
        }
    }

    // A training run that saves when an epoch is complete.
    private static void Train(string path)
    {
        var network = new SavedNetwork(seed: 1);
        var optimizer = new Adam<float>(1e-3);
        float[] inputs = new float[256 * SavedNetwork.InputLength];
        int[] labels = new int[256];
        for (int i = 0; i < labels.Length; i++)
        {
            labels[i] = i % 4;
            inputs[(i * SavedNetwork.InputLength) + labels[i]] = 1;
        }

        Dataset<float> data = Dataset.FromArrays(inputs, labels, SavedNetwork.InputLength);
        for (ulong epoch = 1; ; epoch++)
        {
            Trainer.Fit(network, optimizer, data, new TrainerOptions<float> { Epochs = 1, Seed = epoch, MeasureAccuracy = false });
            network.Save(path);
            Report();
        }
    }

    // Past every buffer, so that what was written is read even when the process is killed at the next instruction.
    private static void Report()
    {
        Output.WriteByte((byte)'\n');
        Output.Flush();
    }
}
