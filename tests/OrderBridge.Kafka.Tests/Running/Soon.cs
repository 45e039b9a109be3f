using System.Diagnostics;

namespace OrderBridge.Kafka.Tests.Running;

/// <summary>Waits for what must come, within a bound.</summary>
internal static class Soon
{
    /// <summary>Asks until the answer is yes. Each question is itself a call that takes time; nothing sleeps.</summary>
    public static bool Becomes(Func<bool> question, TimeSpan patience)
    {
        var since = Stopwatch.GetTimestamp();
        while (!question())
        {
            if (Stopwatch.GetElapsedTime(since) > patience)
            {
                return false;
            }
        }

        return true;
    }

    public static async Task<bool> BecomesAsync(Func<Task<bool>> question, TimeSpan patience)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await question())
        {
            if (Stopwatch.GetElapsedTime(since) > patience)
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Small helpers of tests that wait.</summary>
internal static class Signals
{
    public static void TrySetResultWhen(this TaskCompletionSource signal, bool isTime)
    {
        if (isTime)
        {
            signal.TrySetResult();
        }
    }
}
