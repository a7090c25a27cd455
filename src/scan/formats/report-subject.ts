import {type SafeText, sanitise} from '../../base/index.js';
import {at, first, isObject, list, rawText, text, texts} from './json.js';

export type ReportSubject = {
	/** Tags, references with a digest, or the scanner's input (an archive, a folder). */
	readonly names: readonly SafeText[];
	/** `sha256:…`: image ids and manifest digests. */
	readonly digests: readonly SafeText[];
};

/**
 * The image that a report of any format names; empty if it names none.
 *
 * @source aquasecurity/trivy pkg/types/report.go, pkg/report/sarif.go, pkg/sbom/cyclonedx/core; anchore/grype grype/presenter/models/source.go;
 * twistcli's, Aqua's and Anchore's public samples; schemas/scan.schema.json
 */
export function reportSubject(document: unknown): ReportSubject {
	const found = [
		trivy(document),
		grype(document),
		cycloneDx(document),
		...sarif(document),
		dockscope(document),
		snyk(document),
		anchore(document),
		others(document),
	];
	const names = found.flat().flatMap(one => [...texts([one]), ...texts(one)]);
	return {
		names: [...new Set(names.filter(name => digestOf(name) !== name))],
		digests: [...new Set(names.flatMap(name => digestOf(name) ?? []))],
	};
}

/** A digest, possibly after a name. */
function digestOf(name: string): SafeText | null {
	const [digest] = /(?<=^|@)sha256:[0-9a-f]{64}$/.exec(name) ?? [];
	return digest === undefined ? null : sanitise(digest);
}

const trivy = (document: unknown): readonly unknown[] => [
	at(document, 'ArtifactName'),
	...['RepoTags', 'RepoDigests', 'ImageID'].map(key => at(document, 'Metadata', key)),
];

function grype(document: unknown): readonly unknown[] {
	const target = at(document, 'source', 'target');
	if (at(document, 'source', 'type') === 'unknown') return [];
	if (!isObject(target)) return [target];
	const given = rawText(target['userInput']).replace(/^(docker|podman|containerd|registry):(?!\d)/, '');
	return [given, ...['tags', 'repoDigests', 'imageID', 'manifestDigest'].map(key => target[key])];
}

function cycloneDx(document: unknown): readonly unknown[] {
	const component = at(document, 'metadata', 'component');
	if (at(document, 'bomFormat') !== 'CycloneDX' || at(component, 'type') !== 'container') return [];
	const [name, version] = [rawText(at(component, 'name')), rawText(at(component, 'version'))];
	// Syft splits the reference; Trivy and Grype write it whole.
	const parted = version !== '' && digestOf(version) === null && !/[:@][^/]*$/.test(name);
	const properties = list(at(component, 'properties'));
	const ofTrivy = properties.filter(one => /^aquasecurity:trivy:(ImageID|RepoTag|RepoDigest)$/.test(rawText(at(one, 'name'))));
	return [parted ? `${name}:${version}` : name, digestOf(version), ...ofTrivy.map(one => at(one, 'value'))];
}

const sarif = (document: unknown): readonly (readonly unknown[])[] =>
	list(at(document, 'runs')).map(run =>
		['imageName', 'repoTags', 'repoDigests', 'imageID'].map(key => at(run, 'properties', key)),
	);

const dockscope = (document: unknown): readonly unknown[] => {
	const target = at(document, 'schema') === 'dockscope.scan/1' ? at(document, 'target') : undefined;
	return [at(target, 'image'), at(target, 'id')];
};

function snyk(document: unknown): readonly unknown[] {
	const project = Array.isArray(document) ? document[0] : document;
	return [rawText(at(project, 'projectName')).startsWith('docker-image|') ? at(project, 'path') : null];
}

function anchore(document: unknown): readonly unknown[] {
	const answer = Array.isArray(document) ? document[0] : document;
	const metadata = at(answer, 'securityEvaluation') === undefined ? undefined : at(answer, 'metadata');
	const [repository, registry] = [rawText(at(metadata, 'repository')), rawText(at(metadata, 'registry'))];
	const name = [registry, repository].filter(part => part !== '').join('/');
	const tag = rawText(at(metadata, 'tag'));
	return [
		repository === '' ? null : tag === '' ? name : `${name}:${tag}`,
		first(at(answer, 'imageDigest'), at(answer, 'image_digest'), at(metadata, 'imageDigest')),
	];
}

/** twistcli's first result; Aqua's file, whose digest has no prefix, and its API. */
function others(document: unknown): readonly unknown[] {
	const result = Array.isArray(at(document, 'results')) ? list(at(document, 'results'))[0] : undefined;
	const twistcli = at(result, 'vulnerabilities') === undefined ? [] : [at(result, 'name'), at(result, 'id')];
	const envelope = list(document)[0];
	const aqua =
		at(document, 'resources') === undefined
			? [text(at(envelope, 'image_name')), ...(at(document, 'cves') === undefined ? [] : [text(at(document, 'image_name'))])]
			: [text(at(document, 'image')), `sha256:${rawText(at(document, 'digest'))}`];
	return [...twistcli, ...aqua.filter(one => one !== 'sha256:')];
}
