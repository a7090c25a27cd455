import type {SafeText} from '../../terminal/safe-text.js';

/** A package as an image's own database names it. */
export type InstalledPackage = {
	readonly type: 'deb' | 'apk' | 'npm' | 'pypi';
	readonly name: SafeText;
	readonly version: SafeText;
	/** What the advisories of the distribution are about; the package itself where it says nothing else. */
	readonly source: {readonly name: SafeText; readonly version: SafeText};
	readonly architecture: SafeText | null;
	/** File that shows it, `null` for packages of the system's database. */
	readonly path: SafeText | null;
	/** Diff id of the layer that brought it; `null` when read from a container. */
	readonly layer: SafeText | null;
	/** Files that belong to it, without a leading slash; `null` when they were not read. */
	readonly files: readonly string[] | null;
};

export type Distribution = {
	/** `debian`, `alpine`, `ubuntu`… */
	readonly id: SafeText;
	/** `13`, `3.20.3`, `22.04`; `null` for testing and rolling ones. */
	readonly versionId: SafeText | null;
	readonly name: SafeText;
};

export type Inventory = {
	readonly distribution: Distribution | null;
	readonly packages: readonly InstalledPackage[];
	/** What could not be looked at, each in a sentence. */
	readonly notes: readonly SafeText[];
	/** What was not read because it is larger, or takes longer, than is read of a container or image: packages may be missing. */
	readonly leftOut: readonly SafeText[];
};

/** What an OSV ecosystem is called for a package of this image; `null` when OSV has none. @source ossf.github.io/osv-schema */
export function ecosystemOf(type: InstalledPackage['type'], distribution: Distribution | null): string | null {
	if (type === 'npm') return 'npm';
	if (type === 'pypi') return 'PyPI';
	const {id, versionId} = distribution ?? {id: '', versionId: null};
	if (id === 'debian') return versionId === null ? 'Debian' : `Debian:${versionId.split('.')[0]}`;
	if (id === 'ubuntu') {
		if (versionId === null) return 'Ubuntu';
		return /^\d*[02468]\.04$/.test(versionId) ? `Ubuntu:${versionId}:LTS` : `Ubuntu:${versionId}`;
	}
	if (id === 'alpine') return versionId === null ? 'Alpine' : `Alpine:v${versionId.split('.').slice(0, 2).join('.')}`;
	if (id === 'wolfi') return 'Wolfi';
	return id === 'chainguard' ? 'Chainguard' : null;
}
