using System.Text;
using Library;
using NetGen;
using NetGen.Data;
using NetGen.Reporting;

using var text = new MemoryStream(Encoding.UTF8.GetBytes("a,b,differ\n0,0,no\n0,1,yes\n1,0,yes\n1,1,no\n"));
CsvDataset<float> table = CsvFile.Read<float>(text);

// A network of the library, and one of this project.
Console.WriteLine($"library {Accuracy<Parity>()}");
Console.WriteLine($"own {Accuracy<OwnParity>()}");

string report = Path.Combine(AppContext.BaseDirectory, "report.html");
Trainer.Fit(OwnParity.Create(seed: 1), new Adam<float>(), table.Data, new TrainerOptions<float> { Callbacks = [new HtmlReport(report), new TensorBoardLog(Path.Combine(AppContext.BaseDirectory, "runs"))] });
Console.WriteLine($"report {(File.ReadAllText(report).Contains("<svg", StringComparison.Ordinal) ? "written" : "LACKING")}");

double? Accuracy<TNetwork>()
    where TNetwork : class, INetwork<TNetwork, float>
{
    TNetwork network = TNetwork.Create(seed: 1);
    Trainer.Fit(network, new Adam<float>(learningRate: 0.05), table.Data, new TrainerOptions<float> { Epochs = 300, BatchSize = 4 });
    return Trainer.Evaluate(network, table.Data).Accuracy;
}

/// <summary>The same with another activation.</summary>
[Network, Input(2)]
[Dense(16), GELU]
[Dense(2)]
[SoftmaxCrossEntropy]
internal sealed partial class OwnParity;
