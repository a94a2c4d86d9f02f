namespace Topiary.Runtime;

/// <summary>First bytes of values.</summary>
internal static class MessagePackCode
{
    public const byte LastPositiveFixInt = 0x7f;
    public const byte FixMap = 0x80;
    public const byte FixArray = 0x90;
    public const byte FixString = 0xa0;
    public const byte Nil = 0xc0;
    public const byte Unused = 0xc1;
    public const byte False = 0xc2;
    public const byte True = 0xc3;
    public const byte Binary8 = 0xc4;
    public const byte Binary16 = 0xc5;
    public const byte Binary32 = 0xc6;
    public const byte Extension8 = 0xc7;
    public const byte Extension16 = 0xc8;
    public const byte Extension32 = 0xc9;
    public const byte Float32 = 0xca;
    public const byte Float64 = 0xcb;
    public const byte UInt8 = 0xcc;
    public const byte UInt16 = 0xcd;
    public const byte UInt32 = 0xce;
    public const byte UInt64 = 0xcf;
    public const byte Int8 = 0xd0;
    public const byte Int16 = 0xd1;
    public const byte Int32 = 0xd2;
    public const byte Int64 = 0xd3;
    public const byte FixExtension1 = 0xd4;
    public const byte FixExtension4 = 0xd6;
    public const byte FixExtension8 = 0xd7;
    public const byte FixExtension16 = 0xd8;
    public const byte String8 = 0xd9;
    public const byte String16 = 0xda;
    public const byte String32 = 0xdb;
    public const byte Array16 = 0xdc;
    public const byte Array32 = 0xdd;
    public const byte Map16 = 0xde;
    public const byte Map32 = 0xdf;
    public const byte FirstNegativeFixInt = 0xe0;

    /// <summary>Most elements of a map or an array whose count is in the first byte.</summary>
    public const int MaxFixCount = 15;

    /// <summary>Most bytes of a string whose length is in the first byte.</summary>
    public const int MaxFixString = 31;

    /// <summary>What begins with a byte, in words.</summary>
    public static string Describe(byte code) => code switch
    {
        Nil => "nil",
        Unused => "the byte 0xC1, which MessagePack does not use",
        False or True => "a boolean",
        Float32 or Float64 => "a float",
        Binary8 or Binary16 or Binary32 => "binary data",
        String8 or String16 or String32 or (>= FixString and < Nil) => "a string",
        Array16 or Array32 or (>= FixArray and < FixString) => "an array",
        Map16 or Map32 or (>= FixMap and < FixArray) => "a map",
        (>= Extension8 and <= Extension32) or (>= FixExtension1 and <= FixExtension16) => "an extension",
        _ => "an integer",
    };
}
