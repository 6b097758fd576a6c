namespace NetGen.Tests.Optimizers;

/// <summary>A tensor as a matrix in double, and rules for it written as in their papers.</summary>
/// <param name="values">The parameters.</param>
/// <param name="step">The rule, applied to this and a gradient.</param>
internal sealed class TensorReference(double[,] values, Action<TensorReference, double[,]> step)
{
    private readonly int rows = values.GetLength(0), columns = values.GetLength(1);
    private readonly double[,] m = new double[values.GetLength(0), values.GetLength(1)], v = new double[values.GetLength(0), values.GetLength(1)];
    private int t;

    public double[,] Values => values;

    public Action<TensorReference, double[,]> Step => step;

    public double RateFactor { get; set; } = 1;

    public double Decay { get; set; }

    public void Lamb(double[,] g, double lr, double beta1, double beta2, double epsilon)
    {
        double[,] r = Direction(g, beta1, beta2, epsilon);
        double ofParameters = 0, ofDirection = 0;
        Each((i, j) =>
        {
            r[i, j] += Decay * values[i, j];
            ofParameters += values[i, j] * values[i, j];
            ofDirection += r[i, j] * r[i, j];
        });
        double ratio = ofParameters > 0 && ofDirection > 0 ? Math.Sqrt(ofParameters) / Math.Sqrt(ofDirection) : 1;
        Each((i, j) => values[i, j] -= RateFactor * lr * ratio * r[i, j]);
    }

    public void AdamW(double[,] g, double lr, double beta1, double beta2, double epsilon)
    {
        double[,] r = Direction(g, beta1, beta2, epsilon);
        Each((i, j) => values[i, j] -= RateFactor * lr * (r[i, j] + (Decay * values[i, j])));
    }

    public void Muon(double[,] g, double lr, double momentum, bool nesterov, bool matchAdamW)
    {
        double[,] u = new double[rows, columns];
        Each((i, j) =>
        {
            m[i, j] += (1 - momentum) * (g[i, j] - m[i, j]);
            u[i, j] = nesterov ? g[i, j] + (momentum * (m[i, j] - g[i, j])) : m[i, j];
        });
        double[,] o = rows > columns ? Transposed(Orthogonal(Transposed(u))) : Orthogonal(u);
        double scale = matchAdamW ? 0.2 * Math.Sqrt(Math.Max(rows, columns)) : Math.Sqrt(Math.Max(1.0, rows / (double)columns));
        Each((i, j) => values[i, j] = (values[i, j] * (1 - (RateFactor * lr * Decay))) - (RateFactor * lr * scale * o[i, j]));
    }

    private static double[,] Orthogonal(double[,] g)
    {
        double norm = Math.Max(1e-7, Math.Sqrt(g.Cast<double>().Sum(value => value * value)));
        double[,] x = Combine(1 / norm, g, 0, g);
        for (int i = 0; i < 5; i++)
        {
            double[,] a = Product(x, Transposed(x)), b = Combine(-4.7750, a, 2.0315, Product(a, a));
            x = Combine(3.4445, x, 1, Product(b, x));
        }

        return x;
    }

    private static double[,] Product(double[,] a, double[,] b)
    {
        double[,] product = new double[a.GetLength(0), b.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < b.GetLength(1); j++)
            {
                for (int k = 0; k < a.GetLength(1); k++)
                    product[i, j] += a[i, k] * b[k, j];
            }
        }

        return product;
    }

    private static double[,] Transposed(double[,] a)
    {
        double[,] transposed = new double[a.GetLength(1), a.GetLength(0)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
                transposed[j, i] = a[i, j];
        }

        return transposed;
    }

    private static double[,] Combine(double α, double[,] a, double β, double[,] b)
    {
        double[,] sum = new double[a.GetLength(0), a.GetLength(1)];
        for (int i = 0; i < a.GetLength(0); i++)
        {
            for (int j = 0; j < a.GetLength(1); j++)
                sum[i, j] = (α * a[i, j]) + (β * b[i, j]);
        }

        return sum;
    }

    // Adam's, without rate.
    private double[,] Direction(double[,] g, double beta1, double beta2, double epsilon)
    {
        t++;
        double[,] r = new double[rows, columns];
        Each((i, j) =>
        {
            m[i, j] = (beta1 * m[i, j]) + ((1 - beta1) * g[i, j]);
            v[i, j] = (beta2 * v[i, j]) + ((1 - beta2) * g[i, j] * g[i, j]);
            r[i, j] = m[i, j] / (1 - Math.Pow(beta1, t)) / (Math.Sqrt(v[i, j] / (1 - Math.Pow(beta2, t))) + epsilon);
        });
        return r;
    }

    private void Each(Action<int, int> action)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                action(i, j);
        }
    }
}
