namespace DreamLake.Testing.Engines.Ceph;

/// <summary>
/// The configuration of a cluster of one monitor, one store in memory and one gateway, all on 127.0.0.1 and in one folder.
/// </summary>
internal static class CephSettings
{
    /// <summary>The text of <c>ceph.conf</c>.</summary>
    public static string Of(CephFolder folder, Guid cluster, int monitorPort, int gatewayPort) => $"""
        [global]
        fsid = {cluster}
        mon host = {MonitorAddress(monitorPort)}
        monmap = {folder.Map}
        mon initial members = a
        public addr = 127.0.0.1
        cluster addr = 127.0.0.1
        ms bind ipv4 = true
        ms bind ipv6 = false
        ms bind msgr2 = false
        auth cluster required = none
        auth service required = none
        auth client required = none
        run dir = {folder.Path}
        admin socket = {folder.Path}/$name.asok
        log file = {folder.Path}/$name.log
        mon cluster log file = {folder.Path}/cluster.log
        # One copy of everything, in as few placement groups as there may be.
        osd pool default size = 1
        osd pool default min size = 1
        osd pool default pg num = 8
        osd pool default pgp num = 8
        osd pool default pg autoscale mode = off
        osd crush chooseleaf type = 0
        mon allow pool size one = true
        mon max pg per osd = 1000
        # The monitor agrees with itself alone: there is nobody to wait for.
        paxos propose interval = 0.05
        paxos min wait = 0.01
        # How full the machine's disk is does not matter to a store in memory.
        mon osd full ratio = .99
        mon osd backfillfull ratio = .98
        mon osd nearfull ratio = .97
        mon data avail crit = 1
        [mon.a]
        host = localhost
        mon data = {folder.Monitor}
        [osd.0]
        osd data = {folder.Store}
        osd objectstore = memstore
        memstore device bytes = 8589934592
        osd class update on start = false
        osd crush update on start = false
        [client.rgw.a]
        rgw data = {folder.Gateway}
        rgw frontends = beast endpoint=127.0.0.1:{gatewayPort}
        rgw thread pool size = 64
        rgw dynamic resharding = false
        rgw enable usage log = false
        rgw run sync thread = false
        rgw mp lock max time = 15

        """;

    /// <summary>The monitor's address as Ceph writes it.</summary>
    public static string MonitorAddress(int port) => $"[v1:127.0.0.1:{port}/0]";
}

/// <summary>Where a cluster keeps what it writes.</summary>
internal sealed record CephFolder(string Path)
{
    public string Settings => System.IO.Path.Combine(Path, "ceph.conf");

    public string Map => System.IO.Path.Combine(Path, "monmap");

    public string Monitor => System.IO.Path.Combine(Path, "mon");

    public string Store => System.IO.Path.Combine(Path, "osd");

    public string Gateway => System.IO.Path.Combine(Path, "rgw");
}
