using static NetGen.Generator.Emission.Kernels.DenseText;

namespace NetGen.Generator.Emission.Kernels;

/// <summary>Writes a loop over the channels of an element, which lie side by side: whole vectors, then the rest, and not one element more.</summary>
/// <param name="writer">Where to.</param>
/// <param name="target">Width and scalar type.</param>
/// <param name="channels">How many channels.</param>
internal sealed class ChannelLoop(SourceWriter writer, VectorTarget target, int channels)
{
    private int lanes;
    private string channel = "0";

    /// <summary>Writes the loop.</summary>
    /// <param name="body">Writes the statements for one vector.</param>
    /// <param name="mayOverrun">
    /// A condition under which the rest may be read and written as a whole vector, since what is behind it is there, and is written later;
    /// or null.
    /// </param>
    public void ForEach(Action body, string? mayOverrun = null)
    {
        int whole = channels / target.Lanes, rest = channels % target.Lanes;
        if (whole > 0)
        {
            (lanes, channel) = (0, whole == 1 ? "0" : "c");
            if (whole > 1)
                writer.Open($"for (int c = 0; c < {CSharpLiteral.Of(whole * target.Lanes)}; c += {CSharpLiteral.Of(target.Lanes)})");
            else
                writer.Open();
            body();
            writer.Close();
        }

        if (rest == 0)
            return;
        (lanes, channel) = (0, CSharpLiteral.Of(whole * target.Lanes));
        if (mayOverrun is not null)
        {
            writer.Open($"if ({mayOverrun})");
            body();
            writer.Close();
        }

        lanes = rest;
        if (mayOverrun is null)
            writer.Open();
        else
            writer.Open("else");
        body();
        writer.Close();
    }

    /// <summary>Reads the channels of an element.</summary>
    /// <param name="reference">The ref to the value.</param>
    /// <param name="place">Where the element begins.</param>
    /// <returns>The expression; lanes beyond the channels are zero.</returns>
    public string Load(string reference, string place) => LoadValid(target, Of(reference, Join(place, channel)), 0, lanes);

    /// <summary>Reads the channels of a tap of weights that are packed in panels of 16 channels, padded to the end of the last.</summary>
    /// <param name="reference">The ref to the weights.</param>
    /// <param name="tap">The ordinal of the tap, an expression.</param>
    /// <param name="taps">How many taps there are.</param>
    /// <returns>The expression.</returns>
    public string LoadPanel(string reference, string tap, int taps) => target.Load(reference, PanelPlace(tap, taps));

    /// <summary>Where the channels of a tap are in weights that are packed in panels.</summary>
    /// <param name="tap">The ordinal of the tap, an expression.</param>
    /// <param name="taps">How many taps there are.</param>
    /// <returns>The offset.</returns>
    public string PanelPlace(string tap, int taps)
    {
        const int panel = VectorTarget.Panel;
        if (int.TryParse(channel, out int first))
            return ConvolutionText.Sum((first / panel * taps * panel) + (first % panel), (tap, panel));
        string inPanel = target.Lanes == panel ? "" : $" + (c % {CSharpLiteral.Of(panel)})";
        return $"({tap} * {CSharpLiteral.Of(panel)}) + (c / {CSharpLiteral.Of(panel)} * {CSharpLiteral.Of(taps * panel)}){inPanel}";
    }

    /// <summary>Writes the channels of an element.</summary>
    /// <param name="value">A local.</param>
    /// <param name="reference">The ref to the value.</param>
    /// <param name="place">Where the element begins.</param>
    public void Store(string value, string reference, string place) => DenseText.Store(writer, target, value, At(reference, Join(place, channel)), 0, lanes);
}
