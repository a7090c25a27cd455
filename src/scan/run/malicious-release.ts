import {open} from 'node:fs/promises';
import {codeOf, type SafeText, safe, trusted} from '../../base/index.js';
import type {ScannerDetection, ScannerName} from '../scanner.js';

/** Releases of a scanner that an attacker published. They are never run. */
export type MaliciousReleases = {
	readonly versions: readonly string[];
	/** `CVE-2026-33634` */
	readonly advisory: SafeText;
	/** What stands before the version in the build information of its program, so that it need not be asked. */
	readonly marks: readonly string[];
};

/**
 * @source github.com/aquasecurity/trivy/security/advisories/GHSA-69fq-xp46-6x23. The marks: the module that `go build` writes down, and
 * the flag of Trivy's own release build.
 */
export const maliciousTrivy: MaliciousReleases = {
	versions: ['0.69.4', '0.69.5', '0.69.6'],
	advisory: trusted('CVE-2026-33634'),
	marks: ['mod\tgithub.com/aquasecurity/trivy\tv', 'github.com/aquasecurity/trivy/pkg/version/app.ver='],
};

export const isMalicious = ({versions}: MaliciousReleases, version: string): boolean =>
	versions.includes(/^v?(\d+\.\d+\.\d+)(?!\d)/.exec(version)?.[1] ?? '');

/** What is found of one: where it is, and what to do now. */
export const maliciousDetection = (
	{advisory}: MaliciousReleases,
	found: {readonly name: ScannerName; readonly version: SafeText; readonly mode: SafeText; readonly where: SafeText},
): ScannerDetection => ({
	...found,
	available: false,
	malicious: true,
	note: safe`malicious release (${advisory}), not used: ${whatToDo}`,
});

/** What to do about one that is here. */
export const whatToDo = trusted('delete it, replace every credential that this machine could read, and install another version');

/**
 * The version in a program's build information that is a malicious one; `null` where it is another, has none, or cannot be read. The
 * program is not run.
 */
export async function maliciousVersionIn(path: string, releases: MaliciousReleases): Promise<string | null> {
	const marks = releases.marks.map(mark => Buffer.from(mark));
	const overlap = Math.max(...marks.map(mark => mark.length)) + MAX_VERSION_LENGTH;
	try {
		const file = await open(path);
		try {
			const block = Buffer.alloc(4 << 20);
			for (let at = 0; ; at += block.length - overlap) {
				const {bytesRead} = await file.read(block, 0, block.length, at);
				const read = block.subarray(0, bytesRead);
				const found = marks.flatMap(mark => versionsAfter(mark, read)).find(version => isMalicious(releases, version));
				if (found !== undefined) return found;
				if (bytesRead < block.length) return null;
			}
		} finally {
			await file.close();
		}
	} catch (error) {
		// Not readable, only executable: then the program itself is asked.
		if (codeOf(error) !== null) return null;
		throw error;
	}
}

const MAX_VERSION_LENGTH = 20;

/** What follows each occurrence of a mark, as far as it is a version. */
function versionsAfter(mark: Buffer, read: Buffer): string[] {
	const versions: string[] = [];
	for (let at = read.indexOf(mark); at !== -1; at = read.indexOf(mark, at + mark.length)) {
		const start = at + mark.length;
		versions.push(/^[\d.]*/.exec(read.toString('latin1', start, start + MAX_VERSION_LENGTH))?.[0] ?? '');
	}
	return versions;
}
