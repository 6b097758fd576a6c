namespace NetGen.Tests.Optimizers;

/// <summary>The rules as PyTorch or their papers have them, one parameter and one line a formula, in double.</summary>
internal sealed class ScalarReference
{
    private double u, m, v, largest, product = 1;
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

    public void AveragedMomentum(double gradient, double lr, double momentum, bool nesterov, double decay)
    {
        double g = gradient + (decay * Parameter);
        u = (momentum * u) + ((1 - momentum) * g);
        Parameter -= lr * (nesterov ? ((1 - momentum) * g) + (momentum * u) : u);
    }

    public void AdaGrad(double gradient, double lr, double lrDecay, double decay, double initial, double epsilon)
    {
        if (t++ == 0)
            v = initial;
        double g = gradient + (decay * Parameter);
        v += g * g;
        Parameter -= lr / (1 + ((t - 1) * lrDecay)) * g / (Math.Sqrt(v) + epsilon);
    }

    public void RmsProp(double gradient, double lr, double alpha, double epsilon, double decay, double momentum, bool centred)
    {
        double g = gradient + (decay * Parameter);
        v = (alpha * v) + ((1 - alpha) * g * g);
        m = (alpha * m) + ((1 - alpha) * g);
        double scaled = g / (Math.Sqrt(centred ? v - (m * m) : v) + epsilon);
        u = (momentum * u) + scaled;
        Parameter -= lr * u;
    }

    public void AdaDelta(double gradient, double lr, double rho, double epsilon, double decay)
    {
        double g = gradient + (decay * Parameter);
        v = (rho * v) + ((1 - rho) * g * g);
        double change = Math.Sqrt(u + epsilon) / Math.Sqrt(v + epsilon) * g;
        u = (rho * u) + ((1 - rho) * change * change);
        Parameter -= lr * change;
    }

    public void Adam(double gradient, double lr, double beta1, double beta2, double epsilon, double decay, bool decoupled, bool amsGrad)
    {
        Moments(gradient, lr, beta1, beta2, decay, decoupled);
        largest = Math.Max(largest, v);
        double corrected = m / (1 - Math.Pow(beta1, t));
        Parameter -= lr * corrected / (Math.Sqrt((amsGrad ? largest : v) / (1 - Math.Pow(beta2, t))) + epsilon);
    }

    public void NAdam(double gradient, double lr, double beta1, double beta2, double epsilon, double decay, double momentumDecay, bool decoupled)
    {
        double g = Moments(gradient, lr, beta1, beta2, decay, decoupled);
        double mu = beta1 * (1 - (0.5 * Math.Pow(0.96, t * momentumDecay))), next = beta1 * (1 - (0.5 * Math.Pow(0.96, (t + 1) * momentumDecay)));
        product *= mu;
        double direction = (next * m / (1 - (product * next))) + ((1 - mu) * g / (1 - product));
        Parameter -= lr * direction / (Math.Sqrt(v / (1 - Math.Pow(beta2, t))) + epsilon);
    }

    public void RAdam(double gradient, double lr, double beta1, double beta2, double epsilon, double decay, bool decoupled)
    {
        Moments(gradient, lr, beta1, beta2, decay, decoupled);
        double corrected = m / (1 - Math.Pow(beta1, t)), power = Math.Pow(beta2, t);
        double limit = (2 / (1 - beta2)) - 1, length = limit - (2 * t * power / (1 - power));
        double rectified = 1;
        if (length > 5)
        {
            double r = Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));
            rectified = r * Math.Sqrt(1 - power) / (Math.Sqrt(v) + epsilon);
        }

        Parameter -= lr * corrected * rectified;
    }

    public void AdaMax(double gradient, double lr, double beta1, double beta2, double epsilon, double decay)
    {
        t++;
        double g = gradient + (decay * Parameter);
        m = (beta1 * m) + ((1 - beta1) * g);
        u = Math.Max(beta2 * u, Math.Abs(g) + epsilon);
        Parameter -= lr / (1 - Math.Pow(beta1, t)) * m / u;
    }

    public void MaxProp(double gradient, double lr, double beta, double epsilon, double decay)
    {
        double g = gradient + (decay * Parameter);
        u = Math.Max(beta * u, Math.Abs(g));
        Parameter -= lr / (u + epsilon) * g;
    }

    public void Lion(double gradient, double lr, double beta1, double beta2, double decay)
    {
        double direction = Math.Sign((beta1 * m) + ((1 - beta1) * gradient));
        Parameter -= lr * (direction + (decay * Parameter));
        m = (beta2 * m) + ((1 - beta2) * gradient);
    }

    // Counts the step; returns the gradient with its penalty.
    private double Moments(double gradient, double lr, double beta1, double beta2, double decay, bool decoupled)
    {
        t++;
        double g = gradient;
        if (decoupled)
            Parameter -= lr * decay * Parameter;
        else
            g += decay * Parameter;
        m = (beta1 * m) + ((1 - beta1) * g);
        v = (beta2 * v) + ((1 - beta2) * g * g);
        return g;
    }
}
