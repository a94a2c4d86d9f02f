using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>Writes the serializer of an object that is an array: nil stands where no member has the key.</summary>
internal sealed class MessagePackArrayEmitter(SourceWriter source, MessagePackObjectModel model) : MessagePackObjectEmitter(source, model)
{
    private int Length => Model.Members.Count == 0 ? 0 : Model.Members[Model.Members.Count - 1].Index + 1;

    protected override void EmitWrite()
    {
        Source.Line($"writer.BeginArray({CSharpText.Number(Length)});");
        var next = 0;
        foreach (var member in Model.Members)
        {
            WriteGap(member.Index - next);
            next = member.Index + 1;
            if (member.IsWritten)
            {
                WriteMember(member);
            }
            else
            {
                WriteGap(1);
            }
        }
    }

    protected override void EmitMembers()
    {
        var next = 0;
        foreach (var member in Model.Members.Where(member => member.Read != MessagePackMemberRead.Skipped))
        {
            SkipGap(next, member.Index);
            next = member.Index + 1;
            using (Source.Braces($"if ({IsRead(member)})"))
            {
                Source.Line(ReadMember(member));
            }

            Source.Line();
        }

        Source.Line(next == 0 ? "reader.Skip(count);" : $"reader.Skip(count - {CSharpText.Number(next)});");
    }

    protected override string IsRead(MessagePackMemberModel member) => $"count > {CSharpText.Number(member.Index)}";

    private void WriteGap(int count)
    {
        if (count > 0)
        {
            Source.Line(count == 1 ? "writer.WriteNil();" : $"writer.WriteNil({CSharpText.Number(count)});");
        }
    }

    private void SkipGap(int from, int to)
    {
        if (from < to)
        {
            Source.Line($"reader.Skip(global::System.Math.Min(count, {CSharpText.Number(to)}){(from == 0 ? "" : " - " + CSharpText.Number(from))});");
        }
    }
}
