using System.Globalization;
using DreamLake.Simulation.Network;

namespace DreamLake.Simulation.Scripts;

/// <summary>One thing of a script, which can be taken from it: what is there, who does something, or what befalls somebody.</summary>
internal abstract record Element
{
    /// <summary>A moment as a story writes it.</summary>
    protected static string At(TimeSpan moment) => moment.TotalSeconds.ToString("0.000 s", CultureInfo.InvariantCulture);
}

/// <summary>A file on a machine.</summary>
internal sealed record FileIs(int Machine, int Number, Content Content) : Element
{
    public string Path => $"/home/run{Number:00}.mp4";

    public override string ToString() => $"machine {Machine} has {Path}: {Content}";
}

/// <summary>A checksum file lies beside the files of a machine; a wrong one tells the digests of other bytes until it is mended.</summary>
internal sealed record SumsTell(int Machine, bool AreRight, TimeSpan MendedAt) : Element
{
    public override string ToString() =>
        $"machine {Machine} has checksums of its files{(AreRight ? "" : $", which are of other bytes until {At(MendedAt)}")}";
}

/// <summary>A person at a machine, who runs the command over its files until they are stored.</summary>
internal sealed record PersonIs(int Machine, char Letter, string Owner, TimeSpan Begins) : Element
{
    public string Name => $"client{Machine}{Letter}";

    public override string ToString() => $"{Name} uploads the files of machine {Machine} for {Owner} from {At(Begins)} on";
}

/// <summary>
/// A person has files removed once the lake has proven them: by the run that sends them, or by a run later, which may be killed before a
/// change on the disk (0 for none).
/// </summary>
internal sealed record PersonFrees(string Person, bool IsLater, int Change, bool IsPowerCut) : Element
{
    public override string ToString() =>
        $"{Person} frees the files {(IsLater ? "later" : "as they are sent")}"
        + (Change == 0 ? "" : $", is killed before change {Change}{(IsPowerCut ? " by a power cut" : "")} and does it again");
}

/// <summary>A person at a machine of their own, who receives what an episode has.</summary>
internal sealed record ReceiverIs(string Owner, TimeSpan Begins) : Element
{
    public override string ToString() => $"receiver fetches what {Owner} has from {At(Begins)} on";
}

/// <summary>A person who removes what an episode has, and restores or, where that is theirs, purges it.</summary>
internal sealed record RemoverIs(string Owner, bool Purges, TimeSpan Begins) : Element
{
    public override string ToString() => $"remover takes from what {Owner} has from {At(Begins)} on{(Purges ? ", some of it for good" : "")}";
}

/// <summary>
/// A run of the receiver that has something to receive is killed before a change on its disk, perhaps with the power of its machine.
/// </summary>
internal sealed record ReceiverKilled(int Run, int Change, bool IsPowerCut) : Element
{
    public override string ToString() => $"run {Run} of receiver is killed before change {Change}{(IsPowerCut ? ", by a power cut" : "")}";
}

/// <summary>What befalls the n-th call of a machine.</summary>
internal sealed record CallBefallen(string Machine, int Call, Mishap What) : Element
{
    public override string ToString() => $"call {Call} of {Machine}: {What}";
}

/// <summary>A run of the command is killed before a change on its disk, perhaps with the power of its machine.</summary>
internal sealed record ClientKilled(string Person, int Run, int Change, bool IsPowerCut) : Element
{
    public override string ToString() => $"run {Run} of {Person} is killed before change {Change}{(IsPowerCut ? ", by a power cut" : "")}";
}

/// <summary>A service is killed before one of its changes, and started again.</summary>
internal sealed record ServiceKilled(string Service, TimeSpan From, int Step, TimeSpan Down) : Element
{
    public override string ToString() => $"{Service} is killed before its change {Step} from {At(From)} on, and is down for {At(Down)}";
}

/// <summary>The power of the lake's machine is cut before a change of one of its services.</summary>
internal sealed record LakePowerCut(string Service, TimeSpan From, int Step, TimeSpan Down) : Element
{
    public override string ToString() =>
        $"the lake's power is cut before change {Step} of {Service} from {At(From)} on, and is away for {At(Down)}";
}

/// <summary>How a file is meddled with.</summary>
internal enum Meddling
{
    IsWrittenTo,
    Shrinks,
    Vanishes,
}

/// <summary>Somebody changes a file while it is uploaded.</summary>
internal sealed record FileMeddledWith(TimeSpan Moment, int Machine, int Number, Meddling How) : Element
{
    public string Path => $"/home/run{Number:00}.mp4";

    public override string ToString() => $"at {At(Moment)} {Path} of machine {Machine} {How}";
}

/// <summary>A clock is set: machine 0 is the lake's.</summary>
internal sealed record ClockJumps(TimeSpan Moment, int Machine, TimeSpan By) : Element
{
    public override string ToString() => $"at {At(Moment)} the clock of machine {Machine} jumps by {At(By)}";
}

/// <summary>The first call of a person that stalls does so while the clock of the machine is set.</summary>
internal sealed record ClockJumpsInStall(string Person, int Machine, TimeSpan By) : Element
{
    public override string ToString() => $"while a call of {Person} stalls the clock of machine {Machine} jumps by {At(By)}";
}

/// <summary>A disk is full for a while: machine 0 is the lake's.</summary>
internal sealed record DiskFills(TimeSpan Moment, int Machine, TimeSpan For) : Element
{
    public override string ToString() => $"at {At(Moment)} the disk of machine {Machine} is full for {At(For)}";
}

/// <summary>The token with which a person begins ends soon; the next run has a fresh one.</summary>
internal sealed record TokenEnds(string Person, TimeSpan After) : Element
{
    public override string ToString() => $"the token of the first run of {Person} ends after {At(After)}";
}

/// <summary>The pool's lifecycle rule ends every upload under way.</summary>
internal sealed record UploadsExpire(TimeSpan Moment) : Element
{
    public override string ToString() => $"at {At(Moment)} every upload under way expires";
}

/// <summary>The presigned addresses of parts are good for moments only.</summary>
internal sealed record AddressesExpire(TimeSpan After) : Element
{
    public override string ToString() => $"addresses of parts are good for {At(After)}";
}
