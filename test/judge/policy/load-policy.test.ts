import {chmod, mkdir, mkdtemp, rm, symlink, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it} from 'vitest';
import {loadPolicy} from '../../../src/judge/policy/load-policy.js';
import {rules} from '../../../src/judge/rules/index.js';

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

	describe('that others can change', () => {
		const hiding = 'disabled: [container-privileged]\n';
		const open = async (path: string) => {
			await writeFile(path, hiding);
			await chmod(path, 0o666);
		};

		it('is passed over in the working directory, for that of the user', async () => {
			await open(join(here, 'dockscope.yaml'));
			await writeFile(join(configuration, 'dockscope', 'dockscope.yaml'), 'disabled: [container-healthcheck]\n');
			const {path, disabled, refused} = await load();
			expect({path, disabled}).toEqual({
				path: join(configuration, 'dockscope', 'dockscope.yaml'),
				disabled: new Set(['container-healthcheck']),
			});
			expect(refused).toBe(
				`the policy ${join(here, 'dockscope.yaml')} is not applied: ${join(here, 'dockscope.yaml')} can be written by others (mode 666). To use it on purpose: --policy ${join(here, 'dockscope.yaml')}`,
			);
		});

		it('counts when it is named', async () => {
			await open(join(here, 'dockscope.yaml'));
			expect(await load(join(here, 'dockscope.yaml'))).toMatchObject({
				disabled: new Set(['container-privileged']),
				owner: process.getuid?.(),
				refused: null,
			});
		});

		it('is an error in the place of the user, which is meant to count', async () => {
			await open(join(configuration, 'dockscope', 'dockscope.yaml'));
			await expect(load()).rejects.toThrow('can be written by others (mode 666). To use it on purpose: --policy');
		});

		it('says nothing of an empty folder', async () => {
			await chmod(here, 0o777);
			expect(await load()).toMatchObject({path: null, refused: null});
		});
	});

	it('quotes nothing of what a link leads to', async () => {
		const secret = join(folder, 'secret');
		await writeFile(secret, 'nobody:*:19000:0:99999:7::\nroot: hash\n');
		await symlink(secret, join(here, 'dockscope.yaml'));
		const error = await load().catch(String);
		expect(error).toContain('it is a link to what is no policy');
		expect(error).not.toMatch(/nobody|hash/);
	});
});
