namespace NetGen;

/// <summary>How far a training run is, in what is needed to go on.</summary>
internal record struct TrainingPosition
{
    /// <summary>How many epochs are over.</summary>
    public int Epoch { get; set; }

    /// <summary>How many batches of the epoch at hand are over.</summary>
    public int Step { get; set; }

    /// <summary>How many samples they had.</summary>
    public long Samples { get; set; }

    /// <summary>The sum of their losses.</summary>
    public double LossSum { get; set; }

    /// <summary>The sum of the norms of the gradients of its steps, where they were asked for.</summary>
    public double GradientNormSum { get; set; }

    /// <summary>How many norms there are in it.</summary>
    public int GradientNorms { get; set; }

    /// <summary>How many forward passes the session made, which key the randomness of dropout.</summary>
    public ulong Pass { get; set; }

    /// <summary>The loss on the validation set after the last epoch.</summary>
    public double? ValidationLoss { get; set; }

    /// <summary>The accuracy on it.</summary>
    public double? ValidationAccuracy { get; set; }
}
