using DreamLake.Lambda.Splitting;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>How long copied segments get, by where the keyframes are.</summary>
public sealed class CopyForecastTests
{
    [Theory]
    [InlineData(2.0, 12.0, 2.0)]
    [InlineData(0.5, 12.0, 2.0)]
    [InlineData(5.0, 20.0, 5.0)]
    [InlineData(1.5, 12.0, 3.0)]
    [InlineData(100.0, 9.0, 9.0)]
    public void Keyframes_at_a_distance_make_segments_of(double distance, double duration, double longest) =>
        Assert.Equal(longest, Forecast(0, distance, duration).LongestSegment, 0.1);

    [Fact]
    public void A_video_that_does_not_begin_at_zero_is_cut_alike() =>
        Assert.Equal(2, Forecast(1000, 2, 12).LongestSegment, 0.1);

    [Fact]
    public void Without_a_keyframe_first_or_without_times_nothing_is_sure()
    {
        var late = new CopyForecast();
        late.Add(0, isKeyframe: false);
        late.Add(1, isKeyframe: true);
        var timeless = new CopyForecast();
        timeless.Add(0, isKeyframe: true);
        timeless.Add(null, isKeyframe: false);
        Assert.All([late, timeless, new CopyForecast()], forecast => Assert.Equal(double.PositiveInfinity, forecast.LongestSegment));
    }

    private static CopyForecast Forecast(double start, double distance, double duration)
    {
        const int Fps = 20;
        var forecast = new CopyForecast();
        for (var frame = 0; frame < duration * Fps; frame++) forecast.Add(start + (double)frame / Fps, frame % (int)(distance * Fps) == 0);
        return forecast;
    }
}
