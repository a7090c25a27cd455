const CVE = /^CVE-\d{4}-\d{4,}$/i;
export const isCve = (id: string): boolean => CVE.test(id);

/**
 * Databases of vulnerabilities by the prefix of their ids. Snyk's `SNYK-CC-` are checks of configurations.
 * @source ossf.github.io/osv-schema (database prefixes), and the advisories of vendors
 */
const advisories =
	/^(CVE|GHSA|GMS|SNYK(?!-CC)|DSA|DLA|DTSA|USN|LSN|RH[SBE]A|CESA|ALAS\d*|ELSA|ALSA|RLSA|RXSA|GLSA|MGASA|ASA|AVG|SUSE|openSUSE|ALPINE|CGA|MINI|(DEBIAN|UBUNTU)-CVE|GO|PYSEC|RUSTSEC|OSV|MAL|HSEC|RSEC|BIT|PSF|CURL|TEMP|BDSA|XRAY|PRISMA|SONATYPE|VULNDB|NSWG-ECO|JVNDB|CNVD|CNNVD|EUVD)-\d*[0-9A-Za-z]/i;

/** `CVE-2024-1`, `GHSA-…`, `SNYK-JS-…`: the id of a vulnerability, not of a rule. */
export const isAdvisory = (id: string): boolean => advisories.test(id);
