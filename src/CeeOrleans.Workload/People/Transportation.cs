namespace CeeOrleans.Workload.Plan;

/// <summary>
/// The transportation problem in whole numbers: units from rows that have some to columns that want some, at least
/// cost, by successive shortest paths (Ahuja, Magnanti and Orlin, "Network Flows", 1993, section 9.7). Our own: the
/// solvers of the field are native libraries of a hundred megabytes, and this is fifty rows by sixty columns, where ties
/// must fall alike on every machine: to the lower row, then the lower column. Cost: rows × columns × (rows + columns).
/// </summary>
internal static class Transportation
{
    /// <param name="supply">Units at each row, 0 or more.</param>
    /// <param name="demand">Units wanted by each column, 0 or more.</param>
    /// <param name="cost">Cost of a unit from a row to a column, 0 to 2^30.</param>
    /// <returns>Units moved, by row and column: as many as supply and demand allow.</returns>
    public static int[,] Solve(IReadOnlyList<int> supply, IReadOnlyList<int> demand, Func<int, int, long> cost)
    {
        int rows = supply.Count;
        int columns = demand.Count;
        int[,] flow = new int[rows, columns];
        int[] left = [.. supply];
        int[] wanted = [.. demand];

        // Below any difference in cost, the order of rows and columns decides.
        long scale = ((long)rows * columns) + 1;
        long[,] price = new long[rows, columns];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                price[r, c] = (cost(r, c) * scale) + ((long)r * columns) + c;
            }
        }

        long[] toRow = new long[rows];
        long[] toColumn = new long[columns];
        int[] rowFrom = new int[rows];
        int[] columnFrom = new int[columns];
        while (true)
        {
            for (int r = 0; r < rows; r++)
            {
                toRow[r] = left[r] > 0 ? 0 : long.MaxValue;
                rowFrom[r] = -1;
            }

            Array.Fill(toColumn, long.MaxValue);
            for (bool changed = true; changed;)
            {
                changed = false;
                for (int r = 0; r < rows; r++)
                {
                    if (toRow[r] == long.MaxValue)
                    {
                        continue;
                    }

                    for (int c = 0; c < columns; c++)
                    {
                        if (toRow[r] + price[r, c] < toColumn[c])
                        {
                            toColumn[c] = toRow[r] + price[r, c];
                            columnFrom[c] = r;
                            changed = true;
                        }
                    }
                }

                for (int c = 0; c < columns; c++)
                {
                    if (toColumn[c] == long.MaxValue)
                    {
                        continue;
                    }

                    for (int r = 0; r < rows; r++)
                    {
                        if (flow[r, c] > 0 && toColumn[c] - price[r, c] < toRow[r])
                        {
                            toRow[r] = toColumn[c] - price[r, c];
                            rowFrom[r] = c;
                            changed = true;
                        }
                    }
                }
            }

            int end = -1;
            for (int c = 0; c < columns; c++)
            {
                if (wanted[c] > 0 && toColumn[c] < long.MaxValue && (end < 0 || toColumn[c] < toColumn[end]))
                {
                    end = c;
                }
            }

            if (end < 0)
            {
                return flow;
            }

            Augment(end);
        }

        void Augment(int end)
        {
            int units = wanted[end];
            int column = end;
            int row = columnFrom[column];
            while (rowFrom[row] >= 0)
            {
                units = Math.Min(units, flow[row, rowFrom[row]]);
                column = rowFrom[row];
                row = columnFrom[column];
            }

            units = Math.Min(units, left[row]);
            left[row] -= units;
            wanted[end] -= units;
            column = end;
            row = columnFrom[column];
            flow[row, column] += units;
            while (rowFrom[row] >= 0)
            {
                column = rowFrom[row];
                flow[row, column] -= units;
                row = columnFrom[column];
                flow[row, column] += units;
            }
        }
    }
}
