import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {sanitise} from '../../src/base/text/safe-text.js';
import {runScan} from '../../src/cli/scan/scan.js';
import {scanFormats} from '../../src/cli/scan/scan-options.js';
import {builtInPolicy} from '../../src/judge/policy/built-in-policy.js';
import {parsePolicy} from '../../src/judge/policy/parse-policy.js';
import type {Policy} from '../../src/judge/policy/policy.js';
import {rules} from '../../src/judge/rules/index.js';
import {temporaryFolder} from '../support/temporary-folder.js';
import {violations} from '../support/validate.js';
import * as fixtures from './formats/fixtures/index.js';
import {fakeScanner, planFakes} from './support/fake-scanner.js';
import {recordedReader} from './support/reader.js';
import {recordOutput, scanOptions} from './support/settings.js';

const id = `sha256:${'a'.repeat(64)}`;
const engine = recordedReader({
	containers: async () => [{Id: 'c'.repeat(64), Names: ['/web'], Image: 'shop:1', ImageID: id, State: 'exited'}],
	image: async () => ({Id: id, RepoTags: ['shop:1']}),
});
const text = `disabled: [container-privileged]
waivers:
  - rule: CVE-2021-44906
    target: {image: "*"}
    reason: not reachable
  - rule: container-writable-root
    target: {name: "*"}
    reason: known
`;
const policy: Policy = {
	...parsePolicy(text, '/srv/\u001b[31mshop.yaml', rules),
	owner: 4711,
	refused: sanitise('the policy /here/x.yaml is not applied: it is a trap'),
};
const sentence = 'policy /srv/shop.yaml of uid 4711: 2 waivers (1 finding waived)';
// Backslashes of Markdown and JSON aside.
const plain = (output: string) => output.replaceAll('\\', '');

describe.each(['shop:1', null])('a scan of %s', target => {
	const folder = temporaryFolder();
	const formats = target === null ? (['table', 'json', 'markdown'] as const) : scanFormats;

	async function scan(how: Parameters<typeof scanOptions>[0]) {
		await fakeScanner(join(folder, 'bin'), 'trivy');
		await planFakes(join(folder, 'bin'), {how: {'*': 'good'}, reports: {trivy: fixtures.trivyReports['0.68']}});
		const {output, out} = recordOutput();
		await runScan(scanOptions({target, ...how}), output);
		return out();
	}
	const variables = {PATH: join(folder, 'bin'), HOME: folder};

	it.each(formats)('names in %s the policy whose waivers hide vulnerabilities, its owner, and how many', async format => {
		const out = plain(await scan({engine, variables, format, policy}));
		expect(out).not.toContain('\u001b');
		expect(out).toContain('is not applied: it is a trap');
		if (format === 'json') {
			const document = JSON.parse(out);
			expect(violations(target === null ? 'scans' : 'scan', document)).toEqual([]);
			expect(document.policy).toMatchObject({path: '/srv/shop.yaml', owner: 4711, disabledRules: 1, waivers: 2});
		} else expect(out).toContain(sentence);
	});

	it.each(formats)('has nothing of it in %s with the built-in one', async format => {
		const out = await scan({engine, variables, format, policy: builtInPolicy});
		if (format === 'json') expect(JSON.parse(out).policy).toMatchObject({path: null, waivers: 0});
		else expect(plain(out)).not.toMatch(/policy (\/|profile|null)|dockscope:policy|is not applied/);
	});
});

it('names it above a report of another program, which it applies to as well', async () => {
	const folder = temporaryFolder();
	const report = join(folder, 'trivy.json');
	await writeFile(report, JSON.stringify(fixtures.trivyReports['0.68']));
	const {output, out} = recordOutput();
	await runScan(scanOptions({engine: null, variables: {}, reports: [report], format: 'table', policy}), output);
	expect(out().split('\n')[1]).toBe(sentence);
});
