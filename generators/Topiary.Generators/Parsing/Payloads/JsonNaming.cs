using System.Globalization;
using System.Text;

namespace Topiary.Generators.Parsing;

/// <summary>Naming policies, with the results of <c>System.Text.Json</c>. Their numbers are those of <c>Topiary.JsonNaming</c>.</summary>
internal static class JsonNaming
{
    public const int Last = None;

    private const int SnakeCaseLower = 2;
    private const int SnakeCaseUpper = 3;
    private const int KebabCaseLower = 4;
    private const int KebabCaseUpper = 5;
    private const int None = 6;

    private enum Before
    {
        Nothing,
        Upper,
        LowerOrDigit,
        Space,
    }

    /// <summary>Name of a member by a policy.</summary>
    public static string Apply(int policy, string name) => policy switch
    {
        SnakeCaseLower => Separated(name, '_', isLower: true),
        SnakeCaseUpper => Separated(name, '_', isLower: false),
        KebabCaseLower => Separated(name, '-', isLower: true),
        KebabCaseUpper => Separated(name, '-', isLower: false),
        None => name,
        _ => CamelCase(name),
    };

    /// <summary>Addition to the names of serializer classes of types that are written by a policy; empty for the default one.</summary>
    public static string Suffix(int policy) => policy switch
    {
        SnakeCaseLower => "_snakeLower",
        SnakeCaseUpper => "_snakeUpper",
        KebabCaseLower => "_kebabLower",
        KebabCaseUpper => "_kebabUpper",
        None => "_asIs",
        _ => "",
    };

    private static string CamelCase(string name)
    {
        if (name.Length == 0 || !char.IsUpper(name[0]))
        {
            return name;
        }

        var letters = name.ToCharArray();
        for (var i = 0; i < letters.Length; i++)
        {
            if (i == 1 && !char.IsUpper(letters[i]))
            {
                break;
            }

            var hasNext = i + 1 < letters.Length;
            if (i > 0 && hasNext && !char.IsUpper(letters[i + 1]))
            {
                if (letters[i + 1] == ' ')
                {
                    letters[i] = char.ToLowerInvariant(letters[i]);
                }

                break;
            }

            letters[i] = char.ToLowerInvariant(letters[i]);
        }

        return new string(letters);
    }

    /// <summary>Words are told apart by upper case: <c>XMLReader2Go</c> becomes <c>xml_reader2_go</c>.</summary>
    private static string Separated(string name, char separator, bool isLower)
    {
        var result = new StringBuilder(name.Length + 4);
        var before = Before.Nothing;
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            switch (char.GetUnicodeCategory(letter))
            {
                case UnicodeCategory.UppercaseLetter:
                    var endsAcronym = before == Before.Upper && i + 1 < name.Length && char.IsLower(name[i + 1]);
                    Append(result, before is Before.LowerOrDigit or Before.Space || endsAcronym, separator, isLower ? char.ToLowerInvariant(letter) : letter);
                    before = Before.Upper;
                    break;
                case UnicodeCategory.LowercaseLetter or UnicodeCategory.DecimalDigitNumber:
                    Append(result, before == Before.Space, separator, isLower ? letter : char.ToUpperInvariant(letter));
                    before = Before.LowerOrDigit;
                    break;
                case UnicodeCategory.SpaceSeparator:
                    before = before == Before.Nothing ? Before.Nothing : Before.Space;
                    break;
                default:
                    result.Append(letter);
                    before = Before.Nothing;
                    break;
            }
        }

        return result.ToString();
    }

    private static void Append(StringBuilder result, bool isSeparated, char separator, char letter)
    {
        if (isSeparated)
        {
            result.Append(separator);
        }

        result.Append(letter);
    }
}
