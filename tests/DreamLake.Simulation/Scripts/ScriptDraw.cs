using DreamLake.Simulation.Network;
using DreamLake.Simulation.Playing;

namespace DreamLake.Simulation.Scripts;

/// <summary>Draws a script from a seed. Most are short: a machine or two with a file or two of a few parts, and a trouble or two.</summary>
internal sealed class ScriptDraw
{
    private const int CallsThatMayBeBefallen = 60;
    private const int SmallFiles = 10;
    private static readonly string[] Services = ["pool", "bss", "server"];
    private readonly Random _random;
    private readonly List<Element> _elements = [];
    private readonly List<PersonIs> _people = [];
    private readonly bool _isOneKey;

    private ScriptDraw(int seed, bool isOneKey) => (_isOneKey, _random) = (isOneKey, new Random(seed));

    /// <summary>The script of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="isOneKey">Whether all is about two contents that share their 16 digits.</param>
    public static Script Of(int seed, bool isOneKey)
    {
        var draw = new ScriptDraw(seed, isOneKey);
        draw.Settle();
        draw.Trouble();
        return new Script(seed, draw._elements);
    }

    private void Settle()
    {
        var machines = _isOneKey || OneIn(3) ? 2 : OneIn(20) ? 3 : 1;
        for (var machine = 1; machine <= machines; machine++)
        {
            var files = _isOneKey || !OneIn(4) ? 1 : 2;
            for (var file = 1; file <= files; file++) _elements.Add(new FileIs(machine, file, DrawContent()));
            var people = machines == 1 && OneIn(4) ? 2 : 1;
            for (var person = 0; person < people; person++)
            {
                var owner = !_isOneKey && machine > 1 && OneIn(3) ? "bob" : "alice";
                var begins = person == 0 && machine == 1 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(_random.Next(2000));
                _people.Add(new PersonIs(machine, (char)('a' + person), owner, begins));
            }
        }

        _elements.AddRange(_people);
    }

    private Content DrawContent()
    {
        if (_isOneKey || OneIn(8)) return Content.Pair[_random.Next(2)];
        var parts = OneIn(4) ? _random.Next(7) : _random.Next(3);
        return new Content(_random.Next(2), (parts * Content.PartSize) + (OneIn(2) ? 0 : _random.Next(Content.PartSize)));
    }

    private void Trouble()
    {
        if (!OneIn(4)) DrawMishaps();
        if (OneIn(3)) DrawClientKills();
        if (OneIn(4)) DrawServiceKills();
        if (OneIn(6)) _elements.Add(new LakePowerCut(Service(), Early(), _random.Next(1, 30), Moment(5)));
        if (OneIn(8)) _elements.Add(new FileMeddledWith(Early(), AnyMachine(), 1, (Meddling)_random.Next(3)));
        if (OneIn(6)) _elements.Add(new ClockJumps(Early(), LakeOrMachine(), TimeSpan.FromSeconds(_random.Next(-90_000, 90_000))));
        if (OneIn(12)) _elements.Add(new DiskFills(Early(), LakeOrMachine(), Moment(20)));
        if (OneIn(15)) _elements.Add(new TokenEnds(_people[0].Name, TimeSpan.FromMilliseconds(_random.Next(1, 600))));
        if (OneIn(12)) _elements.Add(new UploadsExpire(Early()));
        if (OneIn(10)) _elements.Add(new AddressesExpire(TimeSpan.FromSeconds(_random.Next(1, 30))));
        // What is new stands at the end: all before it is drawn as ever, and kept seeds still mean what they did.
        if (OneIn(10)) DrawJumpInStall();
        if (OneIn(5)) DrawReceiver();
        if (OneIn(4)) DrawFreeing();
        if (!_isOneKey && OneIn(6)) DrawSmallFiles();
        if (OneIn(5)) DrawRemover();
        if (OneIn(4)) _elements.Add(new SumsTell(AnyMachine(), !OneIn(3), Moment(20)));
    }

    // Enough of one part that their calls are gathered: a file or two never are.
    private void DrawSmallFiles()
    {
        var (machine, files) = (AnyMachine(), _random.Next(4, 10));
        for (var file = 1; file <= files; file++)
            _elements.Add(new FileIs(machine, SmallFiles + file, new Content(SmallFiles + _random.Next(files), Content.PartSize)));
    }

    // A source is freed on the proof of that moment: who purges its only copy right after takes it from the world, and means to.
    private void DrawRemover()
    {
        var purges = OneIn(2) && !_elements.OfType<PersonFrees>().Any();
        _elements.Add(new RemoverIs(_people[0].Owner, purges, Moment(5)));
    }

    // Calls 4 to 7 are mostly those that send parts: the only ones whose time the client counts itself.
    private void DrawJumpInStall()
    {
        var person = _people[_random.Next(_people.Count)];
        var call = _random.Next(4, 8);
        var by = TimeSpan.FromSeconds(_random.Next(1_000, 90_000)) * (OneIn(3) ? 1 : -1);
        if (!_elements.OfType<CallBefallen>().Any(other => other.Machine == person.Name && other.Call == call))
            _elements.Add(new CallBefallen(person.Name, call, Mishap.Stalled));
        _elements.Add(new ClockJumpsInStall(person.Name, person.Machine, by));
    }

    private void DrawMishaps()
    {
        var badness = OneIn(3) ? 0.2 : 0.05;
        foreach (var machine in _people.Select(person => person.Name).Append("bss").Append("server"))
        {
            for (var call = 1; call <= CallsThatMayBeBefallen; call++)
            {
                if (_random.NextDouble() < badness) _elements.Add(new CallBefallen(machine, call, (Mishap)_random.Next(1, 9)));
            }
        }
    }

    private void DrawReceiver()
    {
        _elements.Add(new ReceiverIs(_people[0].Owner, Moment(10)));
        for (var call = 1; call <= CallsThatMayBeBefallen; call++)
        {
            if (OneIn(8)) _elements.Add(new CallBefallen(Receiver.Name, call, (Mishap)_random.Next(1, 9)));
        }

        for (var run = 1; run <= 2; run++)
        {
            if (OneIn(2)) _elements.Add(new ReceiverKilled(run, _random.Next(1, 20), OneIn(2)));
        }
    }

    private void DrawFreeing()
    {
        var isLater = OneIn(2);
        var change = isLater && OneIn(2) ? _random.Next(1, 12) : 0;
        _elements.Add(new PersonFrees(_people[_random.Next(_people.Count)].Name, isLater, change, OneIn(3)));
    }

    private void DrawClientKills()
    {
        var person = _people[_random.Next(_people.Count)];
        var runs = _random.Next(1, 3);
        for (var run = 1; run <= runs; run++) _elements.Add(new ClientKilled(person.Name, run, _random.Next(1, 40), OneIn(3)));
    }

    private void DrawServiceKills()
    {
        var kills = OneIn(4) ? 2 : 1;
        for (var kill = 0; kill < kills; kill++) _elements.Add(new ServiceKilled(Service(), Early(), _random.Next(1, 30), Moment(5)));
    }

    private string Service() => Services[_random.Next(Services.Length)];

    private int AnyMachine() => _people[_random.Next(_people.Count)].Machine;

    private int LakeOrMachine() => OneIn(2) ? 0 : AnyMachine();

    private TimeSpan Early() => TimeSpan.FromMilliseconds(_random.Next(1, 1200));

    private TimeSpan Moment(int seconds) => TimeSpan.FromMilliseconds(_random.Next(1, seconds * 1000));

    private bool OneIn(int count) => _random.Next(count) == 0;
}
