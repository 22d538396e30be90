using System.Net;
using System.Text;

namespace CeeOrleans.Reports.Html;

/// <summary>A page in the making. Everything that came from a run or a file goes through <see cref="E"/>.</summary>
internal sealed class HtmlText
{
    private readonly StringBuilder text = new(1 << 20);

    /// <summary>Markup of our own, as it is.</summary>
    public HtmlText Raw(string markup)
    {
        text.Append(markup).Append('\n');
        return this;
    }

    public HtmlText Paragraph(string content, string cls = "") =>
        Raw(cls.Length == 0 ? $"<p>{E(content)}</p>" : $"<p class=\"{cls}\">{E(content)}</p>");

    public HtmlText Section(string id, string title) => Raw($"<h2 id=\"{id}\">{E(title)}</h2>");

    /// <summary>A table with a caption; columns whose head starts with "#" hold numbers and stand to the right;
    /// a row of one text heads the rows after it.</summary>
    /// <param name="bad">Whether a row is marked as a problem.</param>
    public HtmlText Table(string caption, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows, Func<IReadOnlyList<string>, bool>? bad = null)
    {
        bool[] number = [.. heads.Select(h => h.StartsWith('#'))];
        text.Append("<div class=\"scroll\"><table><caption>").Append(E(caption)).Append("</caption>\n<thead><tr>");
        for (int i = 0; i < heads.Count; i++)
        {
            text.Append("<th scope=\"col\"").Append(number[i] ? " class=\"n\">" : ">").Append(E(number[i] ? heads[i][1..] : heads[i])).Append("</th>");
        }

        text.Append("</tr></thead>\n<tbody>\n");
        foreach (IReadOnlyList<string> row in rows)
        {
            if (row.Count == 1)
            {
                text.Append("<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"").Append(heads.Count).Append("\">").Append(E(row[0])).Append("</th></tr>\n");
                continue;
            }

            text.Append(bad?.Invoke(row) == true ? "<tr class=\"bad\">" : "<tr>");
            for (int i = 0; i < row.Count; i++)
            {
                string tag = i == 0 ? "th" : "td";
                text.Append('<').Append(tag).Append(i == 0 ? " scope=\"row\"" : "").Append(number[i] ? " class=\"n\">" : ">")
                    .Append(E(row[i])).Append("</").Append(tag).Append('>');
            }

            text.Append("</tr>\n");
        }

        text.Append("</tbody></table></div>\n");
        return this;
    }

    public HtmlText Terms(params IEnumerable<(string Term, string Text)> rows)
    {
        text.Append("<dl>");
        foreach ((string term, string value) in rows)
        {
            text.Append("<dt>").Append(E(term)).Append("</dt><dd>").Append(E(value)).Append("</dd>\n");
        }

        text.Append("</dl>\n");
        return this;
    }

    public static string E(string content) => WebUtility.HtmlEncode(content);

    public override string ToString() => text.ToString();
}
