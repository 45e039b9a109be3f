namespace OrderBridge.Kernel.Journaling;

/// <summary>Something that happened to one aggregate. Immutable; holds all that is needed to apply it again.</summary>
public interface IDomainEvent;
