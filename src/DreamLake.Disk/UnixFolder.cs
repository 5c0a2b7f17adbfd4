using System.Runtime.InteropServices;

namespace DreamLake.Disk;

/// <summary>A folder whose names are to be on the disk.</summary>
internal static class UnixFolder
{
    public static void Flush(string folder)
    {
        var descriptor = UnixCalls.Open(folder, UnixCalls.ReadOnly | UnixCalls.CloseInChildren);
        if (descriptor < 0) throw UnixCalls.Fault(Marshal.GetLastPInvokeError(), folder);
        var failed = UnixCalls.Fsync(descriptor) != 0;
        var error = Marshal.GetLastPInvokeError();
        _ = UnixCalls.Close(descriptor);
        if (failed) throw UnixCalls.Fault(error, folder);
    }
}
