using System.Web;
using DreamLake.Simulation.Lake;

namespace DreamLake.Simulation.Network;

/// <summary>A call that was carried out.</summary>
/// <param name="Process">Who called.</param>
/// <param name="Request">The call.</param>
/// <param name="Body">Its body, as it was sent.</param>
/// <param name="Answer">What the service answered.</param>
/// <param name="Fate">What befell it.</param>
/// <param name="CancellationToken">Cancelled where the caller had stopped to wait.</param>
internal sealed record Exchange(
    string Process, HttpRequestMessage Request, byte[] Body, InMemoryAnswer Answer, Fate Fate, CancellationToken CancellationToken)
{
    /// <summary>Whether it was answered 2xx.</summary>
    public bool Succeeded => (int)Answer.Status is >= 200 and < 300;

    /// <summary>The path of its address.</summary>
    public string Path => Request.RequestUri!.AbsolutePath;

    /// <summary>
    /// The calls of one kind that it was: itself, or each item of a batch of them that was answered; none where it was another.
    /// </summary>
    /// <param name="call">The single call's path, as it ends.</param>
    public IEnumerable<SingleCall> Calls(string call)
    {
        if (Path.EndsWith(call, StringComparison.Ordinal)) return [new SingleCall(Body, Answer.Body, (int)Answer.Status)];
        return Path.EndsWith(call + "-batch", StringComparison.Ordinal) && Succeeded ? SingleCall.ItemsOf(Body, Answer.Body) : [];
    }

    /// <summary>A part that S3 took: its upload and its number; null for any other call.</summary>
    public (string UploadId, string Number)? Part()
    {
        if (Request.Method != HttpMethod.Put || !Request.RequestUri!.Query.Contains("partNumber", StringComparison.Ordinal)) return null;
        var query = HttpUtility.ParseQueryString(Request.RequestUri.Query);
        return (query["uploadId"]!, query["partNumber"]!);
    }
}
