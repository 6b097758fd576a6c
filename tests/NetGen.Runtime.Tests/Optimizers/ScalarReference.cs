namespace NetGen.Tests.Optimizers;

/// <summary>The rules as PyTorch documents them, one parameter and one line a formula, in double.</summary>
internal sealed class ScalarReference
{
    private double u, m, v;
    private int t;

    public double Parameter { get; set; }

    public void Sgd(double gradient, double lr, double momentum, double dampening, bool nesterov, double decay)
    {
        t++;
        double g = gradient + (decay * Parameter);
        if (momentum != 0)
        {
            u = t == 1 ? g : (momentum * u) + ((1 - dampening) * g);
            g = nesterov ? g + (momentum * u) : u;
        }

        Parameter -= lr * g;
    }

    public void Adam(double gradient, double lr, double beta1, double beta2, double epsilon, double decay, bool decoupled)
    {
        t++;
        double g = gradient;
        if (decoupled)
            Parameter -= lr * decay * Parameter;
        else
            g += decay * Parameter;
        m = (beta1 * m) + ((1 - beta1) * g);
        v = (beta2 * v) + ((1 - beta2) * g * g);
        double corrected = m / (1 - Math.Pow(beta1, t));
        Parameter -= lr * corrected / (Math.Sqrt(v / (1 - Math.Pow(beta2, t))) + epsilon);
    }
}
