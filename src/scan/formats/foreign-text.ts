/** Files in other formats than JSON, by how they begin, the more particular first. */
const foreign: readonly (readonly [begins: RegExp, what: string])[] = [
	[/^\s*<(!doctype )?html\b/i, 'a web page: export the report as JSON'],
	[/^\s*<[\s\S]*cyclonedx\.org\/schema\/bom\//, 'CycloneDX in XML: export it as CycloneDX JSON'],
	[/^\s*<[?!\w]/, 'XML: export the report as JSON'],
	[/^%PDF-/, 'a PDF document: export the report as JSON'],
	[/^\x7fELF|^MZ|^#!/, 'a program, not a report'],
	[/^[^\0]{1,100}\0{100,}[^\0]*\0/, 'an archive (tar) or another binary file, not a report'],
	[/^SPDXVersion: /, 'an SPDX SBOM, an inventory, not a scan: scan it with trivy sbom FILE or grype sbom:FILE'],
	[/^\s*"?[A-Za-z][\w /.-]*"?([,;]"?[A-Za-z][\w /.-]*"?){3,}\r?\n/, 'a table (CSV): export it as JSON'],
	[/^[^{[]{0,2000}?(\u250c\u2500|\u251c\u2500|\+-{3}|\|-{3}|^NAME +INSTALLED )/m, 'a table for people: export it as JSON'],
	[/^(---\s+)?[A-Za-z_]\w*:(\s|$)/, 'YAML: export the report as JSON'],
];

/** What a text in another format is, in a few words; `null` if nothing is known of it. */
export const foreignText = (text: string): string | null =>
	foreign.find(([begins]) => begins.test(text.slice(0, 4096)))?.[1] ?? null;
