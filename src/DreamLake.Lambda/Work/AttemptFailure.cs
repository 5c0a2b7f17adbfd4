using System.ComponentModel;
using Amazon.Runtime;
using DreamLake.Lambda.Splitting.Tools;

namespace DreamLake.Lambda.Work;

/// <summary>Why an attempt failed, where another one may not.</summary>
/// <param name="Reason">A sentence for a person: no paths, no secrets.</param>
/// <param name="IsCrash">
/// Whether the content itself may be the cause. An outage may last long; a file that brings ffmpeg down each time is given up.
/// </param>
internal sealed record AttemptFailure(string Reason, bool IsCrash)
{
    /// <summary>What an attempt's exception means.</summary>
    public static AttemptFailure Of(Exception fault) => fault switch
    {
        AmazonServiceException or AmazonClientException or HttpRequestException or OperationCanceledException or TimeoutException =>
            new("The staging pool does not answer; the split will be tried again.", IsCrash: false),
        FileNotFoundException or Win32Exception =>
            new("ffmpeg could not be started; the split will be tried again.", IsCrash: false),
        IOException or UnauthorizedAccessException or ToolException { IsDiskFull: true } =>
            new("The lake's work folder cannot be written (is the disk full?); the split will be tried again.", IsCrash: false),
        ToolException => new("ffmpeg was ended before it was through; the split will be tried again.", IsCrash: true),
        _ => new("The split ended unexpectedly; it will be tried again.", IsCrash: true),
    };
}
