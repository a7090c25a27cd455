import {compareVersions, parseVersion, type Version} from './versions.js';

/** A flaw of Linux: the first release that has it, and the first of each maintained branch that has the fix, the newest last. */
export type KernelFlaw = {readonly since: string; readonly fixed: readonly string[]};

/** @source https://github.com/CVEProject/cvelistV5/blob/main/cves/2026/31xxx/CVE-2026-31431.json, of 8 September 2026 */
export const copyFail: KernelFlaw = {
	since: '4.14',
	fixed: ['5.10.254', '5.15.204', '6.1.170', '6.6.137', '6.12.85', '6.18.22', '6.19.12', '7.0'],
};

/**
 * Whether a kernel has the fix, by its release. `verify`: the number is older, but more stands behind it (`6.1.0-41-amd64`): who builds
 * a kernel backports fixes without a new number.
 *
 * @param release  `uname -r`, as `GET /info` reports it
 */
export function kernelFix(release: string, {since, fixed}: KernelFlaw): 'fixed' | 'vulnerable' | 'verify' | 'unknown' {
	const version = parseVersion(release);
	const fixes = fixed.flatMap(text => parseVersion(text) ?? []);
	const first = parseVersion(since);
	const newest = fixes.at(-1);
	if (version === null || first === null || newest === undefined) return 'unknown';
	if (compareVersions(version, first) < 0 || compareVersions(version, newest) >= 0) return 'fixed';
	const inBranch = fixes.find(fix => isSameBranch(fix, version));
	if (inBranch !== undefined && compareVersions(version, inBranch) >= 0) return 'fixed';
	return /^\d+\.\d+(\.\d+)?$/.test(release.trim()) ? 'vulnerable' : 'verify';
}

const isSameBranch = ({numbers: [major, minor]}: Version, {numbers}: Version): boolean =>
	numbers[0] === major && numbers[1] === minor;
