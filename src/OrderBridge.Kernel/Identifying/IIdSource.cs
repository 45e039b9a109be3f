namespace OrderBridge.Kernel.Identifying;

/// <summary>Gives ids where no business key does; tests give their own.</summary>
public interface IIdSource
{
    /// <summary>A new id that starts with the prefix and an underscore; never the same twice.</summary>
    string Next(string prefix);
}
