using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace DreamLake.Bss.Tests.Hosts;

/// <summary>An S3 that answers what a test wants: for what no well-behaved S3 would say.</summary>
internal sealed class StubS3 : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StubS3(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
    }

    public Uri Address { get; }

    public static async Task<StubS3> StartAsync(Func<HttpContext, Task> answer)
    {
        var (app, address) = await Served.StartAsync(_ => { }, app => app.Run(context => answer(context)));
        return new StubS3(app, address);
    }

    /// <summary>One that answers every request with S3's error of a code.</summary>
    public static Task<StubS3> RefusingAsync(int status, string code) => StartAsync(context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsync($"<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>{code}</Code><Message>of the test</Message></Error>");
    });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
