import type {SafeText} from '../../base/index.js';

/** A package as named in an image's own database. */
export type InstalledPackage = {
	readonly type: 'deb' | 'apk' | 'npm' | 'pypi';
	readonly name: SafeText;
	readonly version: SafeText;
	/** The subject of the distribution's advisories; the package itself if not given. */
	readonly source: {readonly name: SafeText; readonly version: SafeText};
	readonly architecture: SafeText | null;
	/** File that it was found in, `null` for packages of the operating system's database. */
	readonly path: SafeText | null;
	/** Diff id of the layer that added it; `null` when read from a container. */
	readonly layer: SafeText | null;
	/** Its files, without a leading slash; `null` when they were not read. */
	readonly files: readonly string[] | null;
};

export type Distribution = {
	/** `debian`, `alpine`, `ubuntu`… */
	readonly id: SafeText;
	/** `13`, `3.20.3`, `22.04`; `null` for testing and rolling releases. */
	readonly versionId: SafeText | null;
	readonly name: SafeText;
};

export type PackageInventory = {
	readonly distribution: Distribution | null;
	readonly packages: readonly InstalledPackage[];
	/** What could not be examined, one sentence each. */
	readonly notes: readonly SafeText[];
	/** Skipped because it exceeds the size or time limit: packages may be missing. */
	readonly leftOut: readonly SafeText[];
	/** Whether every file was looked at: only then is it kept as the inventory of its image. */
	readonly whole: boolean;
};

/** The archives that `ecosystemOf` needs, without releases. */
export const judgedEcosystems: readonly string[] = ['Debian', 'Ubuntu', 'Alpine', 'Wolfi', 'Chainguard', 'npm', 'PyPI'];

/** The OSV ecosystem for a package of this image; `null` when OSV has none. @source ossf.github.io/osv-schema */
export function ecosystemOf(type: InstalledPackage['type'], distribution: Distribution | null): string | null {
	if (type === 'npm') return 'npm';
	if (type === 'pypi') return 'PyPI';
	const {id, versionId} = distribution ?? {id: '', versionId: null};
	if (id === 'debian') return versionId === null ? 'Debian' : `Debian:${versionId.split('.')[0]}`;
	if (id === 'ubuntu') {
		if (versionId === null) return 'Ubuntu';
		return /^\d*[02468]\.04$/.test(versionId) ? `Ubuntu:${versionId}:LTS` : `Ubuntu:${versionId}`;
	}
	// Alpine edge calls itself `3.22.0_alpha20250108`: the advisories of 3.22 are about later packages.
	if (id === 'alpine')
		return versionId === null || versionId.includes('_') ? 'Alpine' : `Alpine:v${versionId.split('.').slice(0, 2).join('.')}`;
	if (id === 'wolfi') return 'Wolfi';
	return id === 'chainguard' ? 'Chainguard' : null;
}

/** The archives that judging an inventory takes, in the order of `judgedEcosystems`. */
export function archivesFor({packages, distribution}: PackageInventory): readonly string[] {
	const needed = new Set(packages.map(({type}) => ecosystemOf(type, distribution)?.split(':')[0]));
	return judgedEcosystems.filter(name => needed.has(name));
}
