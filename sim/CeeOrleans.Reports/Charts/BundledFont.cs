using ScottPlot;
using SkiaSharp;

namespace CeeOrleans.Reports.Charts;

/// <summary>
/// The one font of all charts, carried in the assembly: a machine without fonts draws the same picture. DejaVu Sans;
/// its licence lies beside it.
/// </summary>
internal sealed class BundledFont : IFontResolver
{
    public const string Name = "DejaVu Sans";

    private static readonly Lazy<SKTypeface> Face = new(Load);
    private static readonly Lazy<bool> Registered = new(static () =>
    {
        Fonts.FontResolvers.Insert(0, new BundledFont());
        Fonts.Default = Name;
        Fonts.Sans = Name;
        return true;
    });

    public static SKTypeface Typeface => Face.Value;

    /// <summary>Makes the font known to the chart library; any number of calls, from any thread.</summary>
    public static void Register() => _ = Registered.Value;

    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName == Name ? Face.Value : null;

    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Face.Value : null;

    private static SKTypeface Load()
    {
        using Stream stream = typeof(BundledFont).Assembly.GetManifestResourceStream("DejaVuSans.ttf")
            ?? throw new InvalidOperationException("The chart font is missing from the assembly.");
        using SKData data = SKData.Create(stream);
        return SKTypeface.FromData(data);
    }
}
