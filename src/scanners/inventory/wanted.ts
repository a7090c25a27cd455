import {own, type SafeText} from '../../terminal/safe-text.js';
import {sanitise} from '../../terminal/sanitise.js';
import {parseApkInstalled, parseDpkgStatus, parseOsRelease, parsePackageJson, parsePythonMetadata} from './databases.js';
import type {Distribution, InstalledPackage} from './package.js';

/** What one file of an image tells. */
export type Finding = {
	readonly packages: readonly InstalledPackage[];
	readonly distribution: Distribution | null;
	readonly note: SafeText | null;
};

const nothing: Finding = {packages: [], distribution: null, note: null};

/** A file larger than this is no package database. */
export const wantedSizeLimit = 32_000_000;

const present = (one: InstalledPackage | null): Finding => ({...nothing, packages: one === null ? [] : [one]});

const readers: readonly (readonly [RegExp, (content: string, path: string) => Finding])[] = [
	[/^var\/lib\/dpkg\/status$/, content => ({...nothing, packages: parseDpkgStatus(content)})],
	[/^var\/lib\/dpkg\/status\.d\/[^/]+(?<!\.md5sums)$/, content => ({...nothing, packages: parseDpkgStatus(content)})],
	[/^(usr\/)?lib\/apk\/db\/installed$/, content => ({...nothing, packages: parseApkInstalled(content)})],
	[/^(etc|usr\/lib)\/os-release$/, content => ({...nothing, distribution: parseOsRelease(content)})],
	[/(^|\/)package\.json$/, (content, path) => present(parsePackageJson(content, path))],
	[
		/\.dist-info\/METADATA$|\.egg-info\/PKG-INFO$|\.egg-info$|\.egg\/EGG-INFO\/PKG-INFO$/,
		(content, path) => present(parsePythonMetadata(content, path)),
	],
	[
		/^(var\/lib\/rpm|usr\/lib\/sysimage\/rpm)\/(rpmdb\.sqlite|Packages(\.db)?)$/,
		() => ({...nothing, note: own('the image holds rpm packages: judging them needs Trivy or Grype')}),
	],
];

const readerOf = (path: string) => readers.find(([pattern]) => pattern.test(path))?.[1];

export const isWanted = (path: string): boolean => readerOf(path) !== undefined;

/** What one file of a layer tells of packages. @param path  without a leading slash */
export function readWanted(path: string, content: Buffer): Finding {
	// The presence alone of an rpm database tells; its content would not be text.
	return readerOf(path)?.(content.toString('utf8'), path) ?? nothing;
}

/** Folds what single files told into one inventory. */
export function gather(findings: Iterable<Finding>): {
	distribution: Distribution | null;
	packages: InstalledPackage[];
	notes: SafeText[];
} {
	const all = [...findings];
	return {
		distribution: all.find(one => one.distribution !== null)?.distribution ?? null,
		packages: all.flatMap(one => one.packages),
		notes: [...new Set(all.flatMap(one => (one.note === null ? [] : [sanitise(one.note)])))],
	};
}
