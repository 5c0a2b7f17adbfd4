using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace DreamLake.Hosting.Tables;

/// <summary>A time as a number, which sorts and compares alike in SQLite and PostgreSQL; a date with an offset does not.</summary>
public sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(time =>
    time.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
