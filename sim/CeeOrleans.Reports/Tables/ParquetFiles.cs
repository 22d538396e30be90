using Parquet;
using Parquet.Schema;

namespace CeeOrleans.Reports.Tables;

/// <summary>Parquet with the same columns and rows as the CSV file; one row group, Snappy.</summary>
public static class ParquetFiles
{
    public static async Task WriteAsync(DataTable table, string path, CancellationToken cancel = default)
    {
        DataField[] fields = [.. table.Columns.Select(Field)];
        await using FileStream file = File.Create(path);
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), file, cancellationToken: cancel).ConfigureAwait(false);
        using ParquetRowGroupWriter group = writer.CreateRowGroup();
        for (int i = 0; i < fields.Length; i++)
        {
            await (table.Columns[i] switch
            {
                TextColumn c => group.WriteAsync(fields[i], c.Values),
                WholeColumn c => group.WriteAsync<long>(fields[i], c.Values, cancellationToken: cancel),
                NumberColumn c => group.WriteAsync<double>(fields[i], c.Values, cancellationToken: cancel),
                DataColumn c => throw new InvalidOperationException($"Unknown column {c.GetType().Name}."),
            }).ConfigureAwait(false);
        }

        group.CompleteValidate();
    }

    private static DataField Field(DataColumn column) => column switch
    {
        TextColumn => new DataField(column.Name, typeof(string), isNullable: false),
        WholeColumn => new DataField<long>(column.Name),
        NumberColumn => new DataField<double>(column.Name),
        _ => throw new InvalidOperationException($"Unknown column {column.GetType().Name}."),
    };
}
