namespace OrderBridge.Hub.Tests.Stage;

/// <summary>Changes one thing of a sample in the middle of an expression.</summary>
internal static class Requests
{
    public static T With<T>(this T request, Action<T> change)
    {
        change(request);
        return request;
    }
}
