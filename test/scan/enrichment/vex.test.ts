import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {trusted} from '../../../src/base/text/safe-text.js';
import {readEnrichment} from '../../../src/scan/enrichment/enrich.js';
import {openVex} from '../../../src/scan/enrichment/open-vex.js';
import {readSuppression} from '../../../src/scan/enrichment/suppression.js';
import {processorTime} from '../../support/processor-time.js';
import {temporaryFolder} from '../../support/temporary-folder.js';
import {row} from '../support/rows.js';

const digest = `sha256:${'d'.repeat(64)}`;
const image = {image: trusted('shop:1'), id: `sha256:${'a'.repeat(64)}`, alsoKnownAs: [`ghcr.io/acme/shop@${digest}`]};
const lodash = row('CVE-2026-1', {package: {purl: trusted('pkg:npm/lodash@4.17.4')}});
const tar = row('CVE-2026-1', {
	package: {name: trusted('tar'), version: trusted('1.35-1'), purl: trusted('pkg:deb/debian/tar@1.35-1?arch=amd64')},
});
const now = new Date('2026-11-29T08:00:00Z');

describe('a VEX document', () => {
	const folder = temporaryFolder();
	async function why(document: unknown, one = lodash) {
		const path = join(folder, 'vex.json');
		await writeFile(path, JSON.stringify(document));
		return (await readSuppression(path, now, image)).why(one);
	}

	describe('of CycloneDX', () => {
		const vex = (analysis: object | null, more: object = {}, document: object = {}) => ({
			bomFormat: 'CycloneDX',
			specVersion: '1.5',
			metadata: {component: {'bom-ref': 'root', type: 'container', name: 'shop', version: '1'}},
			components: [{'bom-ref': 'a', type: 'library', name: 'lodash', version: '4.17.4', purl: 'pkg:npm/lodash@4.17.4'}],
			vulnerabilities: [{id: 'CVE-2026-1', ...(analysis === null ? {} : {analysis}), affects: [{ref: 'a'}], ...more}],
			...document,
		});

		it.each(['not_affected', 'false_positive', 'resolved', 'resolved_with_pedigree'])('suppresses what is %s', async state => {
			expect(await why(vex({state, justification: 'code_not_reachable'}))).toBe(`${state}: code_not_reachable`);
		});
		it.each(['exploitable', 'in_triage', 'unknown word'])('but not what is %s', async state => {
			expect(await why(vex({state}))).toBeNull();
		});
		it('nor what has no analysis', async () => expect(await why(vex(null))).toBeNull());

		it('only for the component that it names, in that version', async () => {
			const harmless = {state: 'not_affected'};
			expect(await why(vex(harmless), tar)).toBeNull();
			expect(await why(vex(harmless, {affects: []}))).toBeNull();
			expect(
				await why(vex(harmless, {affects: [{ref: 'a', versions: [{version: '4.17.21', status: 'unaffected'}]}]})),
			).toBeNull();
			expect(await why(vex(harmless, {affects: [{ref: 'a', versions: [{version: '4.17.4'}]}]}))).toBe('not_affected');
			expect(await why(vex(harmless, {id: 'CVE-2026-2'}))).toBeNull();
			expect(await why(vex(harmless, {id: 'GHSA-1', references: [{id: 'CVE-2026-1'}]}))).toBe('not_affected');
		});
		it.each(['pkg:npm/lodash@4.17.4', 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm%2Flodash%404.17.4'])(
			'by a link to another document: %s',
			async ref => {
				expect(await why(vex({state: 'not_affected'}, {affects: [{ref}]}, {components: []}))).toBe('not_affected');
			},
		);
		it('everywhere in the image if it names the image, and nowhere in another one', async () => {
			const harmless = {state: 'not_affected'};
			expect(await why(vex(harmless, {affects: [{ref: 'root'}]}), tar)).toBe('not_affected');
			const other = {metadata: {component: {'bom-ref': 'root', type: 'container', name: 'nginx', version: '1.27'}}};
			expect(await why(vex(harmless, {affects: [{ref: 'root'}]}, other), tar)).toBeNull();
			expect(await why(vex(harmless, {}, other))).toBeNull();
			const ofProgram = {metadata: {component: {'bom-ref': 'root', type: 'application', name: 'shop'}}};
			expect(await why(vex(harmless, {affects: [{ref: 'root'}]}, ofProgram), tar)).toBeNull();
		});
		it('is quick with as many statements as a report has rows', async () => {
			const vulnerabilities = Array.from({length: 20_000}, (_, index) => ({
				id: `CVE-2026-${index + 10}`,
				analysis: {state: 'not_affected'},
				affects: [{ref: 'a'}],
			}));
			const path = join(folder, 'large.json');
			await writeFile(path, JSON.stringify(vex(null, {}, {vulnerabilities})));
			const suppression = await readSuppression(path, now, image);
			const rows = Array.from({length: 20_000}, (_, index) => row(`CVE-2026-${index}`));
			expect(await processorTime(() => rows.map(one => suppression.why(one)))).toBeLessThan(2000);
		});
	});

	describe('of CSAF', () => {
		const helper = (purl: string) => ({product_identification_helper: {purl}});
		const vex = (status: string, products: readonly string[], more: object = {}) => ({
			document: {category: 'csaf_vex', csaf_version: '2.0', title: 'x'},
			product_tree: {
				branches: [
					{
						category: 'vendor',
						branches: [{category: 'product_version', product: {product_id: 'LODASH', ...helper('pkg:npm/lodash@4.17.4')}}],
					},
				],
				full_product_names: [
					{product_id: 'IMAGE', ...helper(`pkg:oci/shop@${digest}`)},
					{product_id: 'OTHER', ...helper('pkg:oci/nginx')},
					{product_id: 'TAR', ...helper('pkg:deb/debian/tar')},
				],
				relationships: ['IMAGE', 'OTHER'].map(within => ({
					category: 'default_component_of',
					product_reference: 'TAR',
					relates_to_product_reference: within,
					full_product_name: {product_id: `TAR in ${within}`},
				})),
			},
			vulnerabilities: [{cve: 'CVE-2026-1', product_status: {[status]: products}, ...more}],
		});

		it.each(['known_not_affected', 'fixed', 'first_fixed'])('suppresses what is %s', async status => {
			expect(await why(vex(status, ['LODASH']))).toBe(status);
		});
		it.each(['known_affected', 'under_investigation', 'first_affected', 'last_affected', 'recommended'])(
			'but not what is %s',
			async status => expect(await why(vex(status, ['LODASH']))).toBeNull(),
		);
		it('only for the product that it names', async () => {
			expect(await why(vex('known_not_affected', ['LODASH']), tar)).toBeNull();
			expect(await why(vex('known_not_affected', ['UNKNOWN']))).toBeNull();
			expect(await why(vex('known_not_affected', ['IMAGE']), tar)).toBe('known_not_affected');
			expect(await why(vex('known_not_affected', ['OTHER']), tar)).toBeNull();
			expect(await why(vex('known_not_affected', ['TAR in IMAGE']), tar)).toBe('known_not_affected');
			expect(await why(vex('known_not_affected', ['TAR in OTHER']), tar)).toBeNull();
			expect(await why(vex('known_not_affected', ['TAR in IMAGE']))).toBeNull();
		});
		it('with the flag of the product, or its impact', async () => {
			const flags = [{label: 'vulnerable_code_not_in_execute_path', product_ids: ['LODASH']}];
			expect(await why(vex('known_not_affected', ['LODASH'], {flags}))).toBe(
				'known_not_affected: vulnerable_code_not_in_execute_path',
			);
			const threats = [{category: 'impact', details: 'not built in', product_ids: ['LODASH']}];
			expect(await why(vex('known_not_affected', ['LODASH'], {threats}))).toBe('known_not_affected: not built in');
		});
	});

	it('of OpenVEX before 0.2 names the components in the statement', () => {
		const statement = (subcomponents: readonly string[]) => ({
			vulnerability: 'CVE-2026-1',
			products: ['pkg:oci/shop'],
			subcomponents,
			status: 'not_affected',
		});
		const {why: of} = openVex({statements: [statement(['pkg:deb/debian/tar'])]}, trusted('x'), image);
		expect([of(tar), of(lodash)]).toEqual(['not_affected', null]);
	});

	it('may name an image by its hash', () => {
		const statement = (hash: string) => ({
			vulnerability: {name: 'CVE-2026-1'},
			products: [{hashes: {'sha-256': hash}}],
			status: 'not_affected',
		});
		const of = (hash: string) => openVex({statements: [statement(hash)]}, trusted('x'), image).why(tar);
		expect([of('d'.repeat(64)), of('a'.repeat(64)), of('e'.repeat(64))]).toEqual(['not_affected', 'not_affected', null]);
	});
});

describe('an ignore file that is found by its name', () => {
	const folder = temporaryFolder();
	const read = (workingDirectory: string | null, vex: readonly string[] = []) =>
		readEnrichment({epss: null, kev: null, vex, image, workingDirectory, now: () => now, cacheDirectory: null, download: null});

	it.each([
		['.trivyignore.yaml', 'misconfigurations:\n  - id: AVD-DS-0002\n'],
		['.trivyignore.yaml', 'secrets:\n  - id: aws-access-key-id\n'],
		['.trivyignore.yaml', ''],
		['.trivyignore.yaml', '# nothing yet\n'],
		['.grype.yaml', 'fail-on-severity: high\noutput: [json]\n'],
		['.grype.yaml', ''],
		['.grype.yaml', 'ignore: []\n'],
		['.grype.yaml', 'ignore:\n'],
		['.trivyignore', ''],
	])('%s may hold no rule: %j', async (name, content) => {
		await writeFile(join(folder, name), content);
		const {suppressions} = await read(folder);
		expect(suppressions.map(({why}) => why(lodash))).toEqual(suppressions.map(() => null));
		await writeFile(join(folder, name), '');
	});

	it('but what is no YAML, and a file of another name, is an error', async () => {
		await writeFile(join(folder, '.grype.yaml'), 'ignore: [\n');
		await expect(read(folder)).rejects.toThrow(/\.grype\.yaml:2:1: Flow sequence /);
		await writeFile(join(folder, 'other.yaml'), 'a: 1\n');
		await expect(read(null, [join(folder, 'other.yaml')])).rejects.toThrow(
			'is neither an ignore file of Trivy or Grype nor a VEX document (OpenVEX, CycloneDX, CSAF)',
		);
	});
});
