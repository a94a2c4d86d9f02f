using System.Collections.Generic;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>
/// Writes what array and map have in common. Where the constructor takes values, they are collected in variables first;
/// otherwise each value goes into the object as it is read.
/// </summary>
internal abstract class MessagePackObjectEmitter(SourceWriter source, MessagePackObjectModel model)
{
    private const string CallbackInterface = "global::MessagePack.IMessagePackSerializationCallbackReceiver";

    private readonly Dictionary<MessagePackMemberModel, string> _variables = Variables(model);

    protected SourceWriter Source => source;

    protected MessagePackObjectModel Model => model;

    /// <summary>Whether values wait in variables for the constructor.</summary>
    protected bool Collects => model.Parameters.Count > 0;

    public void Emit()
    {
        using (MessagePackClass.OpenWrite(source, model.Type))
        {
            if (model.IsReference)
            {
                MessagePackClass.WriteNil(source);
            }

            Callback("OnBeforeSerialize", "value");
            EmitWrite();
            source.Line("writer.End();");
        }

        source.Line();
        using (MessagePackClass.OpenRead(source, model.Type))
        {
            if (model.IsReference)
            {
                MessagePackClass.ReadNil(source);
            }

            EmitRead();
        }

        EmitCallbacks();
        JsonAccessorEmitter.Emit(source, Accessors());
    }

    /// <summary>Writes header and members.</summary>
    protected abstract void EmitWrite();

    /// <summary>Reads everything between header and end.</summary>
    protected abstract void EmitMembers();

    /// <summary>Condition under which a member's value has been read.</summary>
    protected abstract string IsRead(MessagePackMemberModel member);

    /// <summary>Variables besides those of the members.</summary>
    protected virtual void EmitState()
    {
    }

    /// <summary>Statement that reads a member, at its place.</summary>
    protected string ReadMember(MessagePackMemberModel member)
    {
        var read = MessagePackValueEmitter.Read(member.Value);
        return Collects ? $"v_{_variables[member]} = {read};" : Set(member, read);
    }

    /// <summary>Writes the statement for a member's value.</summary>
    protected void WriteMember(MessagePackMemberModel member)
    {
        var value = member.Value.IsOptional ? Get(member) + ".Value" : Get(member);
        MessagePackValueEmitter.Write(source, member.Value with { IsOptional = false }, value, "v_" + _variables[member]);
    }

    protected string Get(MessagePackMemberModel member)
    {
        if (member.Getter is { } getter)
        {
            return $"{JsonAccessorEmitter.Call(getter)}({(model.IsReference ? "" : "ref ")}value)";
        }

        return member.CastTo is null ? $"value.{member.Member}" : $"(({member.CastTo})value).{member.Member}";
    }

    private void EmitRead()
    {
        source.Line($"var count = reader.Begin{(model.IsMap ? "Map" : "Array")}<{model.Type}>();");
        EmitState();
        if (Collects)
        {
            foreach (var member in model.Members.Where(member => member.Read != MessagePackMemberRead.Skipped))
            {
                var parameter = model.Parameters.FirstOrDefault(candidate => model.Members[candidate.MemberIndex] == member);
                source.Line($"{member.Value.DeclaredType} v_{_variables[member]} = {parameter?.Default ?? "default"};");
            }
        }
        else
        {
            source.Line($"var result = {Creation("")};");
        }

        EmitMembers();
        source.Line("reader.End();");
        if (Collects)
        {
            EmitConstruction();
        }

        Callback("OnAfterDeserialize", "result");
        source.Line("return result;");
    }

    private void EmitConstruction()
    {
        var arguments = model.Parameters.Select(parameter => "v_" + _variables[model.Members[parameter.MemberIndex]]);
        source.Line($"var result = {Creation(string.Join(", ", arguments))};");
        foreach (var member in model.Members.Where(member => member.Read == MessagePackMemberRead.Set))
        {
            using (source.Braces($"if ({IsRead(member)})"))
            {
                source.Line(Set(member, "v_" + _variables[member]));
            }
        }
    }

    private string Creation(string arguments)
        => model.FromDefault ? $"default({model.Type})"
            : model.Creator is { } creator ? $"{JsonAccessorEmitter.Call(creator)}({arguments})"
            : $"new {model.Type}({arguments})";

    private string Set(MessagePackMemberModel member, string value)
    {
        var owner = model.IsReference ? "result" : "ref result";
        return member.Setter is { Kind: "Field" } field ? $"{JsonAccessorEmitter.Call(field)}({owner}) = {value};"
            : member.Setter is { } setter ? $"{JsonAccessorEmitter.Call(setter)}({owner}, {value});"
            : member.CastTo is null ? $"result.{member.Member} = {value};"
            : $"(({member.CastTo})result).{member.Member} = {value};";
    }

    private void Callback(string name, string value)
    {
        if (model.HasCallbacks)
        {
            source.Line($"{name}(ref {value});");
        }
    }

    private void EmitCallbacks()
    {
        if (!model.HasCallbacks)
        {
            return;
        }

        // Generic, so that a struct is called where it is.
        foreach (var name in new[] { "OnBeforeSerialize", "OnAfterDeserialize" })
        {
            source.Line();
            source.Line($"private static void {name}<T>(ref T value) where T : {CallbackInterface} => value.{name}();");
        }
    }

    private IEnumerable<JsonAccessorModel> Accessors()
        => model.Members.SelectMany(member => new[] { member.Getter, member.Setter }).Prepend(model.Creator).OfType<JsonAccessorModel>();

    private static Dictionary<MessagePackMemberModel, string> Variables(MessagePackObjectModel model)
    {
        var names = new HashSet<string>();
        var variables = new Dictionary<MessagePackMemberModel, string>();
        foreach (var member in model.Members)
        {
            var name = member.Member.TrimStart('@').TrimStart('_');
            name = name.Length == 0 ? "_" : char.ToLowerInvariant(name[0]) + name.Substring(1);
            while (!names.Add(name))
            {
                name += "_";
            }

            variables[member] = name;
        }

        return variables;
    }
}
