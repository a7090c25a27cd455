import {describe, expect, it} from 'vitest';
import {known, unknown} from '../../../../src/base/answers/index.js';
import {serviceAccess} from '../../../../src/base/facts/services/access.js';
import type {ConfigFile, WantedFile} from '../../../../src/base/facts/services/files/config-file.js';
import {parseConfig, rawSettings} from '../../../../src/base/facts/services/files/parse-settings.js';
import {readServiceFiles} from '../../../../src/base/facts/services/files/read-files.js';
import {parseRecordedConfig, renderConfig} from '../../../../src/base/facts/services/files/recorded-file.js';
import {exampleAttachment} from '../../../../src/judge/rules/shared/examples.js';
import {containerScope} from '../../../support/example-scope.js';
import {processorTime} from '../../../support/processor-time.js';
import {type WithFiles, withFiles} from './files.js';

function scopeOf({mounted, ...config}: WithFiles[1], status = 'running') {
	const mounts =
		mounted === undefined ? {} : {Mounts: [{Type: 'bind', Source: `/srv${mounted}`, Destination: mounted, RW: false}]};
	return containerScope({
		Config: {Entrypoint: null, ...config},
		...mounts,
		State: {Status: status, Running: status === 'running'},
		facts: {networks: [exampleAttachment('shop', {peers: ['p1']})]},
	});
}

/** Reads from the texts; notes what was asked for. */
function reading(files: Readonly<Record<string, string>>) {
	const asked: string[] = [];
	const read = async (wanted: WantedFile) => {
		asked.push(wanted.path);
		const texts = Object.entries(files)
			.filter(([path]) => path === wanted.path || path.startsWith(`${wanted.path}/`))
			.map(([path, text]) => ({path, text}));
		try {
			return known<ConfigFile | null>(texts.length === 0 ? null : await parseConfig(wanted, texts));
		} catch (error) {
			return unknown('file', String(error));
		}
	};
	return {asked, read};
}

async function judged(config: WithFiles[1], files: Readonly<Record<string, string>>) {
	const {container, image, fleet} = scopeOf(config);
	const {asked, read} = reading(files);
	const configFiles = await readServiceFiles(container, null, fleet, read);
	return {found: serviceAccess({...container, configFiles}, null), image, asked, configFiles};
}

describe('services by their configuration files', () => {
	it.each(withFiles)('%s', async (_, config, files, access) => {
		const {found} = await judged(config, files);
		expect(found.map(one => one.access)).toEqual([access]);
	});

	it('name the file and the line', async () => {
		const config = {Image: 'redis:7', Cmd: ['redis-server', 'my.conf'], WorkingDir: '/etc'};
		const {found} = await judged(config, {'/etc/my.conf': '\nprotected-mode no\n'});
		expect(found[0]?.evidence).toContainEqual({source: 'file', path: '/etc/my.conf:2', value: 'protected-mode no'});
	});

	it('keep no secret, and none of what does not decide', async () => {
		const text = 'requirepass hunter2-hunter2\nuser default on >s3cr3t-of-mine #5e88 ~* +@all\nmasterauth other-s3cret\n';
		const {configFiles, found} = await judged({Image: 'redis:7', Cmd: ['redis-server', '/r.conf']}, {'/r.conf': text});
		const all = JSON.stringify([[...configFiles], found]);
		expect(all).not.toMatch(/hunter2|s3cr3t|5e88|masterauth|other-s/);
	});

	it.each(['">one two-three +four"', '>"one two-three +four"', ">'one two-three +four'"])(
		'keep no part of a password with a blank: %s',
		async password => {
			const text = `user default on ${password} ~* +@all\n`;
			const {configFiles, found} = await judged({Image: 'redis:7', Cmd: ['redis-server', '/r.conf']}, {'/r.conf': text});
			expect(JSON.stringify([[...configFiles], found])).not.toMatch(/one|two|three|four/);
			expect(JSON.stringify([...configFiles])).toMatch(/default on >\*+ ~\* \+@all/);
		},
	);

	it.each([
		['is started without one', {Image: 'redis:7', Cmd: ['redis-server']}],
		['has its password on the command line', {Image: 'redis:7', Cmd: ['redis-server', '/r.conf', '--requirepass', 'n0t-a-word']}],
		['is no service that is known', {Image: 'acme/shop:1', Cmd: ['shop', '/etc/shop.conf']}],
	])('are not read where the program %s', async (_, config) => {
		expect((await judged(config, {})).asked).toEqual([]);
	});

	it('are not read in a container that does not run, or that nobody reaches', async () => {
		const config = {Image: 'redis:7', Cmd: ['redis-server', '/r.conf']};
		const {asked, read} = reading({});
		for (const scope of [scopeOf(config, 'exited'), containerScope({Config: config, HostConfig: {NetworkMode: 'none'}})])
			await readServiceFiles(scope.container, null, scope.fleet, read);
		expect(asked).toEqual([]);
	});

	it('are each read once, and few of them', async () => {
		const {asked} = await judged({Image: 'acme/jupyter-lab:3', Cmd: ['jupyter', 'lab']}, {});
		expect(new Set(asked).size).toBe(asked.length);
		expect(asked.length).toBeLessThanOrEqual(8);
	});

	it('leave the answer open where they cannot be read, with the reason', async () => {
		const {container, fleet} = scopeOf({Image: 'redis:7', Cmd: ['redis-server', '/r.conf']});
		const configFiles = await readServiceFiles(container, null, fleet, async () => unknown('file', 'permission denied'));
		const [found] = serviceAccess({...container, configFiles}, null);
		expect(found).toMatchObject({access: 'unknown', wants: null});
		expect(found?.evidence.at(-1)).toEqual({source: 'file', path: '/r.conf', value: 'permission denied'});
	});

	it('are the same when a snapshot is read again', async () => {
		const wanted = {path: '/r.conf', format: 'directives', keeps: /^requirepass$/, secret: /^requirepass$/} as const;
		const file = await parseConfig(wanted, [{path: '/r.conf', text: 'requirepass redis\nrequirepass x9-long-enough\n'}]);
		expect(parseRecordedConfig(renderConfig(file))).toEqual(file);
		for (const text of ['', '{}', '[1]', '[{"name": 1}]']) expect(() => parseRecordedConfig(text)).toThrow();
	});
});

describe('hostile configuration files', () => {
	it('are refused where they have more settings than are kept: the last one decides', async () => {
		const wanted = {path: '/r.conf', format: 'directives', keeps: /^port$/} as const;
		const parsed = parseConfig(wanted, [{path: '/r.conf', text: 'port 1\n'.repeat(150_000)}]);
		await expect(parsed).rejects.toThrow('more than 20000 settings');
	});

	it('do not hide a setting behind a separator of lines', async () => {
		const names = async (text: string) => (await rawSettings('assignments', text)).map(({name, value}) => [name, value]);
		expect(await names('[[ http ]] # x\nauth = "no"\u2028\n')).toEqual([['http.auth', 'no']]);
	});

	const size = 120_000;
	it.each([
		['directives', '"\\" '.repeat(size / 4)],
		['directives', "user default '".repeat(size / 14)],
		['hba', `${`a"${'\\" '.repeat(1300)}\\\n`.repeat(size / 4000)}`],
		['directives', `a${'"\\"'.repeat(size / 3)}`],
		['hba', `${`a${'"\\"'.repeat(1300)}\\\n`.repeat(size / 4000)}`],
		['hba', `${`a${"b'".repeat(1999)}"\\\n`.repeat(size / 4000)}`],
		['assignments', 'a = "'.repeat(size / 5)],
		['assignments', '['.repeat(size)],
		['assignments', `[${' '.repeat(4000)}x\n`.repeat(size / 4000)],
		['assignments', `a = ${' #'.repeat(2000)}\u2028x\n`.repeat(size / 4000)],
		['hba', `${`${'#'.repeat(4000)}\\\n`.repeat(size / 4000)}\u2028x`],
		['hba', `host all all all ${'\\\n'.repeat(size / 2)}`],
		['python', `c.A.b = ${"'".repeat(size)}`],
		['yaml', 'a: &a [*a]\n'.repeat(2800)],
		['yaml', '# a\n'.repeat(size)],
		['yaml', '{'.repeat(size)],
		['yaml', 'a:\n '.repeat(size / 4)],
	] as const)('%s are read, or refused, in time: %#', async (format, text) => {
		expect(await processorTime(() => rawSettings(format, text).catch(() => null))).toBeLessThan(8000);
	});
});
