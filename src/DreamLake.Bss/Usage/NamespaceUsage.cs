namespace DreamLake.Bss.Usage;

/// <summary>What a namespace has.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Bytes">Bytes of its contents, those that uploads under way will have included.</param>
/// <param name="Objects">Contents, uploads under way included.</param>
/// <param name="OpenUploads">Uploads under way.</param>
/// <param name="WaitingJobs">Files that wait to be split.</param>
public sealed record NamespaceUsage(string Namespace, long Bytes, long Objects, long OpenUploads, long WaitingJobs);
