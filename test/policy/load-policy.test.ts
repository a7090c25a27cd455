import {chmod, mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {loadPolicy} from '../../src/policy/load-policy.js';
import {rules} from '../../src/rules/index.js';

describe('the policy', () => {
	let folder = '';
	let here = '';
	let configuration = '';
	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'dockscope-load-policy-'));
	});
	beforeEach(async () => {
		await rm(folder, {recursive: true, force: true});
		here = join(folder, 'here');
		configuration = join(folder, 'configuration');
		await mkdir(here, {recursive: true});
		await mkdir(join(configuration, 'dockscope'), {recursive: true});
	});
	afterAll(() => rm(folder, {recursive: true, force: true}));

	const load = (file: string | null = null, environment: Record<string, string> = {XDG_CONFIG_HOME: configuration}) =>
		loadPolicy({file, workingDirectory: here, environment}, rules, []);

	it('is the built-in policy where there is no file', async () => {
		expect(await load()).toMatchObject({path: null, waivers: [], rules: []});
	});

	it('is found in the working directory before the one of the user', async () => {
		await writeFile(join(configuration, 'dockscope', 'dockscope.yaml'), 'disabled: []\n');
		expect((await load()).path).toBe(join(configuration, 'dockscope', 'dockscope.yaml'));
		await writeFile(join(here, 'dockscope.yaml'), 'disabled: [container-privileged]\n');
		expect(await load()).toMatchObject({path: join(here, 'dockscope.yaml'), disabled: new Set(['container-privileged'])});
	});

	it('is looked for in ~/.config by default', async () => {
		await mkdir(join(folder, '.config/dockscope'), {recursive: true});
		await writeFile(join(folder, '.config/dockscope/dockscope.yaml'), '');
		expect((await load(null, {HOME: folder})).path).toBe(join(folder, '.config/dockscope/dockscope.yaml'));
	});

	it('must be there when it is named', async () => {
		const file = join(folder, 'missing.yaml');
		await expect(load(file)).rejects.toThrow(`${file}:1:1: cannot read the policy: there is no such file`);
	});

	it('that cannot be read is an error, not a missing policy', async () => {
		await mkdir(join(here, 'dockscope.yaml'));
		await chmod(join(here, 'dockscope.yaml'), 0o700);
		await expect(load()).rejects.toThrow('cannot read the policy: it is a directory');
	});
});
