import {ownValue, type SafeText, safe, sanitise, trusted} from '../base/index.js';
import {ecosystemOf} from './inventory/package.js';

/** A distribution as scanners name it: Trivy's `Family` and `Name`, Grype's `distro`, or `ID` and `VERSION_ID` of os-release. */
export type NamedSystem = {
	readonly family: string;
	/** `null`: it has none (rolling or testing); `undefined`: the report does not name it, so only the family can be judged. */
	readonly release: string | null | undefined;
};

/** Rolling distributions: one set of advisories for all. */
const rolling = /^(wolfi|chainguard|minimos|echo|opensuse-tumbleweed)$/;
/** Advisories name the major release, or the minor one too; the release itself is a number in all of them. */
const numbered =
	/^(redhat|rhel|centos|rocky|alma|almalinux|oracle|ol|oraclelinux|amazon|amzn|amazonlinux|photon|azurelinux|cbl-mariner|mariner|bottlerocket|opensuse|opensuse-leap|opensuse\.leap|suse linux enterprise server|suse linux enterprise micro|sles|slem|sle-micro)$/;

/**
 * The stable releases of the distributions whose names show what exists: nothing beyond the largest number will be out for years, so an
 * image that claims more has no advisories. Trivy and Grype compare such an image with nothing, and find nothing.
 */
const stable: Readonly<Record<string, (major: number, minor: number) => boolean>> = {
	debian: major => major >= 7 && major <= 25,
	ubuntu: (major, minor) => major >= 12 && major <= 40 && (minor === 4 || minor === 10),
	alpine: (major, minor) => (major === 2 && minor <= 7) || (major === 3 && minor <= 60),
};

/**
 * Why no advisories are about this distribution and release, as far as its name shows; `null` if there are some.
 *
 * @param scanner  in the sentence: `Trivy`
 * @source trivy.dev/docs/coverage/os; oss.anchore.com/docs/guides/vulnerability
 */
export function unsupported({family, release}: NamedSystem, scanner: string): SafeText | null {
	const id = family.toLowerCase();
	const named = sanitise([family, release].filter(Boolean).join(' '));
	// It has no packages that advisories could be about.
	if (id === 'busybox') return null;
	const isStable = ownValue(stable, id);
	if (isStable === undefined)
		return rolling.test(id) || (numbered.test(id) && (release === undefined || /^\d/.test(release ?? '')))
			? null
			: safe`${trusted(scanner)} has no advisories for ${named}`;
	if (release === undefined) return null;
	// Alpine's edge calls itself `3.22.0_alpha20250108`, Debian's testing `forky/sid`.
	const [, major, minor = '0'] = /^(\d+)(?:\.(\d+))?(?:\.\d+)*$/.exec(release ?? '') ?? [];
	if (major !== undefined && isStable(Number(major), Number(minor))) return null;
	return safe`${named} is no stable release that advisories are about`;
}

/** As advisories name it, where they do: `Debian:12`, `Alpine:v3.20`; else `fedora:40`. */
export function systemEcosystem({family, release}: NamedSystem): SafeText {
	const versionId = release ? sanitise(release) : null;
	const known = ecosystemOf('deb', {id: sanitise(family), versionId, name: sanitise(family)});
	return sanitise(known ?? (versionId === null ? family : `${family}:${versionId}`));
}
