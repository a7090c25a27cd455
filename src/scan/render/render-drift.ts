import {type SafeText, safe, trusted} from '../../base/index.js';
import type {InstalledPackage} from '../inventory/package.js';
import type {PackageDifference} from '../inventory/package-difference.js';

const named = ({name, version}: InstalledPackage): SafeText => safe`${name} ${version}`;
const where = ({type, path}: InstalledPackage): SafeText => (path === null ? trusted(type) : safe`${trusted(type)}, ${path}`);

/** One difference per line: `+` only in the container, `-` only in the image, `~` in another version. */
export const driftWords = ({added, removed, updated}: PackageDifference): readonly SafeText[] => [
	...updated.map(({before, after}) => safe`~ ${named(before)} is ${after.version} now (${where(after)})`),
	...removed.map(one => safe`- ${named(one)} (${where(one)})`),
	...added.map(one => safe`+ ${named(one)} (${where(one)})`),
];
