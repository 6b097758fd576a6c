using System.Collections.Immutable;
using System.Numerics;

namespace NetGen;

/// <summary>
/// Reads pictures whose class is the name of the folder they lie in: <c>cats/1.ppm</c>, <c>dogs/7.pgm.gz</c>. Classes are numbered in the
/// ordinal order of the names (capitals first), pictures come class after class and in the ordinal order of their files. All must have one
/// size and number of channels. Files that are no pictures, and what begins with a dot, are passed over.
/// </summary>
public static class PictureFolder
{
    /// <summary>Reads all pictures into memory.</summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="path">The path of the folder with the folders of the classes.</param>
    /// <param name="classNames">The names of all classes in the order of their indices, as another folder has them, such as that of the training samples; empty to number those there are.</param>
    /// <returns>Pictures of values from 0 to 1, and their classes.</returns>
    /// <exception cref="DataFileException">There are no classes or no pictures, a file is damaged or of a format that is not read, sizes differ, or a class is not among those given; the message names the files.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">A name is given twice.</exception>
    public static PictureDataset<T> Read<T>(string path, ImmutableArray<string> classNames = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        PictureListing listing = PictureListing.Of(path, classNames);
        T[] values = [];
        PictureShape shape = default;
        for (int i = 0; i < listing.Paths.Length; i++)
        {
            NetpbmPicture picture = NetpbmFile.Read(listing.Paths[i]);
            if (i == 0)
                shape = picture.Header.Shape;
            listing.CheckShape(i, picture.Header.Shape, shape);
            long total = (long)listing.Paths.Length * shape.Length;
            if (total > Array.MaxLength)
                throw new DataFileException($"'{path}' has {listing.Paths.Length} pictures of {shape.Length} values; at most {Array.MaxLength} values are read into memory. Open it with PictureFolder.Open.");
            // Memory is taken as pictures really come.
            int length = (i + 1) * shape.Length;
            if (values.Length < length)
                Array.Resize(ref values, (int)Math.Min(total, Math.Max(length, 2L * values.Length)));
            picture.CopyTo(values.AsSpan(i * shape.Length, shape.Length));
        }

        return listing.ToDataset(new DataColumn<T>(values, shape.Length), shape);
    }

    /// <summary>
    /// Opens pictures to read each when it is asked for, so that they may take more than memory; that allocates, and pays with
    /// <see cref="PrefetchedBatches{T}"/>. Only their sizes are looked at here.
    /// </summary>
    /// <typeparam name="T">The floating-point type of the network.</typeparam>
    /// <param name="path">The path of the folder with the folders of the classes.</param>
    /// <param name="classNames">The names of all classes in the order of their indices, as another folder has them, such as that of the training samples; empty to number those there are.</param>
    /// <returns>Pictures of values from 0 to 1, whose reading throws <see cref="DataFileException"/> where a file is damaged, and their classes.</returns>
    /// <exception cref="DataFileException">There are no classes or no pictures, the beginning of a file is damaged or of a format that is not read, sizes differ, or a class is not among those given; the message names the files.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="ArgumentException">A name is given twice.</exception>
    public static PictureDataset<T> Open<T>(string path, ImmutableArray<string> classNames = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        PictureListing listing = PictureListing.Of(path, classNames);
        PictureShape shape = NetpbmFile.ReadHeader(listing.Paths[0]).Shape;
        for (int i = 1; i < listing.Paths.Length; i++)
            listing.CheckShape(i, NetpbmFile.ReadHeader(listing.Paths[i]).Shape, shape);
        return listing.ToDataset(new DataColumn<T>(new Pictures<T>(listing, shape)), shape);
    }

    private sealed class Pictures<T>(PictureListing listing, PictureShape shape) : SampleReader<T>(listing.Paths.Length, shape.Length)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        public override void Read(int sample, Span<T> destination)
        {
            NetpbmPicture picture = NetpbmFile.Read(listing.Paths[sample]);
            // It may have been replaced since.
            listing.CheckShape(sample, picture.Header.Shape, shape);
            picture.CopyTo(destination);
        }
    }
}
