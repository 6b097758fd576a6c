using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace NetGen.Data.Tests;

public sealed class CsvFileTests
{
    private static readonly CsvOptions Counts = new() { Header = CsvHeader.CountsAndClasses };

    [Theory]
    [InlineData("iris.csv", 4, new[] { "setosa", "versicolor", "virginica" }, new[] { 50, 50, 50 }, 5.1f, 1.8f)]
    [InlineData("wine_data.csv", 13, new[] { "class_0", "class_1", "class_2" }, new[] { 59, 71, 48 }, 14.23f, 560f)]
    [InlineData("breast_cancer.csv", 30, new[] { "malignant", "benign" }, new[] { 212, 357 }, 17.99f, 0.07039f)]
    public void The_tables_of_scikit_learn_are_read(string name, int inputs, string[] classes, int[] counts, float first, float last)
    {
        CsvDataset<float> table = CsvFile.Read<float>(Path.Combine(AppContext.BaseDirectory, "data", name), Counts);
        Assert.Equal((counts.Sum(), inputs), (table.Data.Count, table.Data.Inputs[0].Length));
        Assert.Equal(classes, table.ClassNames.ToArray());
        Assert.Equal(counts, table.Data.Labels().GroupBy(label => label).OrderBy(group => group.Key).Select(group => group.Count()));
        Assert.Equal((first, last), (table.Data.Inputs[0].Values.Span[0], table.Data.Inputs[0].Values.Span[^1]));
        Assert.Equal(Enumerable.Range(0, inputs).Select(i => i.ToString(CultureInfo.InvariantCulture)), table.InputNames);
        Assert.Equal(0, table.DroppedRows);
    }

    [Fact]
    public void Compressed_files_are_told_by_their_content()
    {
        byte[] text = Encoding.UTF8.GetBytes("a,b\n1,x\n2,y\n");
        CsvDataset<double> table = CsvFile.Read<double>(new MemoryStream(Zip(text)));
        Assert.Equal([1, 2.0], table.Data.Inputs[0].Values.ToArray());
        byte[] zipped = Zip([.. Enumerable.Range(0, 300).SelectMany(i => text[4..])]);
        for (int length = 2; length < zipped.Length; length++)
            Assert.Contains("gzip file", Assert.Throws<DataFileException>(() => CsvFile.Read<double>(new MemoryStream(zipped[..length]), new CsvOptions { Header = CsvHeader.None }, "'x.csv.gz'")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,label\n1,2,x\n3,4,y\n")]
    [InlineData("a,b,label\r\n1,2,x\r\n3,4,y")]
    [InlineData("\uFEFFa,b,label\n\n1,2,x\n  \n3,4,y\n\n")]
    [InlineData(" a , b , label \n 1 ,\t2, x \n+3e0,4.0, y")]
    [InlineData("\"a\",\"b\",\"label\"\n\"1\",\"2\",\"x\"\n\"3\",\"4\",\"y\"\n")]
    public void The_usual_writings_are_read_alike(string text)
    {
        CsvDataset<float> table = Read<float>(text);
        Assert.Equal(["a", "b"], table.InputNames.ToArray());
        Assert.Equal([1, 2, 3, 4f], table.Data.Inputs[0].Values.ToArray());
        Assert.Equal(["x", "y"], table.ClassNames.ToArray());
        Assert.Equal([0, 1], table.Data.Labels());
    }

    [Theory]
    [InlineData(0, new[] { 2f, 3, 5, 6 }, new[] { "1", "4" })]
    [InlineData(1, new[] { 1f, 3, 4, 6 }, new[] { "2", "5" })]
    [InlineData(-1, new[] { 1f, 2, 4, 5 }, new[] { "3", "6" })]
    [InlineData(-3, new[] { 2f, 3, 5, 6 }, new[] { "1", "4" })]
    public void The_target_is_chosen_by_ordinal_from_either_end(int target, float[] inputs, string[] classes)
    {
        CsvDataset<float> table = Read<float>("1,2,3\n4,5,6\n", new CsvOptions { Header = CsvHeader.None, Targets = [target] });
        Assert.Equal(inputs, table.Data.Inputs[0].Values.ToArray());
        Assert.Equal(classes, table.ClassNames.ToArray());
    }

    [Fact]
    public void Columns_are_chosen_by_name()
    {
        CsvDataset<float> table = Read<float>("id,size,kind,price\n7,1,x,10\n8,2,y,20\n", new CsvOptions { Targets = ["kind"], Ignored = ["id"] });
        Assert.Equal(["size", "price"], table.InputNames.ToArray());
        Assert.Equal([1, 10, 2, 20f], table.Data.Inputs[0].Values.ToArray());
        Assert.Equal(["x", "y"], table.ClassNames.ToArray());
    }

    [Fact]
    public void Targets_may_be_numbers_or_none()
    {
        const string Text = "a,b,c\n1,2,3.5\n4,5,6.5\n";
        Dataset<double> one = Read<double>(Text, new CsvOptions { TargetKind = CsvTargets.Values }).Data;
        Assert.Equal([3.5, 6.5], one.Targets[0].Values.ToArray());
        Dataset<double> two = Read<double>(Text, new CsvOptions { TargetKind = CsvTargets.Values, Targets = ["c", "a"] }).Data;
        Assert.Equal([3.5, 1, 6.5, 4], two.Targets[0].Values.ToArray());
        Assert.Equal([2, 5.0], two.Inputs[0].Values.ToArray());
        CsvDataset<double> none = Read<double>(Text, new CsvOptions { TargetKind = CsvTargets.None });
        Assert.Equal([1, 2, 3.5, 4, 5, 6.5], none.Data.Inputs[0].Values.ToArray());
        Assert.Empty(none.Data.Targets);
        Assert.Empty(none.ClassNames);
    }

    [Theory]
    [InlineData("10,9,100,9", new[] { "9", "10", "100" }, new[] { 1, 0, 2, 0 })]
    [InlineData("1.5,-2,1e1,0", new[] { "-2", "0", "1.5", "1e1" }, new[] { 2, 0, 3, 1 })]
    [InlineData("b,a,C,ab", new[] { "C", "a", "ab", "b" }, new[] { 3, 1, 0, 2 })]
    [InlineData("10,9,x,9", new[] { "10", "9", "x" }, new[] { 0, 1, 2, 1 })]
    [InlineData("no,yes,no,yes", new[] { "no", "yes" }, new[] { 0, 1, 0, 1 })]
    public void Classes_are_in_a_documented_order(string column, string[] classes, int[] labels)
    {
        string text = string.Concat(column.Split(',').Select(name => $"0,{name}\n"));
        CsvDataset<float> table = Read<float>(text, new CsvOptions { Header = CsvHeader.None });
        Assert.Equal(classes, table.ClassNames.ToArray());
        Assert.Equal(labels, table.Data.Labels());
    }

    [Fact]
    public void Classes_may_be_given_in_an_order_of_ones_own()
    {
        var options = new CsvOptions { Header = CsvHeader.None, Classes = ["yes", "no", "never"] };
        CsvDataset<float> table = Read<float>("1,no\n2,yes\n", options);
        Assert.Equal([1, 0], table.Data.Labels());
        Assert.Equal(["yes", "no", "never"], table.ClassNames.ToArray());
        Assert.Contains("line 2, column 1: found 'maybe'; expected one of the classes 'yes', 'no', 'never'", Refusal("1,no\n2,maybe\n", options), StringComparison.Ordinal);
    }

    [Fact]
    public void Categories_become_one_hot()
    {
        CsvDataset<float> table = Read<float>(
            "a,colour,b,size,label\n1,red,2,10,x\n3,blue,4,9,y\n5,red,6,9,x\n",
            new CsvOptions { Categorical = ["colour", 3] });
        Assert.Equal(["a", "colour=blue", "colour=red", "b", "size=9", "size=10"], table.InputNames.ToArray());
        Assert.Equal(
            [
                1, 0, 1, 2, 0, 1,
                3, 1, 0, 4, 1, 0,
                5, 0, 1, 6, 1, 0f,
            ],
            table.Data.Inputs[0].Values.ToArray());
        Assert.Equal(["blue", "red"], table.Schema.Categories[0].ToArray());
    }

    [Fact]
    public void Another_file_is_encoded_alike()
    {
        var options = new CsvOptions { Categorical = ["colour"], Missing = MissingValues.Mean };
        CsvDataset<float> training = Read<float>("size,colour,label\n1,red,x\n3,blue,y\n?,green,z\n", options);
        Assert.Equal([1, 0, 0, 1, 3, 1, 0, 0, 2, 0, 1, 0f], training.Data.Inputs[0].Values.ToArray());
        options = options with { Schema = training.Schema };
        CsvDataset<float> test = Read<float>("size,colour,label\n,red,z\n100,red,y\n", options);
        // The mean is that of the samples trained with.
        Assert.Equal([2, 0, 0, 1, 100, 0, 0, 1f], test.Data.Inputs[0].Values.ToArray());
        Assert.Equal([2, 1], test.Data.Labels());
        Assert.Equal(training.ClassNames.ToArray(), test.ClassNames.ToArray());
        Assert.Equal(training.InputNames.ToArray(), test.InputNames.ToArray());
        Assert.Contains("line 2, column 1 'colour': found 'pink'; expected a category of the schema: 'blue', 'green', 'red'", Refusal("size,colour,label\n1,pink,x\n", options), StringComparison.Ordinal);
        Assert.Contains("column 2 'label': found 'w'; expected one of the classes 'x', 'y', 'z'", Refusal("size,colour,label\n1,red,w\n", options), StringComparison.Ordinal);
        Assert.Contains("has the numeric inputs 'length'; expected those of the schema, 'size'", Refusal("length,colour,label\n1,red,x\n", options), StringComparison.Ordinal);
        Assert.Contains("has the categorical inputs none", Refusal("size,colour,label\n1,2,x\n", options with { Categorical = [], Ignored = ["colour"] }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mean", new[] { 1f, 4, 3, 10, 2.5f, 7, 2.5f, 7, 3.5f, 7 })]
    [InlineData("median", new[] { 1f, 4, 3, 10, 3, 7, 3, 7, 3.5f, 7 })]
    [InlineData("constant", new[] { 1f, 4, 3, 10, -1, -1, -1, 7, 3.5f, -1 })]
    public void Missing_numbers_are_filled(string rule, float[] expected)
    {
        MissingValues missing = rule == "mean" ? MissingValues.Mean : rule == "median" ? MissingValues.Median : MissingValues.Constant(-1);
        CsvDataset<float> table = Read<float>("a,b,label\n1,4,x\n3,10,y\nNA,,x\n ? ,7,y\n3.5,null,x\n", new CsvOptions { Missing = missing });
        Assert.Equal(expected, table.Data.Inputs[0].Values.ToArray());
        Assert.Equal(0, table.DroppedRows);
    }

    [Fact]
    public void Rows_with_something_missing_are_dropped()
    {
        var options = new CsvOptions { Missing = MissingValues.DropRow, Categorical = ["colour"], Ignored = ["note"] };
        CsvDataset<float> table = Read<float>("a,colour,note,label\n1,red,,x\n,red,n,x\n2,NA,n,x\n3,blue,n,?\n4,blue,,y\n", options);
        Assert.Equal([1, 0, 1, 4, 1, 0f], table.Data.Inputs[0].Values.ToArray());
        Assert.Equal(["x", "y"], table.ClassNames.ToArray());
        Assert.Equal(3, table.DroppedRows);
        Assert.Contains("has 2 rows, and something is missing in every one", Refusal("a,colour,note,label\n,red,n,x\n,red,n,x\n", options), StringComparison.Ordinal);
    }

    [Fact]
    public void Targets_and_categories_are_never_filled()
    {
        var options = new CsvOptions { Missing = MissingValues.Mean, Categorical = ["colour"] };
        Assert.Contains("line 2, column 2 'label': found nothing; expected a class; where it is missing the row can only be dropped", Refusal("a,colour,label\n1,red,\n", options), StringComparison.Ordinal);
        Assert.Contains("column 1 'colour': found 'NA'; expected a category", Refusal("a,colour,label\n1,NA,x\n", options), StringComparison.Ordinal);
        Assert.Contains("expected a number; where a target is missing", Refusal("a,colour,label\n1,red,NA\n", options with { TargetKind = CsvTargets.Values }), StringComparison.Ordinal);
        Assert.Contains("column 0 'a': every value is missing", Refusal("a,colour,label\n,red,x\n", options), StringComparison.Ordinal);
    }

    [Fact]
    public void Delimiter_and_culture_are_options()
    {
        // Not by name: the tests run without the data of cultures.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        CsvDataset<double> table = Read<double>("a;b;label\n1,5;2;x\n-3,25;1e1;y\n", new CsvOptions { Delimiter = ';', Culture = culture });
        Assert.Equal([1.5, 2, -3.25, 10], table.Data.Inputs[0].Values.ToArray());
        Assert.Equal([1.5, 2.0], Read<double>("1.5\t2\tx", new CsvOptions { Header = CsvHeader.None, Delimiter = '\t' }).Data.Inputs[0].Values.ToArray());
        foreach (char delimiter in "\"\n\r\0")
            Assert.Throws<ArgumentException>(() => Read<double>("1,2", new CsvOptions { Delimiter = delimiter }));
    }

    [Fact]
    public void Quoted_fields_may_hold_delimiters_quotes_and_lines()
    {
        CsvDataset<float> table = Read<float>("a,\"b, too\",label\n1,2,\"the \"\"first\"\"\"\n3,4,\"two\nlines\"\n");
        Assert.Equal(["a", "b, too"], table.InputNames.ToArray());
        Assert.Equal(["the \"first\"", "two\nlines"], table.ClassNames.ToArray());
        // The row begins on line 3 and ends on line 4; the one behind it is line 5.
        Assert.Contains("line 3, column 0 'a': found 'x'", Refusal("a,b,label\n1,2,y\nx,2,\"two\nlines\"\n"), StringComparison.Ordinal);
        Assert.Contains("line 5, column 0 'a': found 'x'", Refusal("a,b,label\n1,2,y\n3,4,\"two\nlines\"\nx,2,y\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,label\n1,2,x\n3,oops,y\n", "'t.csv', line 3, column 1 'b': found 'oops'; expected a finite number; if the column holds names")]
    [InlineData("a,b,label\n1,2,x\n\n\n3,Infinity,y\n", "line 5, column 1 'b': found 'Infinity'")]
    [InlineData("a,b,label\n1,1e999,x\n", "found '1e999'")]
    [InlineData("a,b,label\n1,,x\n", "line 2, column 1 'b': found nothing; expected a number; say with Missing")]
    [InlineData("a,b,label\n1,2,x\n3,4\n", "line 3: the row has 2 fields; expected 3, as many as the header")]
    [InlineData("a,b,label\n1,2,x,9\n", "line 2: the row has 4 fields; expected 3")]
    [InlineData("a;b;label\n1;2;x\n", "has 1 column(s), and none is left as an input. Is the delimiter right?")]
    [InlineData("a,b,label\n1,\"2,x\n3,4,y\n", "a quote stands where none may")]
    [InlineData("a,b,label\n1,2\"3\",x\n", "a quote stands where none may")]
    [InlineData("a,b,label\n", "holds no rows behind its first line")]
    [InlineData("", "holds nothing; expected a first line with the names of the columns")]
    [InlineData("\n \n", "holds nothing")]
    public void What_is_wrong_is_named_with_its_place(string text, string expected)
    {
        string message = Refusal(text);
        Assert.StartsWith("'t.csv'", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2,2,x,y\n1,2,0\n3,4,1\n", null)]
    [InlineData("3,2,x,y\n1,2,0\n3,4,1\n", "claims 3 rows in its first line; 2 follow")]
    [InlineData("2000000000,2,x,y\n1,2,0\n3,4,1\n", "claims 2000000000 rows in its first line; 2 follow")]
    [InlineData("2,3,x,y\n1,2,0\n3,4,1\n", "line 2: the row has 3 fields; expected 4, for the 3 inputs")]
    [InlineData("2,2147483647,x,y\n1,2,0\n3,4,1\n", "expected 2147483648, for the 2147483647 inputs")]
    [InlineData("2,2,x,y\n1,2,0\n3,4,2\n", "line 3, column 2: found '2'; expected the index of a class, from 0 to 1")]
    [InlineData("2,2,x,y\n1,2,0\n3,4,-1\n", "found '-1'; expected the index of a class")]
    [InlineData("2,2,x,y\n1,2,0\n3,4,x\n", "found 'x'; expected the index of a class")]
    [InlineData("a,b,c\n1,2,0\n", "found 'a,b,c'; expected the number of rows, the number of inputs and the names of the classes")]
    [InlineData("-2,2,x,y\n1,2,0\n", "expected the number of rows")]
    [InlineData("2,2\n1,2,0\n", "expected the number of rows")]
    public void A_first_line_of_counts_is_checked(string text, string? expected)
    {
        if (expected is null)
            Assert.Equal([0, 1], Read<float>(text, Counts).Data.Labels());
        else
            Assert.Contains(expected, Refusal(text, Counts), StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_that_is_not_there_is_told_with_those_that_are()
    {
        const string Text = "a,b,a,label\n1,2,3,x\n";
        Assert.Contains("has no column 'species'; it has 4: 'a', 'b', 'a', 'label'", Refusal(Text, new CsvOptions { Targets = ["species"] }), StringComparison.Ordinal);
        Assert.Contains("has no column 4", Refusal(Text, new CsvOptions { Targets = [4] }), StringComparison.Ordinal);
        Assert.Contains("has no column -5", Refusal(Text, new CsvOptions { Targets = [-5] }), StringComparison.Ordinal);
        Assert.Contains("several columns 'a', 0 and 2", Refusal(Text, new CsvOptions { Ignored = ["a"] }), StringComparison.Ordinal);
        Assert.Contains("column 3 'label': the options give it as Target and as Ignored", Refusal(Text, new CsvOptions { Ignored = ["label"] }), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Read<float>(Text, new CsvOptions { Targets = ["b", "label"] }));
        Assert.Throws<ArgumentException>(() => Read<float>(Text, new CsvOptions { Targets = [], TargetKind = CsvTargets.Values }));
        Assert.Throws<ArgumentException>(() => Read<float>(Text, new CsvOptions { Classes = ["x", "x"] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => MissingValues.Constant(double.NaN));
    }

    [Fact]
    public void Too_many_categories_are_refused()
    {
        string text = string.Concat(Enumerable.Range(0, 300).Select(i => $"{i},n{i},x\n"));
        var options = new CsvOptions { Header = CsvHeader.None, Categorical = [1] };
        Assert.Contains("line 257, column 1: found 'n256'; expected no more than 256 categories", Refusal(text, options), StringComparison.Ordinal);
        Assert.Equal(301, Read<float>(text, options with { MaximumCategories = 300 }).InputNames.Length);
    }

    [Fact]
    public void A_field_without_end_takes_no_memory()
    {
        byte[] text = Encoding.UTF8.GetBytes($"a,b,label\n1,\"{new string('x', 5_000_000)},2\n");
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<DataFileException>(() => CsvFile.Read<float>(new MemoryStream(text))).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        Assert.Contains("a field is longer than 65536 characters", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_end_is_refused()
    {
        // 40 MB of empty fields, compressed to 40 kB. The parser takes some 50 bytes for each that it reads.
        byte[] zipped = Zip([.. "a,b,label\n1,2,x\n"u8, .. Enumerable.Repeat((byte)',', 40_000_000)]);
        Assert.InRange(zipped.Length, 0, 50_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Assert.Throws<DataFileException>(() => CsvFile.Read<float>(new MemoryStream(zipped), source: "'wide.csv.gz'")).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 128_000_000);
        Assert.Contains("'wide.csv.gz', line 3: the line is longer than 2097152 bytes", message, StringComparison.Ordinal);
        Assert.Equal(20_000, CsvFile.Read<float>(new MemoryStream(Encoding.UTF8.GetBytes(string.Join(',', Enumerable.Repeat("0.25", 20_001)))), new CsvOptions { Header = CsvHeader.None }).InputNames.Length);
    }

    [Fact]
    public void A_large_file_is_read_in_order()
    {
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},{i + 0.5},c{i % 3}\n")));
        CsvDataset<float> table = Read<float>(text, new CsvOptions { Header = CsvHeader.None });
        Assert.Equal(Enumerable.Range(0, 20_000).SelectMany(i => new[] { i, i + 0.5f }), table.Data.Inputs[0].Values.ToArray());
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => i % 3), table.Data.Labels());
    }

    private static CsvDataset<T> Read<T>(string text, CsvOptions? options = null)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> =>
        CsvFile.Read<T>(new MemoryStream(Encoding.UTF8.GetBytes(text)), options, "'t.csv'");

    private static string Refusal(string text, CsvOptions? options = null) => Assert.Throws<DataFileException>(() => Read<double>(text, options)).Message;

    private static byte[] Zip(byte[] content)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            gzip.Write(content);
        return packed.ToArray();
    }
}
