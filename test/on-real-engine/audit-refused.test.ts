import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {busyboxImage, startIdle} from '../support/images.js';
import {type RecordingProxy, startRecordingProxy} from '../support/recording-proxy.js';
import {dockscope} from '../support/run-cli.js';
import {startTestEngine, type TestEngine, whyNoTestEngine} from '../support/test-engine.js';
import {violations} from '../support/validate.js';

type Report = {
	targets: {name: string; risk: {grade: string; lowerBound: boolean}}[];
	unseen: {name: string; reason: string}[];
	verdicts: {rule: string; verdict: string}[];
	blindSpots: {source: string; reason: string}[];
};

const refusal = {answer: {status: 403, body: '<html><body><h1>403 Forbidden</h1></body></html>', contentType: 'text/html'}};

describe.skipIf(await whyNoTestEngine())('an audit through a socket proxy that refuses', () => {
	let engine: TestEngine;
	let proxy: RecordingProxy;
	let folder = '';
	const ids: Record<string, string> = {};
	const undo: (() => void)[] = [];
	const refuse = (match: RegExp) => undo.push(proxy.misbehave(match, refusal));

	beforeAll(async () => {
		engine = await startTestEngine();
		await busyboxImage(engine);
		for (const name of ['one', 'two'])
			ids[name] = (await engine.docker('create', '--name', name, '--privileged', 'busybox:1', 'true')).trim();
		proxy = await startRecordingProxy(engine.socketPath);
		folder = await mkdtemp(join(tmpdir(), 'dockscope-refused-'));
	});
	afterEach(() => {
		for (const behave of undo.splice(0)) behave();
	});
	afterAll(async () => {
		await proxy?.stop();
		await engine?.stop();
		await rm(folder, {recursive: true, force: true});
	});

	const audit = async (...args: string[]) => {
		const result = await dockscope(['audit', '--host', proxy.host, '--format', 'json', ...args]);
		return {...result, report: JSON.parse(result.stdout) as Report};
	};

	it('gives the same result when the engine delays its list while the host is read', async () => {
		const said = ({report, status, stderr}: Awaited<ReturnType<typeof audit>>) => ({
			status,
			stderr,
			report: {...report, generatedAt: null},
		});
		await startIdle(engine, 'runs');
		onTestFinished(async () => void (await engine.docker('rm', '--force', 'runs')));
		const sooner = said(await audit('--all'));
		undo.push(proxy.misbehave(/containers\/json/, {delayMs: 150}));
		expect(said(await audit('--all'))).toEqual(sooner);
		expect(sooner.report.verdicts.filter(({rule}) => rule.startsWith('host-')).some(({verdict}) => verdict !== 'unknown')).toBe(
			true,
		);
	});

	it('is no pass when no container may be inspected', async () => {
		refuse(/GET (\/v[\d.]+)?\/containers\/[0-9a-f]{64}\/json/);
		const {status, stderr, report} = await audit();
		expect(status).toBe(3);
		expect(stderr).toMatch(/^dockscope: nothing was judged: 2 containers could not be inspected\. .*refuses.*HTTP 403.*\n$/);
		expect(report.targets).toEqual([]);
		expect(report.unseen.map(({name}) => name).sort()).toEqual(['one', 'two']);
		expect(report.blindSpots.map(({source}) => source)).toContain('engine:/containers/json');
		expect(violations('audit', report)).toEqual([]);
		expect((await audit('--fail-on', 'info')).status).toBe(3);
	});

	it('is no pass when one of them may not be inspected, and says which', async () => {
		refuse(new RegExp(`/containers/${ids['two']}/json`));
		const {status, stderr, report} = await audit();
		expect(status).toBe(3);
		expect(stderr).toMatch(/^dockscope: 1 container could not be inspected and was not judged: two\. .*HTTP 403.*\n$/);
		expect(report.unseen).toEqual([expect.objectContaining({name: 'two', reason: expect.stringContaining('403')})]);
		expect(violations('audit', report)).toEqual([]);
		expect(report.targets.map(({name}) => name)).toEqual(['one']);
		expect(report.blindSpots).toContainEqual(expect.objectContaining({source: 'engine:/containers/json'}));
		expect((await audit('one')).status).toBe(0);
		expect(await audit('two')).toMatchObject({
			status: 3,
			stderr: expect.stringContaining('nothing was judged of "two": 1 container could not be inspected.'),
		});
		expect((await audit('one', 'two')).status).toBe(3);
		expect((await audit('one', '--fail-on', 'critical')).status).toBe(1);
		for (const command of ['inspect', 'command', 'harden'])
			expect(await dockscope([command, 'two', '--host', proxy.host]), command).toMatchObject({
				status: 3,
				stdout: '',
				stderr: expect.stringMatching(/^dockscope: two could not be inspected: .*403/),
			});
	});

	it('fails by the threshold where what was seen is enough, and is no pass where it is not', async () => {
		refuse(new RegExp(`/containers/${ids['two']}/json`));
		expect((await audit('--only', '5.5', '--fail-on', 'critical')).status).toBe(1);
		expect(await audit('--only', '5.10', '--fail-on', 'critical')).toMatchObject({
			status: 3,
			stderr: expect.stringContaining('not judged: two'),
		});
	});

	it('reports no missing container where no container rule was requested', async () => {
		refuse(/GET (\/v[\d.]+)?\/containers\/[0-9a-f]{64}\/json/);
		const {status, stderr, report} = await audit('--only', '2.1', '--only', '2.5');
		expect([status, stderr, report.unseen]).toEqual([0, '', []]);
	});

	it('names a container that is listed and that the engine denies to have', async () => {
		const body = JSON.stringify({message: `No such container: ${ids['two']}`});
		const gone = {answer: {status: 404, body, contentType: 'application/json'}};
		undo.push(proxy.misbehave(new RegExp(`/containers/${ids['two']}/json`), gone));
		const {status, stderr, report} = await audit();
		expect([status, report.targets.length]).toEqual([3, 1]);
		expect(stderr).toMatch(/^dockscope: 1 container could not be inspected and was not judged: two\. .*No such container/);
		expect(report.unseen).toMatchObject([{name: 'two', reason: expect.stringContaining('No such container')}]);
	});

	it('reports that images may not be inspected, and does not pass where only they were to be judged', async () => {
		refuse(/GET (\/v[\d.]+)?\/images\/.*\/json/);
		const all = await audit();
		expect(all.status).toBe(0);
		expect(all.stderr).toMatch(/^dockscope: 1 image in use could not be inspected\. .*403.*\n/);
		const images = await audit('--only', '4.6,4.9', '--fail-on', 'low');
		expect(images.status).toBe(3);
		expect(images.stderr).toMatch(/^dockscope: nothing was judged: 1 image in use could not be inspected\. .*403.*\n$/);
		expect((await audit('--only', '5.5')).stderr).toBe('');
	});

	it('reports what the engine does not reveal about itself', async () => {
		refuse(/GET (\/v[\d.]+)?\/info/);
		const {status, stderr} = await audit();
		expect(status).toBe(0);
		expect(stderr).toMatch(/^dockscope: the engine did not answer \/info: \d+ verdicts unknown\. .*403.*\n$/);
		expect((await audit('one', '--only', '5.5')).stderr).toBe('');
	});

	it.each([/GET (\/v[\d.]+)?\/info/, /GET (\/v[\d.]+)?\/images\/.*\/json/])(
		'marks the grade of a plain container as a lower bound where %s is refused',
		async match => {
			await engine.docker('create', '--name', 'plain', 'busybox:1', 'true');
			onTestFinished(async () => void (await engine.docker('rm', '--force', 'plain')));
			expect((await audit('plain')).report.targets).toMatchObject([{name: 'plain', risk: {lowerBound: false}}]);
			refuse(match);
			expect((await audit('plain')).report.targets).toMatchObject([{name: 'plain', risk: {lowerBound: true}}]);
		},
	);

	it('does not pass when the engine was to be judged and reveals nothing about itself', async () => {
		refuse(/GET (\/v[\d.]+)?\/info/);
		const {status, stderr, report} = await audit('--only', '2.1', '--only', '2.5');
		expect(status).toBe(3);
		expect(stderr).toMatch(/^dockscope: nothing was judged: 2 verdicts unknown\. engine:\/info: .*403/);
		expect(report.verdicts.every(({verdict}) => verdict === 'unknown')).toBe(true);
	});

	it('is not forgotten by a snapshot', async () => {
		refuse(new RegExp(`/containers/${ids['two']}/json`));
		const file = join(folder, 'partial.json');
		expect(await dockscope(['snapshot', '--host', proxy.host, '--output', file])).toMatchObject({status: 0});
		const snapshot: unknown = JSON.parse(await readFile(file, 'utf8'));
		expect(violations('snapshot', snapshot)).toEqual([]);
		expect(snapshot).toMatchObject({unseen: [{row: {Id: ids['two'], Names: ['/two']}, reason: expect.stringContaining('403')}]});

		const replay = JSON.parse((await dockscope(['audit', '--from', file, '--format', 'json'])).stdout) as Report;
		expect(replay.blindSpots).toContainEqual(
			expect.objectContaining({reason: expect.stringContaining('when it was recorded: ')}),
		);
		expect(await dockscope(['audit', '--from', file, 'two'])).toMatchObject({status: 3});
		expect(await dockscope(['audit', '--from', file])).toMatchObject({
			status: 3,
			stderr: expect.stringContaining('not judged: two'),
		});

		refuse(/GET (\/v[\d.]+)?\/containers\/[0-9a-f]{64}\/json/);
		const refused = await dockscope(['snapshot', '--host', proxy.host]);
		expect(refused).toMatchObject({status: 3, stdout: '', stderr: expect.stringContaining('403')});
	});
});
