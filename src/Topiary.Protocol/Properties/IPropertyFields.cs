namespace Topiary.Protocol;

/// <summary>Something that tells its properties to a sink.</summary>
internal interface IPropertyFields
{
    void WriteProperties<TSink>(ref TSink sink)
        where TSink : struct, IFieldSink, allows ref struct;
}
