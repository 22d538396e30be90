using CeeOrleans.Domain.Accounts;
using CsCheck;

namespace CeeOrleans.Domain.Tests;

public sealed class NumbersTests
{
    [Theory]
    [InlineData("12-3456789AB", "12-3456789AB", ImporterNumberForm.Employer)]
    [InlineData(" 12-345678900 ", "12-345678900", ImporterNumberForm.Employer)]
    [InlineData("12-3456789ab", "12-3456789AB", ImporterNumberForm.Employer)]
    [InlineData("123-45-6789", "123-45-6789", ImporterNumberForm.SocialSecurity)]
    [InlineData("162704-00017", "162704-00017", ImporterNumberForm.Assigned)]
    public void The_three_forms_are_read(string text, string kept, ImporterNumberForm form)
    {
        ImporterNumber number = ImporterNumber.Parse(text);
        Assert.Equal((kept, form), (number.ToString(), number.Form));
        Assert.Equal(number, ImporterNumber.Parse(kept));
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("  ", "empty")]
    [InlineData("12-3456789", "suffix is missing")]
    [InlineData("123456789AB", "hyphens are missing")]
    [InlineData("12-34567890A-", "fit no form")]
    [InlineData("1A-345678900", "fit no form")]
    [InlineData("١٢-345678900", "fit no form")]
    public void A_wrong_importer_number_is_refused_with_a_reason(string? text, string expected)
    {
        Assert.False(ImporterNumber.TryParse(text, out ImporterNumber? number, out string? reason));
        Assert.Null(number);
        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_persons_number_is_masked()
    {
        Assert.Equal("***-**-6789", ImporterNumber.Parse("123-45-6789").Masked);
        Assert.Equal("12-3456789AB", ImporterNumber.Parse("12-3456789AB").Masked);
    }

    [Fact]
    public void A_port_code_has_four_digits()
    {
        Assert.Equal("27", PortCode.Parse("2704").District);
        Assert.Contains("four digits", Assert.Throws<FormatException>(() => PortCode.Parse("27O4")).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => PortCode.Parse("704"));
    }

    [Theory]
    [InlineData("ABC", 1234567, 6)]   // 1 2 3 1 2 3 4 5 6 7: 16 + 18 = 34
    [InlineData("999", 9999999, 0)]
    [InlineData("SZ0", 0, 9)]         // 2 + (2·9 → 9) = 11
    [InlineData("B76", 324527, 8)]    // the example of CATAIR appendix E
    [InlineData("316", 2509314, 6)]   // examples in the tests of brokers' software
    [InlineData("595", 5663812, 6)]
    [InlineData("316", 504, 0)]
    public void The_check_digit_is_computed(string filer, int serial, int digit) => Assert.Equal(digit, EntryNumber.Of(filer, serial).CheckDigit);

    [Fact]
    public void An_entry_number_comes_back_and_one_wrong_digit_is_found() =>
        Gen.Select(Gen.String[Gen.Char["ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"], 3, 3], Gen.Int[0, 9_999_999], Gen.Int[4, 10], Gen.Int[1, 9]).Sample((filer, serial, at, shift) =>
        {
            EntryNumber number = EntryNumber.Of(filer, serial);
            string text = number.ToString();
            char wrong = (char)('0' + ((text[at] - '0' + shift) % 10));
            string broken = text[..at] + wrong + text[(at + 1)..];
            return EntryNumber.Parse(text) == number && EntryNumber.Parse(text.Replace("-", "", StringComparison.Ordinal)) == number
                && !EntryNumber.TryParse(broken, out _, out string? reason) && reason.Contains("check digit", StringComparison.Ordinal);
        });

    [Theory]
    [InlineData("ABC-123456-6")]
    [InlineData("AB*-1234567-6")]
    [InlineData("")]
    public void A_wrong_entry_number_is_refused(string text) => Assert.Throws<FormatException>(() => EntryNumber.Parse(text));

    [Fact]
    public void A_wrong_filer_or_serial_is_refused()
    {
        Assert.Throws<ArgumentException>(() => EntryNumber.Of("AB", 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => EntryNumber.Of("ABC", 10_000_000));
    }
}
