using System.Globalization;

namespace DreamLake.Testing;

/// <summary>
/// How much a test tries: <c>dotnet test</c> is quick, a full run tries a hundred times as much, and a seed can be replayed.
/// </summary>
internal static class TestSize
{
    /// <summary>How many random cases to try: the ordinary number, times <c>DREAMLAKE_TEST_SEEDS</c> where that is set.</summary>
    /// <param name="ordinary">The number of cases of an ordinary run.</param>
    public static int Cases(int ordinary) => ordinary * (Number("DREAMLAKE_TEST_SEEDS") ?? 1);

    /// <summary>The seed of the first random case: the test's own, or <c>DREAMLAKE_TEST_SEED</c> where a failure is replayed.</summary>
    /// <param name="ordinary">The seed of an ordinary run.</param>
    public static int Seed(int ordinary) => Number("DREAMLAKE_TEST_SEED") ?? ordinary;

    /// <summary>Whether all is tried that takes long: <c>DREAMLAKE_TEST_FULL=1</c>.</summary>
    public static bool IsFull => Number("DREAMLAKE_TEST_FULL") == 1;

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
