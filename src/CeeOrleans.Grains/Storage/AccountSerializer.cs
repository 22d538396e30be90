using Orleans.Storage;

namespace CeeOrleans.Grains.Storage;

/// <summary>Hands accounts to the store in their own form; no other state is stored.</summary>
internal sealed class AccountSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input) => input is AccountRecord record
        ? new BinaryData(AccountFormat.Write(record))
        : throw new NotSupportedException($"{typeof(T).Name} has no stored form.");

    public T Deserialize<T>(BinaryData input) => typeof(T) == typeof(AccountRecord)
        ? (T)(object)AccountFormat.ReadRecord(input.ToMemory())
        : throw new NotSupportedException($"{typeof(T).Name} has no stored form.");
}
