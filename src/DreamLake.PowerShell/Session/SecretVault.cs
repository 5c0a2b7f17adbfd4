using System.Management.Automation;
using System.Security;

namespace DreamLake.PowerShell.Session;

/// <summary>Tokens that are kept by Microsoft.PowerShell.SecretManagement, where that is installed.</summary>
internal static class SecretVault
{
    /// <summary>A secret by its name.</summary>
    /// <param name="cmdlet">Asks in its session.</param>
    /// <param name="name">The secret's name.</param>
    /// <exception cref="CommandNotFoundException">SecretManagement is not installed.</exception>
    /// <exception cref="RuntimeException">There is no such secret, or its vault does not give it.</exception>
    /// <exception cref="FormatException">The secret is no text.</exception>
    public static SecureString Read(PSCmdlet cmdlet, string name)
    {
        var found = cmdlet.InvokeCommand.InvokeScript("param($Name) Get-Secret -Name $Name -ErrorAction Stop", name);
        return found.FirstOrDefault()?.BaseObject switch
        {
            SecureString secret => secret,
            string text => new System.Net.NetworkCredential("", text).SecurePassword,
            _ => throw new FormatException($"The secret '{name}' is no text."),
        };
    }
}
