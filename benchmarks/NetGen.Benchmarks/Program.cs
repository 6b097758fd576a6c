using BenchmarkDotNet.Running;
using NetGen.Benchmarks.Compare;

// dotnet run -c Release --project benchmarks/NetGen.Benchmarks -- compare --write     the table of docs/performance.md
// dotnet run -c Release --project benchmarks/NetGen.Benchmarks -- scaling --write     the table of several threads
// dotnet run -c Release --project benchmarks/NetGen.Benchmarks -- optimizers --write  the table of optimizers' steps
// dotnet run -c Release --project benchmarks/NetGen.Benchmarks -- --filter '*Inference*'
if (args is ["compare", ..])
    return CompareCommand.Run(args.AsSpan(1));
if (args is ["scaling", ..])
    return ScalingCommand.Run(args.AsSpan(1));
if (args is ["optimizers", ..])
    return OptimizersCommand.Run(args.AsSpan(1));

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
