import {describe, expect, it} from 'vitest';
import {trusted} from '../../src/base/text/safe-text.js';
import {reportSubject} from '../../src/scan/formats/report-subject.js';
import {otherImage} from '../../src/scan/other-image.js';

const id = `sha256:${'a'.repeat(64)}`;
const other = `sha256:${'b'.repeat(64)}`;
const manifest = `sha256:${'c'.repeat(64)}`;
const target = {
	image: trusted('shop:1'),
	reference: 'shop:1',
	id,
	alsoKnownAs: ['shop:1', 'registry.example.com/shop:prod', `registry.example.com/shop@${manifest}`],
	containers: [],
	containerId: null,
};
const said = (document: unknown) => otherImage(reportSubject(document), target);

const trivy = (ArtifactName: string, Metadata: object = {}) => ({SchemaVersion: 2, ArtifactName, Metadata, Results: []});
const grype = (target: unknown) => ({matches: [], source: {type: 'image', target}});
const cycloneDx = (component: object) => ({bomFormat: 'CycloneDX', metadata: {component}, vulnerabilities: []});
const sarif = (properties: object) => ({runs: [{tool: {driver: {name: 'Trivy'}}, results: [], properties}]});

describe('a report of another image', () => {
	it.each([
		['Trivy’s', trivy('nginx:1.27', {ImageID: other, RepoTags: ['nginx:1.27']})],
		['Trivy’s without metadata', trivy('nginx:1.27')],
		['Grype’s', grype({userInput: 'docker:nginx:1.27', imageID: other, tags: ['nginx:1.27']})],
		['a CycloneDX document', cycloneDx({type: 'container', name: 'nginx:1.27', version: other})],
		['a CycloneDX document of Syft', cycloneDx({type: 'container', name: 'nginx', version: '1.27'})],
		['Trivy’s SARIF', sarif({imageName: 'nginx:1.27', imageID: other})],
		['dockscope’s own', {schema: 'dockscope.scan/1', target: {image: 'nginx:1.27', id: other}}],
		['twistcli’s', {results: [{name: 'nginx:1.27', id: other, vulnerabilities: []}]}],
		['Aqua’s', {image: 'nginx:1.27', digest: 'b'.repeat(64), resources: []}],
	])('is reported: %s', (_, document) => {
		expect(said(document)).toMatch(/^the report is for (docker:)?nginx:1\.27, not for shop:1$/);
	});

	it('is reported by a name without a tag, for a directory, and by a digest only', () => {
		expect(said(trivy('shop'))).toBe('the report is for shop, not for shop:1');
		expect(said(grype('/src'))).toBe('the report is for /src, not for shop:1');
		expect(said({results: [{id: other, vulnerabilities: []}]})).toBe('the report is for bbbbbbbbbbbb, not for shop:1');
	});

	it('is reported where the tag has moved', () => {
		expect(said(trivy('shop:1', {ImageID: other}))).toBe(
			'the report is for shop:1 with the id bbbbbbbbbbbb, but here its id is aaaaaaaaaaaa',
		);
	});
});

it.each([
	['by its name', trivy('docker.io/library/shop:1')],
	['by another tag', trivy('registry.example.com/shop:prod', {RepoTags: ['registry.example.com/shop:prod']})],
	['by its id, from an archive', trivy('image.tar', {ImageID: id})],
	['by the beginning of its id', trivy('aaaaaaaaaaaa', {ImageID: id})],
	['by the digest in a registry, where the id is another store’s', trivy('x', {ImageID: other, RepoDigests: [`x@${manifest}`]})],
	['by its id, of Grype', grype({userInput: 'somewhere/else', imageID: id})],
	['by its name and id, of Grype', grype({userInput: 'docker:shop:1', imageID: id, manifestDigest: other})],
	['by its name, of Syft', cycloneDx({type: 'container', name: 'registry.example.com/shop', version: 'prod'})],
	[
		'by a property, of Trivy',
		cycloneDx({type: 'container', name: 'x', properties: [{name: 'aquasecurity:trivy:ImageID', value: id}]}),
	],
	['that names none', {runs: [{tool: {driver: {name: 'x'}}, results: []}]}],
	['that Grype was given no source for', {matches: [], source: {type: 'unknown', target: 'unknown'}}],
	['that is of an application', cycloneDx({type: 'application', name: 'app'})],
])('accepts a report of this image %s', (_, document) => {
	expect(said(document)).toBeNull();
});
