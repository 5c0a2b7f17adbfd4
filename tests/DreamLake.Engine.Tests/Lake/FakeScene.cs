namespace DreamLake.Engine.Tests.Lake;

/// <summary>A scene for tests that need the inside of the fake lake: what it holds, what it is told to be and to answer.</summary>
public sealed class FakeScene : Scene
{
    private FakeScene(FakeLake lake) : base(lake) => Lake = lake;

    public new FakeLake Lake { get; }

    public static new async Task<FakeScene> StartAsync() => new(await FakeLake.StartAsync());

    public byte[] StoredBytes(UploadResult result) => Lake.Objects[$"alice/robotics/staging/{result.Hash}"];
}
