import {purlOf} from '../formats/purl.js';
import type {InstalledPackage, PackageInventory} from './package.js';

/**
 * An inventory as CycloneDX 1.4 (Trivy 0.44 reads nothing newer), as `trivy sbom` and `grype sbom:` expect it: package
 * URLs with the distribution, and Trivy's properties for the source package, which Debian's and Alpine's advisories are about.
 */
export function sbomOf(inventory: PackageInventory, image: string): unknown {
	const {distribution, packages} = inventory;
	const system = distribution === null ? [] : [operatingSystem(distribution)];
	return {
		bomFormat: 'CycloneDX',
		specVersion: '1.4',
		version: 1,
		metadata: {
			component: {'bom-ref': 'image', type: 'container', name: image},
			tools: [{vendor: 'dockscope', name: 'dockscope'}],
		},
		components: [...system, ...packages.map((one, index) => component(one, index, inventory))],
		dependencies: [],
	};
}

const property = (name: string, value: string) => ({name: `aquasecurity:trivy:${name}`, value});

function operatingSystem({id, versionId}: NonNullable<PackageInventory['distribution']>) {
	return {
		'bom-ref': 'os',
		type: 'operating-system',
		name: id,
		version: versionId ?? '',
		properties: [property('Class', 'os-pkgs'), property('Type', id)],
	};
}

function component(one: InstalledPackage, index: number, {distribution}: PackageInventory) {
	const purl = packagePurl(one, distribution);
	return {
		'bom-ref': `${index}`,
		type: 'library',
		name: one.name,
		version: one.version,
		purl,
		properties: [
			property('PkgID', `${one.name}@${one.version}`),
			property('PkgType', one.type === 'npm' ? 'node-pkg' : one.type === 'pypi' ? 'python-pkg' : (distribution?.id ?? one.type)),
			...(one.type === 'deb' || one.type === 'apk' ? sourceProperties(one) : []),
			...(one.path === null ? [] : [property('FilePath', one.path), {name: 'syft:location:0:path', value: `/${one.path}`}]),
			...(one.layer === null ? [] : [property('LayerDiffID', one.layer), {name: 'syft:location:0:layerID', value: one.layer}]),
		],
	};
}

/** Trivy expects epoch, version and release separately. */
function sourceProperties({source, type}: InstalledPackage) {
	const [, epoch, rest = source.version] = /^(?:(\d+):)?(.*)$/.exec(source.version) ?? [];
	const hyphen = type === 'deb' ? rest.lastIndexOf('-') : -1;
	return [
		property('SrcName', source.name),
		property('SrcVersion', hyphen === -1 ? rest : rest.slice(0, hyphen)),
		...(hyphen === -1 ? [] : [property('SrcRelease', rest.slice(hyphen + 1))]),
		...(epoch === undefined ? [] : [property('SrcEpoch', epoch)]),
	];
}

/** The package URL; that of a distribution package includes its release and source package. @source purl-spec */
export function packagePurl(one: InstalledPackage, distribution: PackageInventory['distribution']) {
	const {name, version, architecture, source} = one;
	if (one.type === 'npm') {
		const [scope, base] = name.startsWith('@') ? name.split('/') : [null, name];
		return purlOf({type: 'npm', namespace: scope ?? null, name: base ?? name, version});
	}
	if (one.type === 'pypi') return purlOf({type: 'pypi', name, version});
	const release =
		distribution === null
			? null
			: distribution.versionId === null
				? distribution.id
				: `${distribution.id}-${distribution.versionId}`;
	const upstream =
		source.name === name && source.version === version
			? null
			: source.version === version
				? source.name
				: `${source.name}@${source.version}`;
	const qualifiers = {
		...(architecture === null ? {} : {arch: architecture}),
		...(upstream === null ? {} : {upstream}),
		...(release === null ? {} : {distro: release}),
	};
	return purlOf({type: one.type, namespace: distribution?.id ?? null, name, version, qualifiers});
}
