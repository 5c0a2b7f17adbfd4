namespace DreamLake.StagingPool.Payload;

/// <summary>
/// The arithmetic behind a cyclic redundancy check: puts the check of a whole together from the checks of its parts, without their bytes.
/// </summary>
/// <remarks>
/// A check is a polynomial over GF(2), here with its lowest power in the highest bit. Appending n bytes multiplies what came before by
/// x^8n.
/// </remarks>
/// <param name="width">Bits of a check.</param>
/// <param name="polynomial">The generator, reflected, without its highest power.</param>
internal sealed class CyclicCode(int width, ulong polynomial)
{
    private ulong One => 1UL << (width - 1);

    /// <summary>The check of two contents in a row.</summary>
    /// <param name="first">The check of the first.</param>
    /// <param name="second">The check of the second.</param>
    /// <param name="secondSize">Bytes of the second.</param>
    public ulong Combine(ulong first, ulong second, long secondSize) => Multiply(PowerOfBytes(secondSize), first) ^ second;

    private ulong PowerOfBytes(long bytes)
    {
        var power = One;
        for (var square = One >> 8; bytes > 0; bytes >>= 1)
        {
            if ((bytes & 1) != 0) power = Multiply(power, square);
            square = Multiply(square, square);
        }

        return power;
    }

    private ulong Multiply(ulong a, ulong b)
    {
        var product = 0UL;
        for (var bit = One; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0) product ^= b;
            b = (b & 1) != 0 ? (b >> 1) ^ polynomial : b >> 1;
        }

        return product;
    }
}
