using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.S3;
using DreamLake.Bss;
using DreamLake.Hosting;
using DreamLake.Hosting.Audit;
using DreamLake.Hosting.Limits;
using DreamLake.Hosting.Tokens;
using DreamLake.Lambda;
using DreamLake.Server;
using DreamLake.Serving.Lake;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace DreamLake.Cli.Tests.Api;

/// <summary>The OpenAPI documents of the two services, as their endpoints have them now. Nothing of a service is started.</summary>
internal static class OpenApiDocuments
{
    private const string Bearer = "bearer", Problem = "application/problem+json";

    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Task<string> OfBssAsync() => MakeAsync(
        "bss", "BSS",
        "Takes multipart uploads into the staging pool, registers media and streams them. docs/protocol.md says what means what.",
        services => services
            .AddSingleton<AWSCredentials>(new BasicAWSCredentials("none", "none"))
            .AddSingleton<IAmazonS3>(provider => new AmazonS3Client(
                provider.GetRequiredService<AWSCredentials>(), new AmazonS3Config { ServiceURL = "http://localhost:1" }))
            .AddJobQueue(new LambdaOptions { Bucket = "none", WorkFolder = "none", Database = "Data Source=none" })
            .AddBss(new BssOptions { Bucket = "none", Database = "Data Source=none" }),
        app => app.MapBss());

    public static Task<string> OfServerAsync() => MakeAsync(
        "server", "DreamLake Server", "Keeps namespaces, spaces, episodes, folders and assets. docs/protocol.md says what means what.",
        services => services.AddDreamLakeServer(
            new ServerOptions { Database = "Data Source=none", BssUrl = new Uri("http://localhost:1") }),
        app => app.MapDreamLakeServer());

    private static async Task<string> MakeAsync(
        string name, string title, string about, Action<IServiceCollection> add, Action<WebApplication> map)
    {
        var builder = LakeHost.CreateBuilder();
        builder.Services.AddLakeHosting(LakeKeys.Create()).AddTokenTable("Data Source=none").AddLimits("Data Source=none")
            .AddAuditWriter(new AuditOptions());
        add(builder.Services);
        builder.Services.AddOpenApi(name, options =>
        {
            options.AddSchemaTransformer((schema, context, _) => TellTextAsync(schema, context));
            options.AddOperationTransformer((operation, context, _) => TellRulesAsync(operation, context));
            options.AddDocumentTransformer((document, _, _) => TellServiceAsync(document, title, about));
        });
        await using var app = builder.Build();
        app.UseRouting();
        app.UseLakeHosting();
        map(app);
        // The endpoints are known to the host from here on, also of one that never starts.
        app.UseEndpoints(_ => { });
        var document = await app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(name).GetOpenApiDocumentAsync();
        var json = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1))!;
        // The generator tags operations by classes and assemblies, which are nobody's business but ours.
        foreach (var operation in json["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()))
            operation.Value!.AsObject().Remove("tags");
        json.AsObject().Remove("tags");
        return json.ToJsonString(Written).ReplaceLineEndings("\n") + "\n";
    }

    // A converter of the services reads text, which the generator cannot know.
    private static Task TellTextAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        if (context.JsonTypeInfo.Type == typeof(string)) schema.Type = JsonSchemaType.String;
        return Task.CompletedTask;
    }

    private static Task TellRulesAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        operation.Responses ??= [];
        operation.Responses["default"] = new OpenApiResponse
        {
            Description = "A problem: what is wrong, and the id of the request.",
            Content = new Dictionary<string, OpenApiMediaType> { [Problem] = new OpenApiMediaType() },
        };
        operation.Security = context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any()
            ? []
            : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        return Task.CompletedTask;
    }

    private static Task TellServiceAsync(OpenApiDocument document, string title, string about)
    {
        document.Info = new OpenApiInfo { Title = title, Version = "0.1", Description = about };
        document.Servers = null;
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = Bearer, BearerFormat = "JWT",
        };
        return Task.CompletedTask;
    }
}
