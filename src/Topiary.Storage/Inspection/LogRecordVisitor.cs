namespace Topiary.Storage;

/// <summary>Is shown the records of a log.</summary>
/// <param name="record">A record, valid during the call.</param>
public delegate void LogRecordVisitor(in LogRecord record);
