using Grpc.Core;

namespace OrderBridge.Compat.Tests.Behaving;

/// <summary>Behaviour that programs lean on without calling a server; the full profile runs the same tests on the official assembly.</summary>
public sealed class MetadataTests
{
    [Fact]
    public void Keys_are_lower_case_and_the_last_value_wins()
    {
        var metadata = new Metadata { { "Key", "first" }, { "other", "x" }, { "KEY", "last" } };

        Assert.Equal("last", metadata.GetValue("key"));
        Assert.Equal(["first", "last"], metadata.GetAll("key").Select(entry => entry.Value));
        Assert.Null(metadata.Get("missing"));
        Assert.Null(metadata.GetValueBytes("missing"));
    }

    [Theory]
    [InlineData("has space")]
    [InlineData("colon:")]
    [InlineData("价格")]
    public void A_key_that_HTTP_2_refuses_is_refused(string key) => Assert.Throws<ArgumentException>(() => new Metadata.Entry(key, "value"));

    [Fact]
    public void Bytes_and_text_do_not_swap_keys()
    {
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("text-bin", "value"));
        Assert.Throws<ArgumentException>(() => new Metadata.Entry("bytes", [1]));
    }

    [Fact]
    public void Bytes_are_copied_in_and_out()
    {
        byte[] bytes = [1, 2];
        var entry = new Metadata.Entry("raw-bin", bytes);
        bytes[0] = 9;
        entry.ValueBytes[1] = 9;

        Assert.True(entry.IsBinary);
        Assert.Equal([1, 2], entry.ValueBytes);
        Assert.Equal("text"u8.ToArray(), new Metadata.Entry("key", "text").ValueBytes);
    }

    [Fact]
    public void Shared_empty_metadata_stays_empty()
    {
        Assert.True(Metadata.Empty.IsReadOnly);
        Assert.Throws<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));
        Assert.Empty(Metadata.Empty);
    }

    [Fact]
    public void It_is_a_list()
    {
        var metadata = new Metadata { { "a", "1" }, { "c", "3" } };
        var entry = new Metadata.Entry("b", "2");
        metadata.Insert(1, entry);

        Assert.Equal(["a", "b", "c"], metadata.Select(e => e.Key));
        Assert.Equal(1, metadata.IndexOf(entry));
        Assert.True(metadata.Remove(entry));
        metadata[0] = entry;
        Assert.Equal("b", metadata[0].Key);
        metadata.RemoveAt(0);
        metadata.Clear();
        Assert.Empty(metadata);
    }
}
