namespace OrderBridge.Cli.GeneratingOrders;

/// <summary>One article.</summary>
/// <param name="Price">Pounds, two decimals.</param>
internal sealed record Article(string Code, string Name, decimal Price);

/// <summary>Made-up articles of which a few sell most: the chance falls with the rank (Zipf's law).</summary>
internal sealed class Catalogue
{
    private const int ArticleCount = 400;

    private static readonly string[] Colours = ["RED", "BLUE", "IVORY", "GREEN", "PINK", "SILVER", "VINTAGE", "SPOTTY"];
    private static readonly string[] Things = ["LUNCH BAG", "TEA TOWEL", "CANDLE HOLDER", "CAKE STAND", "PICTURE FRAME", "MUG", "DOORMAT", "NOTEBOOK", "BUNTING", "CLOCK"];

    private readonly Article[] _articles;
    private readonly double[] _cumulative = new double[ArticleCount];

    public Catalogue(int seed)
    {
        var random = new Random(seed ^ 0x5EED);
        _articles = [.. Enumerable.Range(0, ArticleCount).Select(i => Make(random, i))];
        var sum = 0.0;
        for (var i = 0; i < ArticleCount; i++)
        {
            sum += 1.0 / (i + 3);
            _cumulative[i] = sum;
        }
    }

    public Article Pick(Random random)
    {
        var at = Array.BinarySearch(_cumulative, random.NextDouble() * _cumulative[^1]);
        return _articles[Math.Min(ArticleCount - 1, at < 0 ? ~at : at)];
    }

    private static Article Make(Random random, int rank) => new(
        $"{20_000 + (rank * 37)}{(rank % 5 == 0 ? "A" : string.Empty)}",
        $"{Colours[random.Next(Colours.Length)]} {Things[random.Next(Things.Length)]} {rank}",
        decimal.Round((decimal)Math.Exp(0.2 + (random.NextDouble() * 2.6)), 2));
}
