import {inWords, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import type {Distribution, InstalledPackage} from './package.js';
import {distributionOf, parseApkInstalled, parseDpkgStatus, parsePackageJson, parsePythonMetadata} from './package-databases.js';

/** What was found in one file of an image. */
export type FoundPackages = {
	readonly packages: readonly InstalledPackage[];
	readonly distribution: Distribution | null;
	readonly note: SafeText | null;
	/** What was skipped; it may contain packages. */
	readonly leftOut: SafeText | null;
};

const nothing: FoundPackages = {packages: [], distribution: null, note: null, leftOut: null};

const MB = 1024 * 1024;
/** Written by one package about itself. */
const aboutOnePackage = /(^|\/)(package\.json|METADATA|PKG-INFO|os-release)$|\.egg-info$/;
/** Maximum bytes of a file: the database of 5,000 packages has 6 MB. */
export const sizeLimitOf = (path: string): number => (aboutOnePackage.test(path) ? MB : 16 * MB);
/** Packages of one container or image; the largest images have a few thousand. */
const MAX_PACKAGES = 50_000;

const present = (one: InstalledPackage | null): FoundPackages => ({...nothing, packages: one === null ? [] : [one]});

export const rpmNote: SafeText = trusted('the image has rpm packages: checking them needs Trivy or Grype');
const rpmDatabase = /^(var\/lib\/rpm|usr\/lib\/sysimage\/rpm)\/(rpmdb\.sqlite|Packages(\.db)?)$/;

const readers: readonly (readonly [RegExp, (content: string, path: string) => FoundPackages])[] = [
	[/^var\/lib\/dpkg\/status$/, content => ({...nothing, packages: parseDpkgStatus(content)})],
	[/^var\/lib\/dpkg\/status\.d\/[^/]+(?<!\.md5sums)$/, content => ({...nothing, packages: parseDpkgStatus(content)})],
	[/^(usr\/)?lib\/apk\/db\/installed$/, content => ({...nothing, packages: parseApkInstalled(content)})],
	[/^(etc|usr\/lib)\/os-release$/, content => ({...nothing, distribution: distributionOf(content)})],
	[/(^|\/)package\.json$/, (content, path) => present(parsePackageJson(content, path))],
	[
		/\.dist-info\/METADATA$|\.egg-info\/PKG-INFO$|\.egg-info$|\.egg\/EGG-INFO\/PKG-INFO$/,
		(content, path) => present(parsePythonMetadata(content, path)),
	],
	[rpmDatabase, () => ({...nothing, note: rpmNote})],
];

const readerOf = (path: string) => readers.find(([pattern]) => pattern.test(path))?.[1];

export const isWanted = (path: string): boolean => readerOf(path) !== undefined;

/** The packages in one file of a layer. @param path  without a leading slash */
export function readWanted(path: string, content: Buffer): FoundPackages {
	// For an rpm database its presence is enough; its content is not text.
	return readerOf(path)?.(content.toString('utf8'), path) ?? nothing;
}

/** The finding for a wanted file that is too large to read; `null` if it is not. */
export const tooLarge = (path: string, size: number): FoundPackages | null =>
	size <= sizeLimitOf(path) || rpmDatabase.test(path)
		? null
		: {...nothing, leftOut: safe`/${sanitise(path)} is larger than ${inWords(sizeLimitOf(path))} and was not read`};

/** The finding for a wanted file that could not be read. */
export const unreadable = (path: string): FoundPackages => ({...nothing, leftOut: safe`/${sanitise(path)} could not be read`});

/** Merges the findings of single files into one inventory. */
export function gather(findings: Iterable<FoundPackages>): {
	distribution: Distribution | null;
	packages: InstalledPackage[];
	notes: SafeText[];
	leftOut: SafeText[];
} {
	const all = [...findings];
	const packages = all.flatMap(one => one.packages);
	const more = packages.length - MAX_PACKAGES;
	return {
		distribution: all.find(one => one.distribution !== null)?.distribution ?? null,
		packages: packages.slice(0, MAX_PACKAGES),
		notes: [...new Set(all.flatMap(({note}) => note ?? []))],
		leftOut: [
			...all.flatMap(({leftOut}) => leftOut ?? []),
			...(more > 0 ? [safe`${more} packages beyond the first ${MAX_PACKAGES} were not looked at`] : []),
		],
	};
}
