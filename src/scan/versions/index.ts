import {ownValue} from '../../base/index.js';
import {compareApk} from './apk.js';
import {compareDpkg} from './dpkg.js';
import {comparePep440} from './pep440.js';
import {compareSemver} from './semver.js';

/** Negative when the first is older. */
export type CompareVersions = (a: string, b: string) => number;

const byFamily: Readonly<Record<string, CompareVersions>> = {
	debian: compareDpkg,
	ubuntu: compareDpkg,
	alpine: compareApk,
	wolfi: compareApk,
	chainguard: compareApk,
	alpaquita: compareApk,
	npm: compareSemver,
	pypi: comparePep440,
	go: compareSemver,
	'crates.io': compareSemver,
};

/** The comparator of an OSV ecosystem (`Debian:13`, `Alpine:v3.20`, `npm`); `null` if dockscope has none. */
export const comparatorFor = (ecosystem: string): CompareVersions | null =>
	ownValue(byFamily, ecosystem.split(':')[0]?.toLowerCase() ?? '') ?? null;
