using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;

namespace DreamLake.StagingPool;

/// <summary>Counts the bytes that the staging pool took and gave, and what it refused, by S3's own code.</summary>
internal sealed class PoolMeter
{
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _refusals;

    public PoolMeter(IMeterFactory meters)
    {
        var meter = meters.Create(StagingPoolHosting.MeterName);
        _bytes = meter.CreateCounter<long>(
            "dreamlake.pool.bytes", "By", "Bytes of bodies that the staging pool took or gave, of requests that it carried out.");
        _refusals = meter.CreateCounter<long>(
            "dreamlake.pool.refusals", "{refusal}", "Requests that the staging pool refused, by S3's code.");
    }

    /// <summary>A request was carried out.</summary>
    public void Done(HttpContext http)
    {
        if (HttpMethods.IsPut(http.Request.Method)) Count("taken", http.Request.ContentLength);
        else if (HttpMethods.IsGet(http.Request.Method)) Count("given", http.Response.ContentLength);
    }

    /// <summary>A request was refused.</summary>
    public void Refused(string code) => _refusals.Add(1, KeyValuePair.Create<string, object?>("code", code));

    private void Count(string direction, long? bytes)
    {
        if (bytes > 0) _bytes.Add(bytes.Value, KeyValuePair.Create<string, object?>("direction", direction));
    }
}
