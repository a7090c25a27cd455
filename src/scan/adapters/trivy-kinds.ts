/** What Trivy can look for in an image. @source trivy image --help, 0.68.2 */
export const trivyKinds = ['vuln', 'secret', 'misconfig', 'license'] as const;
export type TrivyKind = (typeof trivyKinds)[number];

/**
 * What Trivy is asked to look for: vulnerabilities, which are known from the package lists in a second, and what `TRIVY_SCANNERS` adds.
 * Secrets and the rest need every file of the image.
 */
export function chosenKinds({TRIVY_SCANNERS: chosen = ''}: Readonly<Record<string, string | undefined>>): readonly TrivyKind[] {
	const names = chosen.split(',').map(name => name.trim());
	return trivyKinds.filter(kind => kind === 'vuln' || names.includes(kind));
}
