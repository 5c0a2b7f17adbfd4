namespace DreamLake.Engine.Lookup;

/// <summary>A request whose name the lake was asked about; the answer may still be under way.</summary>
/// <param name="Request">The request.</param>
/// <param name="Answers">The answers to its question, one for each name; null where the lake did not tell.</param>
/// <param name="Index">Which of them is its own.</param>
internal sealed record AskedRequest(UploadRequest Request, Task<IReadOnlyList<NameAnswer>> Answers, int Index)
{
    /// <summary>A request that no question was asked for: it can have no name, and its upload says why.</summary>
    public static AskedRequest WithoutName(UploadRequest request) => new(request, NoAnswers, 0);

    /// <summary>Whether no question was asked for it.</summary>
    public bool IsWithoutName => Answers == NoAnswers;

    /// <summary>What the lake said of its name.</summary>
    public async Task<NameAnswer> AnswerAsync(CancellationToken cancellationToken)
    {
        var answers = await Answers.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Index < answers.Count ? answers[Index] : NameAnswer.NotTold;
    }

    private static Task<IReadOnlyList<NameAnswer>> NoAnswers { get; } = Task.FromResult<IReadOnlyList<NameAnswer>>([]);
}
