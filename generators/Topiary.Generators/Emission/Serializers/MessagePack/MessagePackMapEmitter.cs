using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of an object that is a map from names to values.</summary>
internal sealed class MessagePackMapEmitter(SourceWriter source, MessagePackObjectModel model) : MessagePackObjectEmitter(source, model)
{
    private const int BitsPerWord = 64;

    // Members whose presence is remembered until the object is there.
    private readonly List<MessagePackMemberModel> _remembered = model.Parameters.Count == 0
        ? []
        : [.. model.Members.Where(member => member.Read == MessagePackMemberRead.Set)];

    protected override void EmitWrite()
    {
        var written = Model.Members.Where(member => member.IsWritten).ToList();
        var optional = written.Where(member => member.Value.IsOptional).ToList();
        if (optional.Count == 0)
        {
            Source.Line($"writer.BeginMap({CSharpText.Number(written.Count)});");
        }
        else
        {
            var present = string.Concat(optional.Select(member => $" + ({Get(member)}.HasValue ? 1 : 0)"));
            Source.Line($"writer.BeginMap({CSharpText.Number(written.Count - optional.Count)}{present});");
        }

        foreach (var member in written)
        {
            if (member.Value.IsOptional)
            {
                using (Source.Braces($"if ({Get(member)}.HasValue)"))
                {
                    WriteEntry(member);
                }
            }
            else
            {
                WriteEntry(member);
            }
        }
    }

    protected override void EmitState()
    {
        for (var word = 0; word * BitsPerWord < _remembered.Count; word++)
        {
            Source.Line($"var seen{CSharpText.Number(word)} = 0UL;");
        }
    }

    protected override void EmitMembers()
    {
        using (Source.Braces("for (; count > 0; count--)"))
        {
            var read = Model.Members.Where(member => member.Read != MessagePackMemberRead.Skipped).ToList();
            if (read.Count == 0)
            {
                Source.Line("reader.Skip(2);");
            }
            else
            {
                Source.Line("var name = reader.ReadName();");
                EmitSwitch(read);
            }
        }

        Source.Line();
    }

    protected override string IsRead(MessagePackMemberModel member) => $"({Word(member)} & {Bit(member)}) != 0";

    private void WriteEntry(MessagePackMemberModel member)
    {
        Source.Line($"writer.WriteName({CSharpText.Utf8(member.Name)});");
        WriteMember(member);
    }

    private void EmitSwitch(List<MessagePackMemberModel> members)
    {
        using (Source.Braces("switch (name.Length)"))
        {
            foreach (var member in members)
            {
                var length = CSharpText.Number(Encoding.UTF8.GetByteCount(member.Name));
                Source.Line($"case {length} when global::System.MemoryExtensions.SequenceEqual(name, {CSharpText.Utf8(member.Name)}):");
                using (Source.Indented())
                {
                    Source.Line(ReadMember(member));
                    if (_remembered.Contains(member))
                    {
                        Source.Line($"{Word(member)} |= {Bit(member)};");
                    }

                    Source.Line("break;");
                }
            }

            Source.Line("default:");
            using (Source.Indented())
            {
                Source.Line("reader.Skip();");
                Source.Line("break;");
            }
        }
    }

    private string Word(MessagePackMemberModel member) => "seen" + CSharpText.Number(_remembered.IndexOf(member) / BitsPerWord);

    private string Bit(MessagePackMemberModel member)
        => "0x" + (1UL << (_remembered.IndexOf(member) % BitsPerWord)).ToString("X", CultureInfo.InvariantCulture) + "UL";
}
