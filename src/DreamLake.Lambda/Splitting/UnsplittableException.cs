namespace DreamLake.Lambda.Splitting;

/// <summary>A content that will never become a stream, however often it is tried.</summary>
/// <param name="reason">Why, in a sentence for the person who uploaded it: no paths, no secrets.</param>
internal sealed class UnsplittableException(string reason) : Exception(reason);
