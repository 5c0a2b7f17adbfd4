using DreamLake.Engine.Stages;
using DreamLake.Engine.State;
using DreamLake.Protocol;

namespace DreamLake.Engine.Steps;

/// <summary>Whose a state is that was found under a content's name.</summary>
internal static class StateOwnership
{
    /// <summary>Whether a state is that of this upload.</summary>
    /// <remarks>
    /// A state without a target is another client's, or a salvaged one: its key tells whose content it is. One with a target is judged by
    /// that, and by its key only where that is of the pool's usual form: a BSS may choose another. Where it tells the whole SHA-256, that
    /// decides: two contents may share the 16 digits of a key.
    /// </remarks>
    public static bool IsOwn(UploadState state, IdentifiedFile file)
    {
        if (state.Type is not null && state.Type != file.Target.Type) return false;
        if (IsOfOtherContent(state, file)) return false;
        if (state.Target is null) return state.Key == file.Key;
        return state.Target == file.Target.ToState() && (state.Key == file.Key || !StagingKey.TryParse(state.Key, out _, out _, out _));
    }

    /// <summary>Whether a state speaks of another lake than the one in use.</summary>
    public static bool IsOfAnotherLake(UploadState state, IdentifiedFile file) =>
        state.Lake is { } lake && lake.Name != file.Target.Lake.Name;

    /// <summary>Whether a state speaks of the same bytes in the pool, whatever its target.</summary>
    public static bool IsOfSameBytes(UploadState state, IdentifiedFile file) =>
        state.Key == file.Key && !IsOfOtherContent(state, file) && !IsOfAnotherLake(state, file);

    /// <summary>Whether a state tells that it is of another content, though of the same 16 digits.</summary>
    public static bool IsOfOtherContent(UploadState state, IdentifiedFile file) =>
        state.File?.Sha256 is { Length: 64 } sha256 && sha256 != file.Sha256;
}
