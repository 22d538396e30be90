using System.Reflection;
using CeeOrleans.Contracts;
using CeeOrleans.Grains.Hosting;

namespace CeeOrleans.Grains.Tests;

/// <summary>
/// What silos of different builds, and stored state, know things by. Names are explicit, unique and never change: a
/// line of <c>identities.txt</c> may be added, and only goes when nobody can speak to it any more.
/// </summary>
public sealed class IdentityTests
{
    private static readonly Type[] Types = [.. new[] { typeof(IImporterGrain).Assembly, typeof(CeeSilos).Assembly }.SelectMany(a => a.GetTypes()).Where(t => t.Namespace?.StartsWith("CeeOrleans", StringComparison.Ordinal) == true)];

    private static IEnumerable<Type> Interfaces => Types.Where(t => t.IsInterface && t.IsAssignableTo(typeof(IAddressable)));

    private static IEnumerable<Type> GrainClasses => Types.Where(t => t.IsClass && !t.IsAbstract && t.IsAssignableTo(typeof(IGrainBase)));

    private static IEnumerable<Type> Messages => Types.Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>() is not null);

    [Fact]
    public void Identities_AreThoseOfTheList()
    {
        string[] listed = [.. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "identities.txt")).Where(l => l.Length > 0 && l[0] != '#')];
        string[] told = [.. Told().Order(StringComparer.Ordinal)];
        Assert.True(listed.SequenceEqual(told), $"Gone or changed: {string.Join("; ", listed.Except(told))}\nNew: {string.Join("\n", told.Except(listed))}");
    }

    [Fact]
    public void Identities_AreUnique()
    {
        Assert.Equal(Told().Distinct().Count(), Told().Count());
        Assert.Distinct(Interfaces.Select(Name));
        Assert.Distinct(GrainClasses.Select(Name));
        Assert.Distinct(Messages.Select(Alias));
        Assert.All(Interfaces, i => Assert.Distinct(i.GetMethods().Select(Alias)));
        Assert.All(Messages, m => Assert.Distinct(Members(m).Select(p => p.Id)));
    }

    [Fact]
    public void Messages_AreImmutable_AndEveryMemberHasANumber()
    {
        Assert.All(Messages.Where(m => !m.IsAssignableTo(typeof(Exception))), m =>
        {
            Assert.NotNull(m.GetCustomAttribute<ImmutableAttribute>());

            // What is worked out from the others crosses with them.
            Assert.Equal(m.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Count(p => p.CanWrite), Members(m).Count());
        });
    }

    private static IEnumerable<string> Told() =>
    [
        .. GrainClasses.Select(g => $"grain {Name(g)}"),
        .. Interfaces.Select(i => $"interface {Name(i)}"),
        .. Interfaces.SelectMany(i => i.GetMethods().Select(m => $"method {Name(i)}.{Alias(m)}({string.Join(", ", m.GetParameters().Select(p => Type(p.ParameterType)))}): {Type(m.ReturnType)}")),
        .. Messages.Select(m => $"message {Alias(m)}({string.Join(", ", Members(m).Select(p => $"{p.Id} {Type(p.Type)}"))})"),
    ];

    private static IEnumerable<(uint Id, Type Type)> Members(Type message) => message.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
        .Where(p => p.GetCustomAttribute<IdAttribute>() is not null).Select(p => (p.GetCustomAttribute<IdAttribute>()!.Id, p.PropertyType)).OrderBy(p => p.Item1);

    /// <summary>The name in the attribute; a grain or interface without one would be known by its type's name.</summary>
    private static string Name(Type type) => type.GetCustomAttributesData()
        .SingleOrDefault(a => a.AttributeType == typeof(GrainTypeAttribute) || a.AttributeType == typeof(GrainInterfaceTypeAttribute))?.ConstructorArguments[0].Value as string
        ?? throw new InvalidOperationException($"{type} has no explicit identity.");

    private static string Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>()?.Alias ?? throw new InvalidOperationException($"{member.DeclaringType} {member} has no alias.");

    private static string Type(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Type))}>"
        : type.Name;
}
