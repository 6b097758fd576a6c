using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace NetGen.Compiler.Tests;

/// <summary>Counts what the JIT counts before it decides whether a method is worth optimizing.</summary>
internal sealed class IntermediateCode
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    public IntermediateCode(byte[] code)
    {
        var starts = new HashSet<int> { 0 };
        for (var at = 0; at < code.Length; Instructions++)
        {
            int number = code[at++];
            if (number == 0xFE)
                number = (number << 8) | code[at++];
            var opcode = Codes[number];
            switch (opcode.OperandType)
            {
                case OperandType.InlineSwitch:
                    var targets = BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at));
                    at += 4 + (4 * targets);
                    for (var i = 0; i < targets; i++)
                        starts.Add(at + BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at - (4 * (targets - i)))));
                    starts.Add(at);
                    break;
                case OperandType.ShortInlineBrTarget:
                    starts.Add(at + 1 + (sbyte)code[at]);
                    starts.Add(at += 1);
                    break;
                case OperandType.InlineBrTarget:
                    starts.Add(at + 4 + BinaryPrimitives.ReadInt32LittleEndian(code.AsSpan(at)));
                    starts.Add(at += 4);
                    break;
                default:
                    at += SizeOf(opcode.OperandType);
                    if (opcode.FlowControl is FlowControl.Return or FlowControl.Throw)
                        starts.Add(at);
                    break;
            }
        }

        Blocks = starts.Count(start => start < code.Length);
    }

    public int Instructions { get; }

    public int Blocks { get; }

    private static int SizeOf(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
