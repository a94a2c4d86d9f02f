using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Topiary.Generators.Model;

namespace Topiary.Generators.Parsing;

/// <summary>
/// Collects what the sources say about contracts, handlers and the types of their payloads: comments, nullability and default
/// values. Runs only for a project that wants an AsyncAPI document.
/// </summary>
internal sealed class NotesParser
{
    private readonly SortedDictionary<string, TypeNotes> _notes = new(StringComparer.Ordinal);
    private readonly PayloadNotes _payloads;
    private readonly CancellationToken _cancellationToken;

    private NotesParser(CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        _payloads = new PayloadNotes(_notes);
    }

    /// <summary>The notes, in the ordinal order of the types' names.</summary>
    public static EquatableArray<TypeNotes> Parse(Compilation compilation, CancellationToken cancellationToken)
    {
        var parser = new NotesParser(cancellationToken);
        parser.AddTypes(compilation.Assembly.GlobalNamespace);
        return new EquatableArray<TypeNotes>([.. parser._notes.Values]);
    }

    private void AddTypes(INamespaceOrTypeSymbol container)
    {
        _cancellationToken.ThrowIfCancellationRequested();
        foreach (var member in container.GetMembers())
        {
            if (member is INamedTypeSymbol type)
            {
                AddType(type);
            }

            if (member is INamespaceOrTypeSymbol inner)
            {
                AddTypes(inner);
            }
        }
    }

    private void AddType(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Interface && ContractParser.IsContract(type))
        {
            AddInterfaces(type);
        }
        else if (KnownTypes.FindAttribute(type, KnownTypes.HandlerAttribute) is not null)
        {
            AddInterfaces(type);
            for (var current = type; current is { SpecialType: not SpecialType.System_Object }; current = current.BaseType)
            {
                AddPayloads(current, onlyMarked: true);
            }
        }
    }

    private void AddInterfaces(INamedTypeSymbol type)
    {
        AddMethods(type);
        foreach (var contract in type.AllInterfaces)
        {
            AddMethods(contract);
            AddPayloads(contract, onlyMarked: false);
        }

        AddPayloads(type, onlyMarked: type.TypeKind != TypeKind.Interface);
    }

    private void AddMethods(INamedTypeSymbol type)
    {
        var key = TypeNames.Annotated(type.WithNullableAnnotation(NullableAnnotation.NotAnnotated));
        if (_notes.ContainsKey(key))
        {
            return;
        }

        var methods = new List<MethodNotes>();
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method)
            {
                methods.Add(Notes(method));
            }
        }

        _notes.Add(key, new TypeNotes(key, DocumentationComment.Of(type).Summary, new EquatableArray<MethodNotes>([.. methods]), default, default));
    }

    private void AddPayloads(INamedTypeSymbol type, bool onlyMarked)
    {
        foreach (var member in type.GetMembers())
        {
            if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } method && (!onlyMarked || MarkedMethodParser.IsMarked(method)))
            {
                foreach (var parameter in method.Parameters)
                {
                    _payloads.Add(parameter.Type);
                }

                if (ReturnShape.Of(method).Value is { } result)
                {
                    _payloads.Add(result);
                }
            }
        }
    }

    private static MethodNotes Notes(IMethodSymbol method)
    {
        var comment = DocumentationComment.Of(method);
        var parameters = new List<ParameterNotes>();
        foreach (var parameter in method.Parameters)
        {
            parameters.Add(new ParameterNotes(parameter.Name, comment.Parameter(parameter.Name), NullabilityReader.Read(parameter.Type)));
        }

        return new MethodNotes(
            Identifiers.Escape(method.Name),
            comment.Summary,
            comment.Returns,
            new EquatableArray<ParameterNotes>([.. parameters]),
            ReturnShape.Of(method).Value is { } result ? NullabilityReader.Read(result) : null);
    }
}
