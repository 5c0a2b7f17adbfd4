using DreamLake.Lambda.Splitting.Probing;
using Xunit;

namespace DreamLake.Lambda.Tests;

/// <summary>What packets show: where a copy could be cut, and what its pictures need.</summary>
public sealed class StreamSurveyTests
{
    [Theory]
    [InlineData(2.0, 12.0, 2.0)]
    [InlineData(0.5, 12.0, 2.0)]
    [InlineData(5.0, 20.0, 5.0)]
    [InlineData(1.5, 12.0, 3.0)]
    [InlineData(100.0, 9.0, 9.0)]
    public void Keyframes_at_a_distance_make_segments_of(double distance, double duration, double longest) =>
        Assert.Equal(longest, Survey(0, distance, duration).LongestSegment, 0.1);

    [Fact]
    public void A_video_that_does_not_begin_at_zero_is_cut_alike() =>
        Assert.Equal(2, Survey(1000, 2, 12).LongestSegment, 0.1);

    [Fact]
    public void Without_a_keyframe_first_or_without_times_nothing_is_sure()
    {
        var late = new StreamSurvey();
        late.Add(0, 0.05, isKeyframe: false, 2);
        late.Add(1, 0.05, isKeyframe: true, 2);
        var timeless = new StreamSurvey();
        timeless.Add(0, 0.05, isKeyframe: true, 2);
        timeless.Add(null, 0.05, isKeyframe: false, 2);
        Assert.All([late, timeless, new StreamSurvey()], survey => Assert.Equal(double.PositiveInfinity, survey.LongestSegment));
    }

    private static StreamSurvey Survey(double start, double distance, double duration)
    {
        const int Fps = 20;
        var survey = new StreamSurvey();
        for (var frame = 0; frame < duration * Fps; frame++) 
            survey.Add(start + (double)frame / Fps, 1.0 / Fps, frame % (int)(distance * Fps) == 0, segmentSeconds: 2);
        return survey;
    }
}
