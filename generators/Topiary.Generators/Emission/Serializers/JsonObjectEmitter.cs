using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Topiary.Generators.Model;

namespace Topiary.Generators.Emission;

/// <summary>
/// Writes the serializer of a JSON object. Where the constructor takes values, they are collected in variables first;
/// otherwise each value goes into the object as it is read.
/// </summary>
internal sealed class JsonObjectEmitter(SourceWriter source, JsonObjectModel model)
{
    private const int BitsPerWord = 64;

    // Members with a place among the names, in that order: all whose names are known to the reader.
    private readonly List<JsonMemberModel> _read = [.. model.Members.Where(member => member.Read != JsonMemberRead.Skipped)];
    private readonly bool _collects = model.Parameters.Count > 0;
    private readonly Dictionary<JsonMemberModel, string> _variables = Variables(model);

    public void Emit()
    {
        using (JsonClass.Open(source, model))
        {
            EmitNames();
            JsonClass.Overrides(source, model.Type);
            EmitWrite();
            source.Line();
            EmitRead();
            JsonAccessorEmitter.Emit(source, model);
        }
    }

    private static Dictionary<JsonMemberModel, string> Variables(JsonObjectModel model)
    {
        var names = new HashSet<string>();
        var variables = new Dictionary<JsonMemberModel, string>();
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

    private void EmitNames()
    {
        if (model.IsWriteOnly)
        {
            return;
        }

        var names = _read.Select(member => Literals.Of(member.JsonName)).ToList();
        if (model.RefusesUnknown || model.Extension is not null)
        {
            // Members that are not read are known all the same.
            names.AddRange(model.Members.Where(member => member.Read == JsonMemberRead.Skipped).Select(member => Literals.Of(member.JsonName)));
        }

        if (model.Discriminator is { } discriminator)
        {
            names.Add(Literals.Of(discriminator.Property));
        }

        if (model.RefusesUnknown)
        {
            names.Insert(0, $"typeof({model.Type})");
        }

        source.Line($"private static readonly {JsonClass.Runtime}JsonNames Names = new {JsonClass.Runtime}JsonNames({string.Join(", ", names)});");
        source.Line();
    }

    private void EmitWrite()
    {
        using (JsonClass.OpenWrite(source, model.Type))
        {
            if (model.IsReference)
            {
                JsonClass.WriteNull(source);
            }

            Callback("OnSerializing", "value");
            source.Line("writer.WriteStartObject();");
            if (model.Discriminator is { } discriminator)
            {
                source.Line($"writer.WriteName({Literals.JsonName(discriminator.Property)});");
                source.Line($"{JsonClass.Runtime}JsonWrite.Value(ref writer, {(discriminator.Text is { } text ? Literals.Of(text) : discriminator.Number!.Value.ToString(CultureInfo.InvariantCulture))});");
            }

            foreach (var member in model.Members)
            {
                var variable = _variables[member];
                JsonValueEmitter.WriteMember(source, member.Value, Literals.JsonName(member.JsonName), Get(member), "v_" + variable, member.Write);
            }

            if (model.Extension is { } extension)
            {
                JsonExtensionEmitter.Write(source, extension, model.IsReference);
            }

            source.Line("writer.WriteEndObject();");
            Callback("OnSerialized", "value");
        }
    }

    private string Get(JsonMemberModel member)
    {
        if (member.Getter is { } getter)
        {
            return $"{JsonAccessorEmitter.Call(getter)}({(model.IsReference ? "" : "ref ")}value)";
        }

        return member.CastTo is null ? $"value.{member.Member}" : $"(({member.CastTo})value).{member.Member}";
    }

    private void EmitRead()
    {
        using (JsonClass.OpenRead(source, model.Type))
        {
            if (model.IsWriteOnly)
            {
                source.Line($"throw {JsonClass.Runtime}JsonErrors.MissingDiscriminator<{model.Type}>();");
                return;
            }

            if (model.IsReference)
            {
                JsonClass.ReadNull(source);
            }

            source.Line($"{JsonClass.Runtime}JsonTokens.StartObject<{model.Type}>(ref reader);");
            EmitVariables();
            source.Line("var member = -1;");
            if (model.Extension is { } collected)
            {
                source.Line($"{collected.Holder} extension = null;");
            }

            using (source.Braces($"while (Names.Next(ref reader, ref member{(model.Extension is null ? "" : ", out var unknown")}))"))
            {
                EmitMembers();
            }

            source.Line();
            EmitRequired();
            if (_collects)
            {
                EmitConstruction();
            }

            if (model.Extension is { } extension)
            {
                JsonExtensionEmitter.Keep(source, extension, model.Type, model.IsReference);
            }

            Callback("OnDeserialized", "result");
            source.Line("return result;");
        }
    }

    private void EmitVariables()
    {
        for (var word = 0; word < Words; word++)
        {
            if (UsesWord(word))
            {
                source.Line($"var seen{word} = 0UL;");
            }
        }

        if (!_collects)
        {
            source.Line($"var result = {Creation("")};");
            Callback("OnDeserializing", "result");
            return;
        }

        foreach (var member in _read)
        {
            var parameter = model.Parameters.FirstOrDefault(candidate => candidate.MemberIndex >= 0 && model.Members[candidate.MemberIndex] == member);
            source.Line($"{member.Value.DeclaredType} v_{_variables[member]} = {parameter?.Default ?? "default"};");
        }
    }

    private void EmitMembers()
    {
        using (source.Braces("switch (member)"))
        {
            for (var i = 0; i < _read.Count; i++)
            {
                source.Line($"case {i.ToString(CultureInfo.InvariantCulture)}: // {_read[i].Member.TrimStart('@')}");
                using (source.Indented())
                {
                    var read = JsonValueEmitter.Read(_read[i].Value);
                    source.Line(_collects ? $"v_{_variables[_read[i]]} = {read};" : Set(_read[i], read));
                    if (Tracked(_read[i]))
                    {
                        source.Line($"seen{i / BitsPerWord} |= {Bit(i)};");
                    }

                    source.Line("break;");
                }
            }

            source.Line("default:");
            using (source.Indented())
            {
                if (model.Extension is null)
                {
                    source.Line("reader.Skip();");
                }
                else
                {
                    JsonExtensionEmitter.Collect(source);
                }

                source.Line("break;");
            }
        }
    }

    private void EmitRequired()
    {
        var words = Enumerable.Range(0, Words).Select(word => (word, mask: Mask(word, member => member.IsRequired))).Where(entry => entry.mask != 0).ToList();
        if (words.Count == 0)
        {
            return;
        }

        var condition = string.Join(" || ", words.Select(entry => $"(seen{entry.word} & {Hex(entry.mask)}) != {Hex(entry.mask)}"));
        using (source.Braces($"if ({condition})"))
        {
            var missing = string.Join(", ", Enumerable.Range(0, Words).Select(word => Mask(word, member => member.IsRequired))
                .Select((mask, word) => mask == 0 ? "0UL" : $"{Hex(mask)} & ~seen{word}"));
            source.Line($"throw {JsonClass.Runtime}JsonErrors.MissingRequired<{model.Type}>(Names, {missing});");
        }

        source.Line();
    }

    private void EmitConstruction()
    {
        var arguments = string.Join(", ", model.Parameters.Select(parameter =>
            parameter.MemberIndex >= 0 && _read.Contains(model.Members[parameter.MemberIndex]) ? "v_" + _variables[model.Members[parameter.MemberIndex]]
            : parameter.Default == "default" ? $"default({parameter.Type})" : parameter.Default));
        source.Line($"var result = {Creation(arguments)};");
        Callback("OnDeserializing", "result");
        for (var i = 0; i < _read.Count; i++)
        {
            if (_read[i].Read == JsonMemberRead.Set)
            {
                using (source.Braces($"if ((seen{i / BitsPerWord} & {Bit(i)}) != 0)"))
                {
                    source.Line(Set(_read[i], "v_" + _variables[_read[i]]));
                }
            }
        }

        source.Line();
    }

    private string Creation(string arguments)
        => model.FromDefault ? $"default({model.Type})"
            : model.Creator is { } creator ? $"{JsonAccessorEmitter.Call(creator)}({arguments})"
            : $"new {model.Type}({arguments})";

    private string Set(JsonMemberModel member, string value)
    {
        var owner = model.IsReference ? "result" : "ref result";
        return member.Setter is { Kind: "Field" } field ? $"{JsonAccessorEmitter.Call(field)}({owner}) = {value};"
            : member.Setter is { } setter ? $"{JsonAccessorEmitter.Call(setter)}({owner}, {value});"
            : member.CastTo is null ? $"result.{member.Member} = {value};"
            : $"(({member.CastTo})result).{member.Member} = {value};";
    }

    private void Callback(string name, string value)
    {
        if (model.Callbacks.Contains("IJson" + name))
        {
            source.Line($"{JsonClass.Runtime}JsonCallbacks.{name}(ref {value});");
        }
    }

    private int Words => (_read.Count + BitsPerWord - 1) / BitsPerWord;

    private bool Tracked(JsonMemberModel member) => member.IsRequired || (_collects && member.Read == JsonMemberRead.Set);

    private bool UsesWord(int word) => Mask(word, Tracked) != 0;

    private ulong Mask(int word, System.Func<JsonMemberModel, bool> holds)
    {
        var mask = 0UL;
        for (var i = word * BitsPerWord; i < _read.Count && i < (word + 1) * BitsPerWord; i++)
        {
            if (holds(_read[i]))
            {
                mask |= 1UL << (i % BitsPerWord);
            }
        }

        return mask;
    }

    private static string Bit(int index) => Hex(1UL << (index % BitsPerWord));

    private static string Hex(ulong mask) => "0x" + mask.ToString("X", CultureInfo.InvariantCulture) + "UL";
}
